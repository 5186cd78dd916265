/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { ElevenLabsCalls } from '../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import codex from '../../nodes/ElevenLabsCalls/ElevenLabsCalls.node.json';
import { ElevenLabsCallsTrigger } from '../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';

// n8n's UX guidelines, as far as a program can check them.

const node = new ElevenLabsCalls().description;

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

const isProperty = (option: Option): option is INodeProperties => 'type' in option;

const withNested = (property: INodeProperties): INodeProperties[] => [
	property,
	...(property.options ?? []).filter(isProperty).flatMap(withNested),
];

const all = node.properties.flatMap(withNested);
const operations = node.properties.filter(({ name }) => name === 'operation');
const called = (name: string) => all.find((property) => property.name === name);

it('begins with Resource, then Operation, neither of them an expression', () => {
	expect(
		node.properties.slice(0, 2).map(({ name, noDataExpression }) => [name, noDataExpression]),
	).toEqual([
		['resource', true],
		['operation', true],
	]);
});

it("has no regex that n8n runs against the clock before the node's own checks", () => {
	const modes = all.flatMap((property) => property.modes ?? []);
	expect(modes.length).toBeGreaterThan(5);
	expect(modes.filter((mode) => 'validation' in mode)).toEqual([]);
});

it('lists the actions of a call first', () => {
	const [resource] = node.properties;
	expect(resource?.options?.[0]).toMatchObject({ value: 'call' });
	expect(operations[0]?.displayOptions?.show?.resource).toEqual(['call']);
});

it('has one text for both nodes, because n8n shows them as one before a choice', () => {
	expect(new ElevenLabsCallsTrigger().description.description).toBe(node.description);
});

// n8n compares what is typed with the node's name and each of its search words. Both nodes are found by
// the words of this one.
it.each([
	'phone call',
	'reminder',
	'appointment',
	'voicemail',
	'recording',
	'transcript',
	'batch call',
	'schedule call',
	'campaign',
	'whatsapp',
])('is found in the nodes panel by typing %s', (typed) => {
	const { alias } = codex as { alias: string[] };
	expect(alias.map((word) => word.toLowerCase())).toContain(typed);
});

it("tells n8n's assistant that real people are called, and about the other node", () => {
	const trigger = new ElevenLabsCallsTrigger().description;
	expect(node.builderHint?.searchHint).toContain('real people');
	expect(node.builderHint?.relatedNodes?.[0]?.nodeType).toMatch(new RegExp(`\\.${trigger.name}$`));
	expect(trigger.builderHint?.relatedNodes?.[0]?.nodeType).toMatch(new RegExp(`\\.${node.name}$`));
	const hinted = operations
		.flatMap(({ options = [] }) => options as INodePropertyOptions[])
		.filter(({ builderHint }) => builderHint?.propertyHint.includes('real p'));
	expect(hinted.map(({ value }) => value)).toEqual(['outboundCall', 'whatsAppCall', 'create']);
});

const list = ['returnAll', 'limit'];

const output = ['simplify', 'include'];

it.each<[operation: string, parameters: string[]]>([
	[
		'call.outboundCall',
		[
			'variablesFitAgent',
			'agentId',
			'phoneNumberId',
			'toNumber',
			'dynamicVariablesMode',
			'dynamicVariables',
			'dynamicVariablePairs',
			'dynamicVariablesJson',
			'overrides',
			'telephony',
			'waitForCompletion',
			'maxWaitMinutes',
			...output,
			'options',
		],
	],
	[
		'call.whatsAppCall',
		[
			'variablesFitAgent',
			'agentId',
			'whatsAppAccountId',
			'toNumber',
			'permissionTemplate',
			'permissionTemplateLanguage',
			'dynamicVariablesMode',
			'dynamicVariables',
			'dynamicVariablePairs',
			'dynamicVariablesJson',
			'overrides',
			'waitForCompletion',
			'maxWaitMinutes',
			...output,
			'options',
		],
	],
	[
		'batchCall.create',
		[
			'variablesFitAgent',
			'callName',
			'agentId',
			'phoneNumberId',
			'toNumber',
			'scheduledTime',
			'dynamicVariablesMode',
			'dynamicVariables',
			'dynamicVariablePairs',
			'dynamicVariablesJson',
			'overrides',
			'telephony',
			'waitForCompletion',
			'maxWaitMinutes',
			'output',
			'options',
		],
	],
	['conversation.get', ['conversationId', ...output]],
	['conversation.getAll', [...list, 'simplify', 'filters', 'options', 'sort']],
	['conversation.getAudio', ['conversationId', 'outputField']],
	['conversation.waitForEnd', ['conversationId', 'maxWaitMinutes', ...output]],
	['conversation.delete', ['conversationId']],
	['batchCall.get', ['batchCallId', 'includeRecipients', 'simplify']],
	['batchCall.getAll', [...list, 'simplify', 'filters']],
	['batchCall.cancel', ['batchCallId']],
	['batchCall.retry', ['batchCallId', 'waitForCompletion', 'maxWaitMinutes', 'options']],
	['batchCall.delete', ['batchCallId']],
	['agent.get', ['agentId', 'simplify']],
	['agent.getAll', [...list, 'filters', 'sort']],
	['phoneNumber.get', ['phoneNumberId']],
	['phoneNumber.getAll', [...list, 'filters', 'sort']],
])('names the parameters of %s as the design has them, in its order', (name, parameters) => {
	const [resource, operation] = name.split('.');
	const shown = node.properties.filter(
		({ displayOptions: { show = {} } = {} }) =>
			show.resource?.includes(resource ?? '') &&
			show.operation?.includes(operation ?? '') &&
			show['@tool']?.includes(false) !== false,
	);
	expect(shown.map(({ name: parameter }) => parameter)).toEqual(parameters);
});

it('says for every operation what it does, in sentence case, and for each has an output schema', () => {
	for (const { options = [], displayOptions } of operations) {
		const [resource] = displayOptions?.show?.resource ?? [];
		for (const option of options) {
			const { action, value } = option as INodePropertyOptions;
			expect(action?.replace('WhatsApp', 'it')).toMatch(/^[A-Z][a-z ]+$/);
			const schema = JSON.parse(
				readFileSync(
					path.resolve(
						__dirname,
						`../../nodes/ElevenLabsCalls/__schema__/v1.0.0/${String(resource)}/${String(value)}.json`,
					),
					'utf8',
				),
			) as { type: string };
			expect(schema.type).toBe('object');
		}
	}
	const schemas = readdirSync(
		path.resolve(__dirname, '../../nodes/ElevenLabsCalls/__schema__/v1.0.0'),
		{ recursive: true },
	).filter((file) => String(file).endsWith('.json'));
	expect(schemas).toHaveLength(operations.flatMap(({ options = [] }) => options).length);
});

it.each(all.map((property) => [property.name, property] as const))(
	'%s has a label in Title Case, and its placeholder shows an example or an action',
	(_, property) => {
		expect(property.displayName).toMatch(/^[A-Z]/);
		for (const placeholder of [
			property.placeholder,
			...(property.modes ?? []).map((mode) => mode.placeholder),
		]) {
			if (placeholder !== undefined) {
				expect(placeholder).toMatch(/^(e\.g\. |Choose an? |Add )/);
			}
		}
		if (property.type === 'boolean') expect(property.description).toMatch(/^Whether /);
	},
);

it.each([
	'agentId',
	'batchCallId',
	'conversationId',
	'phoneNumberId',
	'whatsAppAccountId',
	'voiceId',
	'llm',
])('%s is chosen from a searchable list, or given by its ID', (name) => {
	const modes = called(name)?.modes ?? [];
	expect(modes.slice(0, 2).map((mode) => mode.displayName)).toEqual(['From List', 'By ID']);
	expect(modes[0]?.typeOptions).toMatchObject({ searchable: true });
	expect(new ElevenLabsCalls().methods.listSearch).toHaveProperty(
		String(modes[0]?.typeOptions?.searchListMethod),
	);
});

it.each(
	all
		.filter(({ type }) => type === 'collection')
		.map((property) => [property.name, property] as const),
)('%s are listed alphabetically', (_, { options = [] }) => {
	const labels = options.map((option) => (option as INodeProperties).displayName);
	expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
});

it.each(all.filter(({ options = [] }) => options.length >= 5).map((p) => [p.name, p] as const))(
	'the choices of %s are listed alphabetically',
	(_, { type, options = [], name }) => {
		// Days have an order of their own, and so have the ways to read a number before the countries. What
		// most people look for comes first among the resources, as among the actions.
		if (!/options/i.test(type) || ['weekdays', 'defaultCountry', 'resource'].includes(name)) return;
		const labels = options.map((option) => option.name.toLowerCase());
		expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
	},
);
