import type { IDataObject } from 'n8n-workflow';
import { DataDeduplicationService } from 'n8n-core';
import { DeduplicationStore } from './deduplicationStore';
import { callRows, dialRequests, number, rowsOf } from './plainCalls';
import type { RunOptions } from './workflowRun';
import { until } from './until';
import { cancel } from './workflowRun';
import { simulator } from './quickSimulator';

const store = new DeduplicationStore();

beforeAll(async () => {
	await DataDeduplicationService.init(store);
});

beforeEach(() => {
	store.rows.clear();
	store.whileClaiming = undefined;
});

const continues = { onError: 'continueRegularOutput' } as const;

const call = async (
	rows: IDataObject[],
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) =>
	await callRows(simulator, rows, { deduplicationKey: '=lead {{ $json.row }}', ...options }, more);

const keys = () => [...store.rows.values()].flat().length;

const usedBefore = (index: number) => ({
	success: false,
	message: 'Not called: the deduplication key was used before',
	reason: 'duplicate',
	to_number: number(index),
});

it('the store loses a key of two that are claimed at once, as that of n8n does', async () => {
	const context = {
		workflow: { id: 'other', active: false },
		node: { id: 'other' } as NonNullable<Parameters<typeof store.removeProcessed>[2]['node']>,
	};
	const claim = async (key: string) =>
		await store.checkProcessedAndRecord([key], 'node', context, { mode: 'entries' });
	await claim('before');
	await Promise.all([claim('a'), claim('b')]);
	expect(keys()).toBe(2);
});

describe('a key', () => {
	it('is called once by two executions, one after the other', async () => {
		await call(rowsOf(3));
		const { items, task } = await call(rowsOf(3));

		expect(simulator.calls).toHaveLength(3);
		expect(items).toEqual(
			[0, 1, 2].map((item) => ({ json: usedBefore(item), pairedItem: { item } })),
		);
		expect(task.hints).toEqual([
			{
				message: '0 of 3 called. 3 skipped (the deduplication key was used before).',
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it('comes with the last conversation of the User ID, if the row has one', async () => {
		const rows = [
			{ ...rowsOf(1)[0], user: 'crm-1' },
			{ ...rowsOf(2)[1], user: '' },
		];
		const withUser = { userId: '={{ $json.user || undefined }}' };
		await call(rows, withUser);
		const before = simulator.requests.length;
		const { items } = await call(rows, withUser);

		expect(items.map(({ json }) => json)).toEqual([
			{ ...usedBefore(0), earlier_conversation_id: simulator.calls[0]?.conversationId },
			usedBefore(1),
		]);
		const asked = simulator.requests.slice(before);
		expect(asked.filter(({ path }) => path === '/v1/convai/conversations')).toHaveLength(1);
	});

	it('comes without a conversation if the list can’t be read', async () => {
		const rows = [{ ...rowsOf(1)[0], user: 'crm-1' }];
		await call(rows, { userId: '={{ $json.user }}' });
		simulator.addFault({
			match: { path: '/v1/convai/conversations' },
			times: 20,
			action: { status: 500 },
		});
		const { items } = await call(rows, { userId: '={{ $json.user }}' });
		expect(items.map(({ json }) => json)).toEqual([usedBefore(0)]);
	});

	it('is called once by two executions at once, and none of the keys gets lost', async () => {
		const both = await Promise.all([call(rowsOf(12)), call(rowsOf(12))]);

		expect(simulator.callCounts()).toEqual(
			Object.fromEntries(rowsOf(12).map(({ phone }) => [phone, 1])),
		);
		expect(keys()).toBe(12);
		const outputs = both.flatMap(({ items }) => items.map(({ json }) => json));
		expect(outputs.filter(({ success }) => success === true)).toHaveLength(12);
		expect(outputs.filter(({ reason }) => reason === 'duplicate')).toHaveLength(12);
	});

	it('is compared instead of the number', async () => {
		const rows = [
			{ phone: number(0), row: 1 },
			{ phone: number(0), row: 2 },
			{ phone: number(1), row: 1 },
		];
		const { items } = await call(rows);

		expect(simulator.callCounts()).toEqual({ [number(0)]: 2 });
		expect(items[2]?.json).toEqual({
			success: false,
			message: 'Not called: same deduplication key as item 0',
			reason: 'duplicate',
			duplicate_of_item: 0,
			to_number: number(1),
		});
	});

	it.each([
		['a refusal', { status: 422 }],
		['success: false', { successFalse: 'No credit' }],
	])('is free again after %s', async (_, action) => {
		simulator.addFault({ match: { toNumber: number(1) }, action });
		await call(rowsOf(3), {}, continues);
		expect(keys()).toBe(2);
		const { items } = await call(rowsOf(3), {}, continues);

		expect(simulator.callsTo(number(1))).toBe(1);
		expect(items.map(({ json }) => json.success)).toEqual([false, true, false]);
	});

	it('keeps the error of a stopped run from warning of a second call', async () => {
		simulator.addFault({ match: { toNumber: number(1) }, action: { status: 422 } });
		const { error } = await call(rowsOf(2), { maxInFlight: 1 });
		expect(error?.description).toContain(
			`Already placed: item 0: ${simulator.calls[0]?.conversationId}`,
		);
		expect(error?.description).not.toContain('Running the node again');
	});

	it('is free again after 429 to the end', async () => {
		simulator.addFault({ match: { toNumber: number(0) }, times: 2, action: { status: 429 } });
		await call(rowsOf(1), { keepTryingSecs: 0 }, continues);
		expect(keys()).toBe(0);
		const { items } = await call(rowsOf(1));
		expect(items[0]?.json.success).toBe(true);
		expect(dialRequests(simulator)).toHaveLength(3);
	});

	it('is kept if the call may have been placed', async () => {
		simulator.conversationVisibleAfterMs = 10 ** 9;
		simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'after' } });
		const first = await call(rowsOf(1), {}, continues);
		expect(first.items[0]?.json).toMatchObject({ details: { call_may_have_been_placed: true } });

		const second = await call(rowsOf(1), {}, continues);
		expect(second.items.map(({ json }) => json)).toEqual([usedBefore(0)]);
		expect(dialRequests(simulator)).toHaveLength(1);
	});

	it('is not used up by a dry run or a skipped call', async () => {
		await call(rowsOf(1), { dryRun: true });
		await call(rowsOf(1), { allowedNumbers: '+49*' });
		expect(keys()).toBe(0);
		await call(rowsOf(1));
		expect(simulator.calls).toHaveLength(1);
	});

	it('does not keep n8n from giving a placed call its first answer when it tries again', async () => {
		simulator.addFault({ match: { toNumber: number(1) }, action: { status: 422 } });
		const { items } = await call(rowsOf(3), { maxInFlight: 1 }, { retryOnFail: true });

		expect(items.map(({ json }) => json.success)).toEqual([true, true, true]);
		expect(simulator.calls).toHaveLength(3);
	});

	it.each(['', ' ', null])('that is %j is refused, and nobody is called', async (row) => {
		const { error } = await callRows(simulator, [{ phone: number(0), row }, ...rowsOf(1)], {
			deduplicationKey: '={{ $json.row }}',
		});
		expect(error?.message).toContain("item 0: 'Deduplication Key' is empty");
		expect(simulator.calls).toEqual([]);
		expect(keys()).toBe(0);
	});
});

it('an execution that is canceled while it claims a key dials nobody and releases the key', async () => {
	await call(
		rowsOf(2),
		{},
		{
			onStart: (engine) => {
				store.whileClaiming = () => cancel(engine);
			},
		},
	);
	await until(() => keys() === 0);
	expect(dialRequests(simulator)).toEqual([]);
});

it('a store that fails calls nobody, and the item says so', async () => {
	store.whileClaiming = () => {
		throw new Error('database is locked');
	};
	const { items } = await call(rowsOf(1), {}, continues);
	expect(dialRequests(simulator)).toEqual([]);
	expect(items[0]?.json).toMatchObject({
		error: 'database is locked [item 0]',
		details: { call_may_have_been_placed: false },
	});
});
