/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OPTION_LABELS } from '../../../nodes/ElevenLabsCalls/parameters/options';
import { SKIP_FIELDS, SKIP_SUMMARIES } from '../../../nodes/shared/calling/guards';

// What a user looks up in the docs after seeing it in the editor or the output.

const page = (name: string) => readFileSync(path.resolve(__dirname, '../../../docs', name), 'utf8');

const calling = page('calling.md');
const outcomes = page('outcomes.md');

it.each(Object.values(OPTION_LABELS))('has a row for the option %s', (label) => {
	expect(calling).toContain(`\n| ${label} | `);
});

it.each(Object.keys(SKIP_SUMMARIES))('has a row for the reason %s', (reason) => {
	expect(outcomes).toContain(`\n| \`${reason}\` | `);
});

it.each(SKIP_FIELDS)('mentions %s, which a skipped call may have', (field) => {
	expect(outcomes).toContain(`\`${field}\``);
});
