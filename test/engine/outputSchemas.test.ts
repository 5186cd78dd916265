/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the schemas, in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import {
	ANSWERED,
	BUSY,
	letCallsEnd,
	NEVER_ENDS,
	placeCalls,
	runOperation,
	VOICEMAIL,
} from './operations';
import { ON_WHATSAPP } from './plainCalls';
import { locator } from './workflowRun';
import { simulator } from './quickSimulator';
import { submittedBatch } from './submittedBatch';

// The editor offers the fields of these schemas before a first run, so they must be those that come.

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

const schemaOf = (operation: string) =>
	JSON.parse(
		readFileSync(
			path.resolve(
				__dirname,
				`../../nodes/ElevenLabsCalls/__schema__/v1.0.0/${operation.replace('.', '/')}.json`,
			),
			'utf8',
		),
	) as Schema;

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);

/** What of a value its schema does not say; null is a value of every type. */
function unsaid(value: unknown, schema: Schema | undefined, at: string): string[] {
	if (value === null) return [];
	if (schema === undefined) return [`${at} is not in the schema`];
	if (typeOf(value) !== schema.type) return [`${at} is no ${schema.type}`];
	if (Array.isArray(value)) {
		return value.flatMap((entry) => unsaid(entry, schema.items, `${at}[]`));
	}
	if (typeof value !== 'object' || schema.properties === undefined) return [];
	return Object.entries(value).flatMap(([name, inner]) =>
		unsaid(inner, schema.properties?.[name], `${at}.${name}`),
	);
}

const BY_ROW = { conversationId: '={{ $json.id }}' };

const BATCH_BY_ROW = { batchCallId: locator('={{ $json.id }}') };

const operations: Array<
	[
		operation: `${string}.${string}`,
		parameters: IDataObject,
		rows: 'calls' | 'people' | 'batch' | 'one',
	]
> = [
	[
		'call.outboundCall',
		{
			agentId: locator('agent_simlocked'),
			phoneNumberId: locator('={{ $json.line }}'),
			toNumber: ANSWERED,
			options: { skipRepeatedNumbers: false },
		},
		'people',
	],
	[
		'call.whatsAppCall',
		{ ...ON_WHATSAPP, agentId: locator('agent_simlocked'), toNumber: ANSWERED },
		'one',
	],
	[
		'batchCall.create',
		{
			agentId: locator('agent_simlocked'),
			phoneNumberId: locator('phnum_simtwilio'),
			callName: 'Renewals',
			toNumber: ANSWERED,
		},
		'one',
	],
	['conversation.get', BY_ROW, 'calls'],
	['conversation.getAll', { options: { includeSummary: true } }, 'one'],
	['conversation.getAudio', { conversationId: '={{ $json.answered }}' }, 'calls'],
	['conversation.waitForEnd', BY_ROW, 'calls'],
	['conversation.delete', BY_ROW, 'calls'],
	['batchCall.get', BATCH_BY_ROW, 'batch'],
	['batchCall.getAll', {}, 'one'],
	['batchCall.cancel', { batchCallId: locator('={{ $json.going }}') }, 'batch'],
	['batchCall.retry', { ...BATCH_BY_ROW, waitForCompletion: true }, 'batch'],
	['batchCall.delete', BATCH_BY_ROW, 'batch'],
	['agent.get', { agentId: locator('agent_simappointments') }, 'one'],
	['agent.getAll', { returnAll: true }, 'one'],
	['phoneNumber.get', { phoneNumberId: locator('phnum_simsiptrunk') }, 'one'],
	['phoneNumber.getAll', { returnAll: true }, 'one'],
];

it.each(operations)('%s gives what its schema says', async (operation, parameters, rows) => {
	simulator.reset();
	const ids = placeCalls(simulator, [ANSWERED, VOICEMAIL, BUSY]);
	const batch = await submittedBatch(simulator, [ANSWERED, VOICEMAIL, BUSY], SETTINGS);
	letCallsEnd();
	const going = await submittedBatch(simulator, [ANSWERED], SETTINGS);
	const input = {
		one: [{}],
		calls: ids.map((id) => ({ id, answered: ids[0] })),
		batch: [{ id: batch, going }],
		people: [{ line: 'phnum_simtwilio' }, { line: 'phnum_simsiptrunk' }],
	};

	const { items, error } = await runOperation(simulator, operation, parameters, input[rows]);

	expect(error).toBeUndefined();
	expect(items.length).toBeGreaterThan(0);
	const schema = schemaOf(operation);
	expect(items.flatMap(({ json }) => unsaid(json, schema, '$'))).toEqual([]);
	// And what it says is there, apart from what only some rows have.
	const seen = new Set(items.flatMap(({ json }) => Object.keys(json)));
	const promised = Object.keys(schema.properties ?? {});
	expect(promised.filter((name) => !seen.has(name))).toEqual(ONLY_SOMETIMES[operation] ?? []);
});

/** With all that a batch can say of itself. */
const SETTINGS = {
	timezone: 'Europe/Berlin',
	environment: 'production',
	telephony_call_config: { ringing_timeout_secs: 20, twilio_call_recording_enabled: true },
	target_concurrency_limit: 5,
};

const WHEN_ENDED = [
	'outcome',
	'outcome_reason',
	'summary',
	'transcript',
	'duration_secs',
	'cost',
	'conversation_url',
];

/** Fields that come only on request, or with other parameters. */
const ONLY_SOMETIMES: Record<string, string[]> = {
	'batchCall.create': ['counts', 'timed_out'],
	'call.outboundCall': [...WHEN_ENDED, 'timed_out'],
	'call.whatsAppCall': [...WHEN_ENDED, 'timed_out'],
	'conversation.getAll': ['evaluation_criteria', 'data_collection'],
	'conversation.waitForEnd': ['timed_out'],
};

it.each([
	['call.outboundCall', { phoneNumberId: locator('phnum_simtwilio') }],
	['call.whatsAppCall', ON_WHATSAPP],
] as const)('%s gives what its schema says when it waits', async (operation, parameters) => {
	const { items } = await runOperation(
		simulator,
		operation,
		{
			...parameters,
			agentId: locator('agent_simlocked'),
			toNumber: '={{ $json.phone }}',
			waitForCompletion: true,
			maxWaitMinutes: 5,
		},
		[{ phone: ANSWERED }, { phone: NEVER_ENDS }],
	);
	const schema = schemaOf(operation);
	expect(items.flatMap(({ json }) => unsaid(json, schema, '$'))).toEqual([]);
	const seen = items.flatMap(({ json }) => Object.keys(json));
	expect(seen).toEqual(expect.arrayContaining([...WHEN_ENDED, 'timed_out']));
});
