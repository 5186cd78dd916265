import { ExecuteContext } from 'n8n-core';
import {
	callRows,
	credentialOf,
	dialRequests,
	lostIds,
	masked,
	number,
	rowsOf,
} from './plainCalls';
import { simulator } from './quickSimulator';

// n8n's Retry On Fail runs the node again with all of its items, including those that were called.

const retryOnFail = true;
const continues = { retryOnFail, onError: 'continueRegularOutput' } as const;
const noNumber = { phone: 'unknown' };

const refuse = (index: number, times = 1) =>
	simulator.addFault({ match: { toNumber: number(index) }, times, action: { status: 422 } });

const callCountsOf = (count: number, times = 1) =>
	Object.fromEntries(rowsOf(count).map(({ phone }) => [phone, times]));

/** How often n8n ran the node: each time it reads its agent once. */
const tries = () =>
	simulator.requests.filter(({ path }) => path.startsWith('/v1/convai/agents/')).length;

const answerTo = (index: number) => {
	const call = simulator.calls.find(({ number: to }) => to === number(index));
	return {
		success: true,
		message: 'Call initiated successfully',
		conversation_id: call?.conversationId,
		callSid: call?.callSid,
		to_number: number(index),
	};
};

describe('calls that were placed', () => {
	it('keep their first answer when another item failed, and only that one is dialed again', async () => {
		refuse(2);
		const { items, error } = await callRows(simulator, rowsOf(5), {}, { retryOnFail });

		expect(tries()).toBe(2);
		expect(error).toBeUndefined();
		expect(simulator.callCounts()).toEqual(callCountsOf(5));
		expect(dialRequests(simulator)).toHaveLength(6);
		expect(items).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ json: answerTo(item), pairedItem: { item } })),
		);
	});

	it.each(['/v1/convai/v2/phone-numbers', '/v1/convai/agents/'])(
		'keep it even if %s cannot be read at the next try',
		async (path) => {
			refuse(0);
			simulator.addFault({ match: { path, nth: 2 }, times: 9, action: { status: 503 } });
			const { items } = await callRows(simulator, rowsOf(3), {}, continues);

			expect(simulator.callCounts()).toEqual({ [number(1)]: 1, [number(2)]: 1 });
			expect(items[0]?.json.error).toContain('[item 0]');
			expect(items.slice(1).map(({ json }) => json)).toEqual([answerTo(1), answerTo(2)]);
		},
	);

	it('are in the error of the last try, each with its ID', async () => {
		refuse(2, 3);
		const outcome = await callRows(simulator, rowsOf(5), { maxInFlight: 1 }, { retryOnFail });

		expect(tries()).toBe(3);
		expect(simulator.callCounts()).toEqual({ [number(0)]: 1, [number(1)]: 1 });
		expect(lostIds(simulator, outcome)).toEqual([]);
		expect(outcome.error?.description).toContain(
			`Already placed: item 0: ${answerTo(0).conversation_id}, item 1: ${answerTo(1).conversation_id}. Not called: items 3–4.`,
		);
	});

	it('are not placed again if n8n retries because of the first item', async () => {
		const rows = [noNumber, ...rowsOf(4)];
		const { items } = await callRows(simulator, rows, {}, continues);

		expect(tries()).toBe(3);
		expect(simulator.callCounts()).toEqual(callCountsOf(4));
		expect(dialRequests(simulator)).toHaveLength(4);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(items[0]?.json).toMatchObject({
			...noNumber,
			error: "'To Number' contains letters [item 0]",
		});
		expect(items.slice(1).map(({ json }) => json)).toEqual([0, 1, 2, 3].map(answerTo));
	});

	it('that were found among the conversations keep that answer, too', async () => {
		simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'after' } });
		refuse(1);
		const { items } = await callRows(simulator, rowsOf(3), { maxInFlight: 1 }, { retryOnFail });

		expect(simulator.callCounts()).toEqual(callCountsOf(3));
		expect(items[0]?.json).toEqual({
			...answerTo(0),
			message:
				"Call initiated; found among the conversations because ElevenLabs' response was lost",
		});
	});
});

describe('a call that may have been placed', () => {
	beforeEach(() => {
		simulator.conversationVisibleAfterMs = 10 ** 9;
	});

	it('is not dialed again, and with "stop" nobody else is dialed', async () => {
		simulator.addFault({ match: { toNumber: number(1) }, action: { reset: 'after' } });
		const outcome = await callRows(simulator, rowsOf(4), { maxInFlight: 1 }, { retryOnFail });

		expect(tries()).toBe(3);
		expect(dialRequests(simulator).map(({ toNumber }) => toNumber)).toEqual([number(0), number(1)]);
		expect(outcome.error?.message).toContain(
			`Item 1: The call to ${masked(1)} may have been placed: `,
		);
		expect(outcome.error?.description).toContain(`item 0: ${answerTo(0).conversation_id}`);
		expect(outcome.error?.description).toContain('Not called: items 2–3.');
	});

	it('says so after each try if the run goes on', async () => {
		simulator.addFault({ match: { toNumber: number(0) }, action: { truncate: true } });
		const { items } = await callRows(simulator, rowsOf(3), {}, continues);

		expect(tries()).toBe(3);
		expect(dialRequests(simulator)).toHaveLength(3);
		expect(items[0]?.json).toMatchObject({
			error: expect.stringContaining(`The call to ${masked(0)} may have been placed: `),
			details: { call_may_have_been_placed: true },
		});
		expect(items.slice(1).map(({ json }) => json)).toEqual([1, 2].map(answerTo));
	});
});

describe('a number that comes twice', () => {
	it('is not called for its second item by the second try', async () => {
		const rows = [noNumber, { phone: number(0) }, { phone: number(0) }];
		const { items } = await callRows(simulator, rows, {}, continues);

		expect(simulator.callCounts()).toEqual(callCountsOf(1));
		expect(items[1]?.json).toEqual(answerTo(0));
		expect(items[2]?.json).toEqual({
			success: false,
			message: 'Not called: same number as item 1',
			reason: 'duplicate',
			duplicate_of_item: 1,
			to_number: number(0),
		});
	});

	it('is not called again if the first try stopped between the two', async () => {
		refuse(1);
		const rows = [...rowsOf(2), { phone: number(0) }];
		const { items } = await callRows(simulator, rows, { maxInFlight: 1 }, { retryOnFail });

		expect(simulator.callCounts()).toEqual(callCountsOf(2));
		expect(items[2]?.json).toMatchObject({ reason: 'duplicate', duplicate_of_item: 0 });
	});

	it('is not called again if the first call may have been placed', async () => {
		simulator.conversationVisibleAfterMs = 10 ** 9;
		simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'after' } });
		const rows = [...rowsOf(1), { phone: number(0) }];
		const { items } = await callRows(simulator, rows, {}, continues);

		expect(tries()).toBe(3);
		expect(dialRequests(simulator)).toHaveLength(1);
		expect(items[1]?.json).toMatchObject({ reason: 'duplicate', duplicate_of_item: 0 });
	});
});

it('the hint of the last try counts what the tries before it have done', async () => {
	simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'after' } });
	refuse(1);
	const { task } = await callRows(simulator, rowsOf(3), { maxInFlight: 1 }, { retryOnFail });

	expect(task.hints).toEqual([
		{
			message: '3 of 3 called. 1 found among the conversations after the response was lost.',
			type: 'info',
			location: 'outputPane',
		},
	]);
});

describe('runs of their own call anew', () => {
	it('in a loop, in which the node runs twice in one execution', async () => {
		refuse(1);
		const { tasks } = await callRows(simulator, rowsOf(2), {}, { retryOnFail, rounds: 2 });

		expect(simulator.callCounts()).toEqual(callCountsOf(2, 2));
		expect(tries()).toBe(3);
		const ids = tasks.flatMap(({ data }) =>
			(data?.main?.[0] ?? []).map(({ json }) => json.conversation_id),
		);
		expect([...ids].sort()).toEqual(
			simulator.calls.map(({ conversationId }) => conversationId).sort(),
		);
	});

	it('in executions one after another', async () => {
		await callRows(simulator, rowsOf(3), {}, { retryOnFail });
		await callRows(simulator, rowsOf(3), {}, { retryOnFail });
		expect(simulator.callCounts()).toEqual(callCountsOf(3, 2));
	});

	it('in two executions at once, which keep their answers apart', async () => {
		refuse(2, 2);
		const both = await Promise.all([
			callRows(simulator, rowsOf(5), {}, { retryOnFail }),
			callRows(simulator, rowsOf(5), {}, { retryOnFail }),
		]);

		expect(simulator.callCounts()).toEqual(callCountsOf(5, 2));
		const ids = both.flatMap(({ items }) => items.map(({ json }) => json.conversation_id));
		expect(new Set(ids).size).toBe(10);
	});
});

it('keeps the IDs of placed calls even if a later try cannot read the credential', async () => {
	refuse(1);
	const reads = jest.spyOn(ExecuteContext.prototype, 'getCredentials');
	const firstReadOnly = () =>
		reads
			.mockReset()
			.mockResolvedValueOnce(credentialOf(simulator))
			.mockRejectedValue(new Error('database is locked'));
	firstReadOnly();
	const stopped = await callRows(simulator, rowsOf(3), { maxInFlight: 1 }, { retryOnFail });
	expect(stopped.error?.description).toContain('database is locked');
	expect(lostIds(simulator, stopped)).toEqual([]);

	simulator.reset();
	refuse(0);
	firstReadOnly();
	const continued = await callRows(simulator, rowsOf(3), {}, continues);
	reads.mockRestore();
	expect(lostIds(simulator, continued)).toEqual([]);
	expect(continued.items.map(({ json }) => json.conversation_id)).toEqual([
		undefined,
		...simulator.calls.map(({ conversationId }) => conversationId),
	]);
});
