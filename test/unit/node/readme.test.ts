/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OPTION_LABELS } from '../../../nodes/ElevenLabsCalls/parameters/options';
import { SKIP_FIELDS, SKIP_SUMMARIES } from '../../../nodes/shared/calling/guards';

// What a user looks up in the README after seeing it in the editor or the output.

const readme = readFileSync(path.resolve(__dirname, '../../../README.md'), 'utf8');

it.each(Object.values(OPTION_LABELS))('has a row for the option %s', (label) => {
	expect(readme).toContain(`\n| ${label} | `);
});

it.each(Object.keys(SKIP_SUMMARIES))('has a row for the reason %s', (reason) => {
	expect(readme).toContain(`\n| \`${reason}\` | `);
});

it.each(SKIP_FIELDS)('mentions %s, which a skipped call may have', (field) => {
	expect(readme).toContain(`\`${field}\``);
});
