import type { INode } from 'n8n-workflow';
import { quickTime } from '../clock/quickTime';
import type { FaultAction } from '../simulator/simulator';
import { batchRows, itemsOf, submits } from './batchCalls';
import { number, rowsOf, shownOf } from './plainCalls';
import { refuseConnectionOfDial } from './refusedConnection';
import { simulator } from './quickSimulator';
import type { RunOutcome } from './workflowRun';

// Every way in which a submit can end, under every setting of n8n that decides what comes after it. In
// every cell, no batch is created twice, and none that was created gets lost.

/** What is expected of the batch whose first submit meets the fault. */
type End =
	/** An ordinary answer. */
	| 'created'
	/** It fails, and a second try of n8n creates it. */
	| 'refused'
	/** It fails, at every try. */
	| 'never taken'
	/** It fails, and nothing may submit it again. */
	| 'uncertain';

interface SubmitEnd {
	name: string;
	end: End;
	/** How often the batch exists, without a second try of n8n. */
	exists: 0 | 1;
	action?: FaultAction;
	/** Every submit meets the fault, not only the first. */
	always?: true;
	connectionRefused?: true;
	/** How many lists of batches fail. */
	failedLists?: number;
	/** How many reads of a batch fail. */
	failedReads?: number;
}

const html = '<html>ok</html>';

const submitEnds: SubmitEnd[] = [
	{ name: 'is created', end: 'created', exists: 1 },
	{ name: 'meets one 429', end: 'created', exists: 1, action: { status: 429 } },
	{
		name: 'meets 429 without end',
		end: 'never taken',
		exists: 0,
		action: { status: 429 },
		always: true,
	},
	{ name: 'is refused with 422', end: 'refused', exists: 0, action: { status: 422 } },
	{ name: 'is refused with 403', end: 'refused', exists: 0, action: { status: 403 } },
	{
		name: 'is reset before it is created',
		end: 'uncertain',
		exists: 0,
		action: { reset: 'before' },
	},
	{ name: 'is reset after it was created', end: 'created', exists: 1, action: { reset: 'after' } },
	{ name: 'gets half an answer', end: 'created', exists: 1, action: { truncate: true } },
	{
		name: 'gets a 502 and is created',
		end: 'created',
		exists: 1,
		action: { status: 502, body: html, placeCall: true },
	},
	{ name: 'gets a 500 and is not created', end: 'uncertain', exists: 0, action: { status: 500 } },
	{
		name: 'gets a 408 and is created',
		end: 'created',
		exists: 1,
		action: { status: 408, placeCall: true },
	},
	{
		name: 'gets HTML with a 200 and is created',
		end: 'created',
		exists: 1,
		action: { status: 200, body: html, placeCall: true },
	},
	{
		name: 'gets an answer without an ID and is created',
		end: 'created',
		exists: 1,
		action: { status: 200, body: { name: 'Renewals' }, placeCall: true },
	},
	{ name: 'finds its connection refused', end: 'created', exists: 1, connectionRefused: true },
	{
		name: 'is reset, and can be listed and read only later',
		end: 'created',
		exists: 1,
		action: { reset: 'after' },
		failedLists: 2,
		failedReads: 1,
	},
	{
		name: 'is reset, and never listed',
		end: 'uncertain',
		exists: 1,
		action: { reset: 'after' },
		failedLists: 1_000,
	},
];

const onErrors = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

interface Cell extends SubmitEnd {
	onError: (typeof onErrors)[number] & INode['onError'];
	retryOnFail: boolean;
	/** Batches, of two rows each; the one in the middle meets the fault. */
	count: 1 | 3;
}

const cells: Cell[] = submitEnds.flatMap((submitEnd) =>
	onErrors.flatMap((onError) =>
		[true, false].flatMap((retryOnFail) =>
			([1, 3] as const).map((count) => ({ ...submitEnd, onError, retryOnFail, count })),
		),
	),
);

const SUBMIT = '/v1/convai/batch-calling/submit';

/** The place of the batch in the middle. */
const faultyOf = ({ count }: Cell) => (count === 1 ? 0 : 1);

/** n8n retries after an error, and in continue modes if the first item has a `json.error`. */
const isTriedAgain = ({ retryOnFail, onError, count }: Cell) =>
	retryOnFail && (onError === 'stopWorkflow' || count === 1);

const isWellInTheEnd = (cell: Cell) =>
	cell.end === 'created' || (cell.end === 'refused' && isTriedAgain(cell));

async function run(cell: Cell): Promise<RunOutcome> {
	const { action, always, count, onError, retryOnFail, failedLists, failedReads } = cell;
	const nth = faultyOf(cell) + 1;
	const fail = (path: string, times = 0) => {
		if (times > 0) {
			simulator.addFault({ match: { method: 'GET', path }, times, action: { status: 500 } });
		}
	};
	if (action !== undefined) {
		simulator.addFault({ match: { path: SUBMIT, nth }, action, times: always ? 1_000 : 1 });
	}
	fail('/v1/convai/batch-calling/workspace', failedLists);
	fail('/v1/convai/batch-calling/btcal', failedReads);
	const restore = cell.connectionRefused ? refuseConnectionOfDial(nth) : undefined;
	try {
		return await batchRows(
			simulator,
			rowsOf(count * 2),
			{},
			{
				onError,
				retryOnFail,
				parameters: { callName: '={{ "Batch " + Math.floor($json.row / 2) }}' },
			},
		);
	} finally {
		restore?.();
	}
}

const counted = { cells: 0, batches: 0, twice: 0, lost: 0 };

describe.each(onErrors)('with %s', (onError) => {
	describe.each([true, false])('and Retry On Fail %s', (retryOnFail) => {
		describe.each([1, 3])('in a run of %i', (count) => {
			const own = cells.filter(
				(cell) =>
					cell.onError === onError && cell.retryOnFail === retryOnFail && cell.count === count,
			);

			it.each(own.map((cell) => [cell.name, cell] as const))('a batch that %s', async (_, cell) => {
				const outcome = await run(cell);
				counted.cells += 1;
				counted.batches += simulator.batches.length;
				expectNoneTwice(cell);
				expectNoneLost(cell, outcome);
				expectEnd(cell, outcome);
				expectOthers(cell, outcome);
			});
		});
	});
});

it('makes 192 cells, in which no batch was created twice or lost', () => {
	expect(cells).toHaveLength(192);
	expect(counted).toEqual({ cells: 192, batches: expect.any(Number), twice: 0, lost: 0 });
});

const nameOf = (place: number) => `Batch ${place}`;

const batchesNamed = (place: number) =>
	simulator.batches.filter(({ body }) => body.call_name === nameOf(place));

function expectNoneTwice(cell: Cell): void {
	quickTime.advance(3_600_000);
	const calls = Object.values(simulator.callCounts());
	for (let place = 0; place < cell.count; place++) {
		if (batchesNamed(place).length > 1) counted.twice += 1;
		expect(batchesNamed(place).length).toBeLessThanOrEqual(1);
	}
	expect(calls.filter((times) => times > 1)).toEqual([]);
	const faulty = faultyOf(cell);
	const isTaken = cell.end === 'refused' && isTriedAgain(cell);
	expect(batchesNamed(faulty)).toHaveLength(isTaken ? 1 : cell.exists);
	if (cell.end === 'uncertain') {
		const sent = submits(simulator).filter(
			({ body }) => (body as { call_name: string }).call_name === nameOf(faulty),
		);
		expect(sent).toHaveLength(1);
	}
}

/** Only ElevenLabs knows the ID of a batch that it never lists; that it may exist is said. */
function expectNoneLost(cell: Cell, outcome: RunOutcome): void {
	const shown = shownOf(outcome);
	const lost = simulator.batches.filter(
		({ id, body }) =>
			!shown.includes(id) &&
			!(cell.end === 'uncertain' && body.call_name === nameOf(faultyOf(cell))),
	);
	counted.lost += lost.length;
	expect(lost).toEqual([]);
}

const rowsIn = (place: number) => [place * 2, place * 2 + 1];

function expectEnd(cell: Cell, outcome: RunOutcome): void {
	const faulty = faultyOf(cell);
	const all = [...outcome.items, ...outcome.errorItems];
	const own = all.filter((item) => rowsIn(faulty).includes(Number(itemsOf(item)[0])));
	if (isWellInTheEnd(cell)) {
		expect(outcome.error).toBeUndefined();
		expect(own.map(itemsOf)).toEqual([rowsIn(faulty)]);
		expect(own[0]?.json).toMatchObject({
			id: batchesNamed(faulty)[0]?.id,
			name: nameOf(faulty),
			total_calls_scheduled: 2,
		});
		expect(own[0]?.json).not.toHaveProperty('recipients');
		return;
	}
	const says = `The batch '${nameOf(faulty)}' with 2 recipients ${cell.end === 'uncertain' ? 'may have been created' : 'was not created'}: `;
	if (cell.onError === 'stopWorkflow') {
		expect(outcome.error?.description).toContain(says);
		expect(own).toEqual([]);
		return;
	}
	expect(own.map(itemsOf)).toEqual(rowsIn(faulty).map((row) => [row]));
	expect(own.map(({ json }) => json)).toEqual(
		rowsIn(faulty).map((row) => ({
			phone: number(row),
			row,
			...(cell.onError === 'continueRegularOutput' && { to_number: number(row) }),
			error: expect.stringContaining(says),
			details: expect.objectContaining({ call_may_have_been_placed: cell.end === 'uncertain' }),
		})),
	);
	const there = cell.onError === 'continueErrorOutput' ? outcome.errorItems : outcome.items;
	for (const item of own) expect(there).toContain(item);
}

function expectOthers(cell: Cell, outcome: RunOutcome): void {
	const others = Array.from({ length: cell.count }, (_, place) => place).filter(
		(place) => place !== faultyOf(cell),
	);
	if (cell.onError === 'stopWorkflow' && !isWellInTheEnd(cell)) {
		for (const place of others) {
			const [batch] = batchesNamed(place);
			const [first, last] = rowsIn(place);
			expect(outcome.error?.description).toContain(
				batch === undefined
					? `Not called: items ${first}–${last}.`
					: `items ${first}–${last}: ${batch.id}`,
			);
		}
		return;
	}
	const isAfterLast = cell.always === true;
	for (const place of others) {
		const made = outcome.items.filter(({ json }) => json.name === nameOf(place));
		// The endless 429 meets the batches after it, too.
		const isMade = !(isAfterLast && place > faultyOf(cell));
		expect(made.map(itemsOf)).toEqual(isMade ? [rowsIn(place)] : []);
	}
}

describe('a failed batch whose rows come back to the node', () => {
	it.each(submitEnds.map((submitEnd) => [submitEnd.name, submitEnd] as const))(
		'after it %s',
		async (_, submitEnd) => {
			let rounds = 0;
			const { action, failedLists = 0 } = submitEnd;
			if (action) simulator.addFault({ match: { path: SUBMIT }, action });
			if (failedLists > 0) {
				simulator.addFault({
					match: { path: '/v1/convai/batch-calling/workspace' },
					times: failedLists,
					action: { status: 500 },
				});
			}
			await batchRows(
				simulator,
				rowsOf(2),
				{},
				{
					onError: 'continueRegularOutput',
					next: {
						pick: (items) =>
							rounds++ < 3 ? items.filter(({ json }) => json.error !== undefined) : [],
						to: 'Calls',
					},
				},
			);
			quickTime.advance(3_600_000);
			expect(Object.values(simulator.callCounts()).filter((times) => times > 1)).toEqual([]);
			if (submitEnd.end === 'uncertain') expect(submits(simulator)).toHaveLength(1);
		},
	);
});
