/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { ElevenLabsCallsApi } from '../../../credentials/ElevenLabsCallsApi.credentials';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import { OPTION_LABELS } from '../../../nodes/ElevenLabsCalls/parameters/options';
import { ElevenLabsCallsTrigger } from '../../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';
import { SKIP_FIELDS, SKIP_SUMMARIES } from '../../../nodes/shared/calling/guards';

// What a user looks up in the docs after seeing it in the editor or the output.

const page = (name: string) => readFileSync(path.resolve(__dirname, '../../../docs', name), 'utf8');

const calling = page('calling.md');
const outcomes = page('outcomes.md');
const guards = page('guards.md');
const lookups = page('lookups.md');
const tools = page('ai-tools.md');

const calls = `${calling}${guards}${outcomes}`;

/** The pages on an operation of the node. */
const PAGES: Record<string, string> = {
	'call.outboundCall': calls,
	'call.whatsAppCall': `${page('whatsapp.md')}${calls}`,
	batchCall: `${page('campaigns.md')}${calls}`,
	conversation: lookups,
	agent: lookups,
	phoneNumber: lookups,
};

/** The labels of a parameter and of those inside it. */
function labelsOf(
	field: INodeProperties | INodePropertyOptions | INodePropertyCollection,
): string[] {
	if ('values' in field) return field.values.flatMap(labelsOf);
	if (!('type' in field) || ['notice', 'hidden'].includes(field.type)) return [];
	return [field.displayName, ...(field.options ?? []).flatMap(labelsOf)];
}

const parameters = new ElevenLabsCalls().description.properties.flatMap((property) => {
	const {
		resource = [],
		operation = [],
		'@tool': isForTools,
	} = property.displayOptions?.show ?? {};
	return resource.flatMap((name) =>
		operation.map((action) => ({
			place: `${String(name)}.${String(action)}`,
			text: isForTools?.includes(true)
				? tools
				: (PAGES[`${String(name)}.${String(action)}`] ?? PAGES[String(name)] ?? ''),
			labels: labelsOf(property),
		})),
	);
});

it('mentions every parameter of every operation', () => {
	const missing = parameters.flatMap(({ place, text, labels }) =>
		labels.filter((label) => !text.includes(label)).map((label) => `${place}: ${label}`),
	);
	expect(parameters.length).toBeGreaterThan(50);
	expect(missing).toEqual([]);
});

it.each([
	['trigger.md', new ElevenLabsCallsTrigger().description.properties],
	['credential.md', new ElevenLabsCallsApi().properties],
])('%s mentions every parameter', (name, properties) => {
	const text = page(name);
	expect(properties.flatMap(labelsOf).filter((label) => !text.includes(label))).toEqual([]);
});

it.each(Object.values(OPTION_LABELS))('has a row for the option %s', (label) => {
	expect(calling).toContain(`\n| ${label} | `);
});

it.each(Object.keys(SKIP_SUMMARIES))('has a row for the reason %s', (reason) => {
	expect(outcomes).toContain(`\n| \`${reason}\` | `);
});

it.each(SKIP_FIELDS)('mentions %s, which a skipped call may have', (field) => {
	expect(outcomes).toContain(`\`${field}\``);
});
