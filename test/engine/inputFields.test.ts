import type { IDataObject } from 'n8n-workflow';
import { ANSWERED, BUSY } from './operations';
import { callRows, digitsOf, number, ON_WHATSAPP } from './plainCalls';
import type { RunOptions } from './workflowRun';
import { locator } from './workflowRun';
import { simulator } from './quickSimulator';

const ROW = { phone: number(0), name: 'Ada', success: 'mine', details: 'the old house' };

const withFields = async (
	rows: IDataObject[],
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) =>
	(await callRows(simulator, rows, { includeInputFields: true, ...options }, more)).items.map(
		({ json }) => json,
	);

const placed = (index = 0) => ({
	success: true,
	message: expect.any(String) as unknown,
	conversation_id: simulator.calls[index]?.conversationId,
	callSid: simulator.calls[index]?.callSid,
	to_number: simulator.calls[index]?.number,
});

it('a placed call has the number and, on request, the fields of its row', async () => {
	const { items } = await callRows(simulator, [ROW], {});
	expect(items[0]?.json).toEqual(placed());
	simulator.reset();
	const [json] = await withFields([ROW]);
	expect(json).toEqual({ phone: number(0), name: 'Ada', details: 'the old house', ...placed() });
});

it('each row decides for itself', async () => {
	const jsons = await withFields(
		[
			{ ...ROW, keep: true },
			{ phone: number(1), name: 'Bo', keep: 'no' },
		],
		{ includeInputFields: '={{ $json.keep }}' },
	);
	expect(jsons.map(({ name }) => name)).toEqual(['Ada', undefined]);
});

it('a skipped call has them, too', async () => {
	const [json] = await withFields([ROW], { blockedNumbers: ROW.phone });
	expect(json).toEqual({
		phone: number(0),
		name: 'Ada',
		details: 'the old house',
		success: false,
		message: expect.any(String),
		reason: 'number_blocked',
		to_number: number(0),
	});
});

it('a failed call has its row in any case, and the number that was meant', async () => {
	simulator.addFault({ match: { method: 'POST' }, action: { status: 422 } });
	const row = { phone: `+1 (202) 555-1000`, name: 'Ada' };
	const more = { onError: 'continueRegularOutput' } as const;
	expect(await withFields([row], {}, more)).toMatchObject([
		{ ...row, error: expect.any(String), to_number: number(0), details: { to_number: number(0) } },
	]);
});

it('a call on WhatsApp has them', async () => {
	const [json] = await withFields(
		[{ phone: ANSWERED, name: 'Ada' }],
		{},
		{ parameters: ON_WHATSAPP },
	);
	expect(json).toMatchObject({ success: true, to_number: ANSWERED, phone: ANSWERED, name: 'Ada' });
	expect(simulator.callsTo(digitsOf(ANSWERED)) + simulator.callsTo(ANSWERED)).toBe(1);
});

it('with Retry On Fail, calls of an earlier try have them', async () => {
	simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { status: 422 } });
	const jsons = await withFields(
		[
			{ phone: number(0), name: 'Ada' },
			{ phone: number(1), name: 'Bo' },
		],
		{},
		{ retryOnFail: true },
	);
	expect(jsons.map(({ name, success }) => [name, success])).toEqual([
		['Ada', true],
		['Bo', true],
	]);
	expect(simulator.calls).toHaveLength(2);
});

it.each([{}, { waitForCompletion: true }])(
	'an item that comes out again through the node says only what is true now (%j)',
	async (parameters) => {
		let round = 0;
		const { run } = await callRows(
			simulator,
			[{ phone: BUSY, name: 'Ada' }],
			{ includeInputFields: true, skipRepeatedNumbers: '={{ $json.success !== undefined }}' },
			{ parameters, next: { pick: (items) => (round++ < 1 ? items : []), to: 'Calls' } },
		);
		const [first, second] = (run.data.resultData.runData.Calls ?? []).map(
			({ data }) => data?.main?.[0]?.[0]?.json,
		);
		expect(first).toMatchObject({ success: true, phone: BUSY, name: 'Ada' });
		expect(Object.keys(second ?? {}).sort()).toEqual(Object.keys(first ?? {}).sort());
		expect(second?.conversation_id).not.toBe(first?.conversation_id);
	},
);

it('a call that failed before does not come out with the error, next to a column details of the row', async () => {
	let round = 0;
	simulator.addFault({ match: { method: 'POST' }, action: { status: 422 } });
	const row = { phone: number(0), details: 'the old house' };
	const { run } = await callRows(
		simulator,
		[row],
		{ includeInputFields: true },
		{
			onError: 'continueRegularOutput',
			next: {
				pick: (items) => (round++ < 3 ? items.filter(({ json }) => json.error) : []),
				to: 'Calls',
			},
		},
	);
	const jsons = (run.data.resultData.runData.Calls ?? []).map(
		({ data }) => data?.main?.[0]?.[0]?.json,
	);
	expect(jsons[0]).toMatchObject({ ...row, error: expect.any(String) });
	expect(jsons[1]).toEqual({ ...row, ...placed() });
	expect(simulator.callsTo(number(0))).toBe(1);
});

describe('in a batch', () => {
	const batch = async (output: string, options: IDataObject = {}) =>
		await withFields(
			[
				{ phone: number(0), customer: 'Ada' },
				{ phone: number(1), customer: 'Bo' },
			],
			options,
			{
				parameters: {
					resource: 'batchCall',
					operation: 'create',
					callName: 'Renewals',
					agentId: locator('agent_simlocked'),
					output,
				},
			},
		);

	it('each recipient has the fields of its row', async () => {
		const jsons = await batch('recipients');
		expect(jsons).toMatchObject([
			{ success: true, to_number: number(0), phone_number: number(0), customer: 'Ada' },
			{ success: true, to_number: number(1), phone_number: number(1), customer: 'Bo' },
		]);
	});

	it('a whole batch has those of no row, but a skipped row has its own', async () => {
		const jsons = await batch('batches', { blockedNumbers: number(1) });
		expect(jsons).toHaveLength(2);
		expect(jsons[0]).not.toHaveProperty('customer');
		expect(jsons[0]).not.toHaveProperty('to_number');
		expect(jsons[1]).toMatchObject({
			reason: 'number_blocked',
			to_number: number(1),
			customer: 'Bo',
		});
	});
});
