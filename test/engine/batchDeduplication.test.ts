import type { IDataObject } from 'n8n-workflow';
import { DataDeduplicationService } from 'n8n-core';
import { batchRows, itemsOf, numbersIn, submits } from './batchCalls';
import { DeduplicationStore } from './deduplicationStore';
import { number, rowsOf, shownOf } from './plainCalls';
import { simulator } from './quickSimulator';
import type { RunOptions } from './workflowRun';
import { cancel } from './workflowRun';

const store = new DeduplicationStore();

beforeAll(async () => {
	await DataDeduplicationService.init(store);
});

beforeEach(() => {
	store.rows.clear();
	store.whileClaiming = undefined;
});

const batch = async (rows: IDataObject[], more: Partial<RunOptions> = {}) =>
	await batchRows(simulator, rows, { deduplicationKey: '=lead {{ $json.row }}' }, more);

const keys = () => [...store.rows.values()].flat().length;

const SUBMIT = { path: '/v1/convai/batch-calling/submit' };

describe('a deduplication key', () => {
	it('leaves out rows that an earlier execution submitted', async () => {
		await batch(rowsOf(2));
		const { items } = await batch(rowsOf(4));
		expect(numbersIn(simulator)).toEqual([
			[number(0), number(1)],
			[number(2), number(3)],
		]);
		expect(items.map((item) => [itemsOf(item), item.json.reason])).toEqual([
			[[0], 'duplicate'],
			[[1], 'duplicate'],
			[[2, 3], undefined],
		]);
	});

	it('is used by one of two executions at once', async () => {
		await Promise.all([batch(rowsOf(20)), batch(rowsOf(20))]);
		expect(numbersIn(simulator).flat().sort()).toEqual(rowsOf(20).map(({ phone }) => phone));
		expect(keys()).toBe(20);
	});

	it.each([
		['refused', { status: 422 } as const, 0],
		['uncertain', { reset: 'before' } as const, 3],
	])('of a batch that is %s', async (_, action, left) => {
		simulator.addFault({ match: SUBMIT, action });
		await batch(rowsOf(3), { onError: 'continueRegularOutput' });
		expect(keys()).toBe(left);
		await batch(rowsOf(3), { onError: 'continueRegularOutput' });
		expect(submits(simulator)).toHaveLength(left === 0 ? 2 : 1);
	});

	it('is released if the execution is canceled before the submit', async () => {
		const { items } = await batch(rowsOf(3), {
			onError: 'continueRegularOutput',
			onStart: (engine) => {
				store.whileClaiming = () => cancel(engine);
			},
		});
		expect(submits(simulator)).toEqual([]);
		expect(keys()).toBe(0);
		expect(items.map(({ json }) => json.error)).toEqual(
			[0, 1, 2].map((row) => `Not called: the execution was canceled [item ${row}]`),
		);
	});
});

describe('an execution that is canceled', () => {
	it('says which batches were created, and which may have been', async () => {
		const held = simulator.hold(SUBMIT);
		const reached = async () => {
			await held.reaches(1);
			held.release();
			await held.reaches(1);
		};
		const outcome = await batchRows(
			simulator,
			rowsOf(6),
			{},
			{
				parameters: { callName: '={{ "Batch " + Math.floor($json.row / 2) }}' },
				onError: 'continueRegularOutput',
				onStart: (engine) => void reached().then(() => cancel(engine)),
			},
		);
		held.release();
		const [first] = simulator.batches;
		expect(submits(simulator)).toHaveLength(2);
		expect(outcome.items[0]?.json.id).toBe(first?.id);
		expect(outcome.items.slice(1).map((item) => [itemsOf(item), item.json.error])).toEqual([
			...[2, 3].map((row) => [
				[row],
				`The batch 'Batch 1' with 2 recipients may have been created: the execution was stopped before ElevenLabs responded [item ${row}]`,
			]),
			...[4, 5].map((row) => [[row], `Not called: the execution was canceled [item ${row}]`]),
		]);
		expect(outcome.run.data.resultData.metadata).toEqual({
			calls_placed_1: `0–1: ${first?.id}`,
		});
	});
});

describe('Retry On Fail', () => {
	it('keeps what was created, and its answer, while the rest is tried again', async () => {
		simulator.addFault({ match: { ...SUBMIT, nth: 2 }, action: { status: 422 } });
		const outcome = await batchRows(
			simulator,
			rowsOf(6),
			{},
			{
				parameters: { callName: '={{ "Batch " + Math.floor($json.row / 2) }}' },
				retryOnFail: true,
			},
		);
		expect(simulator.batches.map(({ body }) => body.call_name)).toEqual([
			'Batch 0',
			'Batch 1',
			'Batch 2',
		]);
		expect(outcome.items.map(itemsOf)).toEqual([
			[0, 1],
			[2, 3],
			[4, 5],
		]);
	});

	it('keeps what was created if the next try cannot even begin', async () => {
		simulator.addFault({ match: { ...SUBMIT, nth: 2 }, action: { status: 422 }, times: 9 });
		simulator.addFault({
			match: { path: '/v1/convai/v2/phone-numbers', nth: 2 },
			action: { status: 503 },
			times: 9,
		});
		const outcome = await batchRows(
			simulator,
			rowsOf(4),
			{},
			{
				parameters: { callName: '={{ "Batch " + Math.floor($json.row / 2) }}' },
				retryOnFail: true,
			},
		);
		expect(simulator.batches).toHaveLength(1);
		expect(outcome.error?.description).toContain(`items 0–1: ${simulator.batches[0]?.id}`);
		expect(shownOf(outcome)).toContain('Items 2–3');
	});
});
