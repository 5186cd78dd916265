import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { unsendableIn } from '../../nodes/shared/json';
import { trimmed } from '../../nodes/shared/values';
import { callRows, dialRequests } from './plainCalls';
import { locator } from './workflowRun';
import { simulator } from './quickSimulator';

// These tests compare bytes: n8n's HTTP library, and a comparison of objects,
// miss names such as 'constructor' and '__proto__'.

const run = async (options: IDataObject, rows: IDataObject[], more: IDataObject = {}) =>
	await callRows(
		simulator,
		rows,
		{ checkAgent: false, ...options },
		{ parameters: { agentId: locator('agent_simsurvey01'), ...more } },
	);

const PECULIAR = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON'];

const anyName = fc.oneof(fc.constantFrom(...PECULIAR), fc.string({ unit: 'grapheme' }));
const variableName = fc.oneof(
	fc.constantFrom(...PECULIAR),
	fc
		.string({ unit: 'grapheme', minLength: 1 })
		.filter((name) => trimmed(name) === name && name !== '' && !name.startsWith('system__')),
);

/** Objects with any names, including those that a literal or an assignment would treat differently. */
const objectOf = <T>(name: fc.Arbitrary<string>, value: fc.Arbitrary<T>) =>
	fc
		.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([key]) => key })
		.map((entries) => Object.fromEntries(entries) as Record<string, T>);

const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small' },
		fc.string({ unit: 'grapheme' }),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		fc.array(tie('value'), { maxLength: 3 }),
		objectOf(anyName, tie('value')),
	),
})).value;

const wish = fc
	.record({
		variables: objectOf(
			variableName,
			fc.oneof(fc.constantFrom('Ada', 'Grüße 👋', 'a"b\\c\n'), fc.integer(), fc.boolean()),
		),
		extraBody: objectOf(anyName, anyJson),
	})
	.filter((value) => unsendableIn(value) === undefined);

const clientDataOf = (body: unknown) =>
	(body as { conversation_initiation_client_data: IDataObject })
		.conversation_initiation_client_data;

it('sends exactly the bytes that Dry Run shows, whatever the names in them', async () => {
	const wishes = [
		{
			variables: Object.fromEntries(PECULIAR.map((name) => [name, 'x'])),
			extraBody: JSON.parse(
				'{"__proto__":{"constructor":{"prototype":[{"__proto__":null}]}},"constructor":1,"prototype":{}}',
			) as object,
		},
		...fc.sample(wish, 200),
	];
	const rows = wishes.map(({ variables, extraBody }, index) => ({
		phone: `+1202555${1000 + index}`,
		variables: JSON.stringify(variables),
		extraBody: JSON.stringify(extraBody),
	}));
	const more = {
		dynamicVariablesMode: 'json',
		dynamicVariablesJson: '={{ $json.variables }}',
	};
	const options = { customLlmExtraBody: '={{ $json.extraBody }}' };

	const dry = await run({ ...options, dryRun: true }, rows, more);
	expect(dry.error).toBeUndefined();
	expect(dialRequests(simulator)).toEqual([]);
	const real = await run(options, rows, more);
	expect(real.error).toBeUndefined();

	const texts = new Map(dialRequests(simulator).map(({ toNumber, text }) => [toNumber, text]));
	for (const [index, { phone, variables, extraBody }] of rows.entries()) {
		const { method, url, body } = dry.items[index]!.json.request as IDataObject;
		expect([method, url]).toEqual(['POST', `${simulator.url}/v1/convai/twilio/outbound-call`]);
		expect(texts.get(phone)).toBe(JSON.stringify(body));
		const data = clientDataOf(body);
		expect(JSON.stringify(data.dynamic_variables ?? {})).toBe(variables);
		expect(JSON.stringify(data.custom_llm_extra_body ?? {})).toBe(extraBody);
	}
	expect(
		dialRequests(simulator).every(({ headers }) => headers['content-type'] === 'application/json'),
	).toBe(true);
});

it('names survive in objects from expressions, and in pairs', async () => {
	const rows = [
		{ phone: '+12025551000', all: { constructor: 'a', prototype: { constructor: 1 } } },
	];
	await run({ customLlmExtraBody: '={{ $json.all }}' }, rows, {
		dynamicVariablesMode: 'pairs',
		dynamicVariablePairs: {
			assignments: ['constructor', 'prototype', '__proto__'].map((name) => ({
				id: name,
				name,
				value: 'x',
				type: 'string',
			})),
		},
	});
	const [request] = dialRequests(simulator);
	expect(request?.text).toContain(
		'"dynamic_variables":{"constructor":"x","prototype":"x","__proto__":"x"}',
	);
	expect(request?.text).toContain(
		'"custom_llm_extra_body":{"constructor":"a","prototype":{"constructor":1}}',
	);
});

it.each([
	['{ tier: $json.missing }', "'Custom LLM Extra Body (JSON)' has no value at 'tier'"],
	['{ a: [{ b: Number("12,50") }] }', "'Custom LLM Extra Body (JSON)' contains 'NaN' at 'a.0.b'"],
	['{ a: 1 / 0 }', "'Custom LLM Extra Body (JSON)' contains 'Infinity' at 'a'"],
	['{ a: [1, undefined] }', "'Custom LLM Extra Body (JSON)' has no value at 'a.1'"],
	['{ id: 12345678901234567890 }', 'a whole number too large to be exact'],
])('an extra body of %s is refused before anyone is called', async (expression, message) => {
	const { error } = await run({ customLlmExtraBody: `={{ (${expression}) }}` }, [
		{ phone: '+12025551000' },
	]);
	expect(error?.message).toContain(message);
	expect(dialRequests(simulator)).toEqual([]);
});

it.each([
	['={{ [] }}', []],
	['[]', []],
	['[ ]', []],
	['agtprc_a; agtprc_b\n', ['agtprc_a', 'agtprc_b']],
	['={{ ["agtprc_a ", ""] }}', ['agtprc_a']],
	['["agtprc_a"]', ['agtprc_a']],
	['', undefined],
	['={{ $json.missing }}', undefined],
])('Procedure IDs %j are sent as %j', async (procedureIds, sent) => {
	await run({ procedureIds }, [{ phone: '+12025551000' }]);
	expect(clientDataOf(dialRequests(simulator)[0]?.body).procedure_ids).toEqual(sent);
});

it.each([
	['={{ ["", " "] }}', 'has only blank entries'],
	[', ,', 'has only blank entries'],
	['={{ [undefined] }}', 'has only blank entries'],
	['a b', "has 'a b', which is not an ID"],
	['={{ ({ a: 1 }) }}', 'must be text or a list'],
])('Procedure IDs %j are refused', async (procedureIds, message) => {
	const { error } = await run({ procedureIds }, [{ phone: '+12025551000' }]);
	expect(error?.message).toContain(`'Procedure IDs' ${message}`);
	expect(dialRequests(simulator)).toEqual([]);
});

describe('an agent', () => {
	it.each([
		['agent_simlocked', { startingWorkflowNodeId: 'node_x' }, 'is not allowed by the agent'],
		['agent_simlocked', { procedureIds: '[]' }, 'is not allowed by the agent'],
		['agent_simbare', { procedureIds: 'agtprc_x' }, 'is not allowed by the agent'],
		[
			'agent_simappointments',
			{ startingWorkflowNodeId: 'toString' },
			"has 'toString', which is not in the agent's workflow",
		],
		[
			'agent_simappointments',
			{ procedureIds: 'agtprc_simreminder, agtprc_x' },
			"has 'agtprc_x', which is not among the agent's procedures",
		],
	])('%s does not start with %j', async (agentId, options, message) => {
		const more = {
			agentId: locator(agentId),
			dynamicVariablesMode: 'json',
			dynamicVariablesJson:
				'{"customer_name":"Ada","appointment_time":9,"company":"X","fee":1,"name":"Ada"}',
		};
		const { error } = await run(
			{ ...options, checkAgent: true },
			[{ phone: '+12025551000' }],
			more,
		);
		const label = 'procedureIds' in options ? 'Procedure IDs' : 'Starting Workflow Node ID';
		expect(error?.message).toContain(`'${label}' ${message}`);
		expect(dialRequests(simulator)).toEqual([]);

		await run({ ...options, checkAgent: false }, [{ phone: '+12025551000' }], more);
		expect(simulator.calls[0]?.drop).toBeDefined();
	});

	it('starts at the node that it allows', async () => {
		await run(
			{
				startingWorkflowNodeId: 'node_simconfirm',
				procedureIds: 'agtprc_simreminder',
				checkAgent: true,
			},
			[{ phone: '+12025551000' }],
			{
				agentId: locator('agent_simappointments'),
				dynamicVariablesMode: 'json',
				dynamicVariablesJson: '{"customer_name":"Ada","appointment_time":9,"company":"X","fee":1}',
			},
		);
		expect(simulator.calls).toHaveLength(1);
		expect(simulator.calls[0]?.drop).toBeUndefined();
	});
});
