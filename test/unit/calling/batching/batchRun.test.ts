import type { IDataObject } from 'n8n-workflow';
import type { Batch, BatchRow } from '../../../../nodes/shared/calling/batching/batchPlan';
import type { BatchRunOptions } from '../../../../nodes/shared/calling/batching/batchRun';
import { runBatches } from '../../../../nodes/shared/calling/batching/batchRun';
import { DialedNumbers } from '../../../../nodes/shared/calling/dialing/dialedNumbers';
import { Ledger } from '../../../../nodes/shared/calling/dialing/ledger';
import type { Clock } from '../../../../nodes/shared/clock';
import { rowOf } from './batchRows';

const START = Date.parse('2026-03-02T10:00:00Z');

const NOON: BatchRow['guards']['callingHours'] = {
	from: 600,
	to: 601,
	weekdays: [1],
	timeZones: ['UTC'],
};

const refused = { verdict: 'refused' as const, failure: { message: 'No', advice: '' } };
const busy = { ...refused, verdict: 'not placed' as const };
const uncertain = { ...refused, verdict: 'uncertain' as const };
const created = (id: string) => ({ verdict: 'placed' as const, answer: { id } });

/** Keys that any run can claim once. */
function claimsWith(used: string[] = [], broken: string[] = []) {
	const claimed = new Set(used);
	return {
		claimed,
		claim: async (key: string) => {
			if (broken.includes(key)) throw new Error('No database');
			return await Promise.resolve(!claimed.has(key) && Boolean(claimed.add(key)));
		},
		release: async (key: string) => {
			claimed.delete(key);
			await Promise.resolve();
		},
	};
}

/** Runs rows, and tells what was submitted and what became of each item. */
async function run(
	rows: BatchRow[],
	answers: Array<Awaited<ReturnType<BatchRunOptions['submit']>>>,
	more: Partial<BatchRunOptions> = {},
) {
	let now = START;
	const clock: Clock = {
		now: () => now,
		wait: async (milliseconds) => {
			now += milliseconds;
			await Promise.resolve();
		},
		isCancelled: () => false,
		cancelled: new Promise(() => {}),
	};
	const submitted: number[][] = [];
	const logged: Array<[items: number[], answer: IDataObject]> = [];
	const ledger = more.ledger ?? new Ledger<IDataObject>();
	const itemsIn = (batch: Batch) => batch.rows.map(({ item }) => item);
	await runBatches(rows, {
		submit: async (batch) => {
			submitted.push(itemsIn(batch));
			return await Promise.resolve(answers[submitted.length - 1] ?? created('more'));
		},
		find: async (batches) => await Promise.resolve(batches.map(() => undefined)),
		onCreated: (batch, answer) => logged.push([itemsIn(batch), answer]),
		failureOf: (error) => ({ message: String(error), advice: '' }),
		abandoned: () => ({ message: 'Abandoned', advice: '' }),
		dialed: new DialedNumbers({}, false),
		claims: claimsWith(),
		clock,
		lookForStop: async () => await Promise.resolve(),
		maxRecipients: 2,
		keepTryingMs: 60_000,
		stops: false,
		...more,
		ledger,
	});
	const endOf = (item: number) => {
		const outcome = ledger.of(item);
		if (outcome?.kind === 'placed') return String(outcome.answer.id);
		return outcome?.kind === 'skipped' ? String(outcome.answer.reason) : outcome?.kind;
	};
	return { submitted, logged, ends: rows.map(({ item }) => endOf(item)), ledger };
}

const rows = (count: number) => Array.from({ length: count }, (_, item) => rowOf(item));
const keyed = (item: number, deduplicationKey: string) =>
	rowOf(item, {}, { guards: { skipRepeatedNumbers: true, dryRun: false, deduplicationKey } });

describe('a run of batches', () => {
	it('submits one after the other, in order, and tells each at once', async () => {
		const { submitted, logged, ends } = await run(rows(5), ['a', 'b', 'c'].map(created));
		expect(submitted).toEqual([[0, 1], [2, 3], [4]]);
		expect(logged.map(([items, { id }]) => [items, id])).toEqual([
			[[0, 1], 'a'],
			[[2, 3], 'b'],
			[[4], 'c'],
		]);
		expect(ends).toEqual(['a', 'a', 'b', 'b', 'c']);
	});

	it('submits a batch again only if it was definitely not created', async () => {
		const { submitted, ends } = await run(rows(6), [busy, created('a'), uncertain, refused]);
		expect(submitted).toEqual([
			[0, 1],
			[0, 1],
			[2, 3],
			[4, 5],
		]);
		expect(ends).toEqual(['a', 'a', 'uncertain', 'uncertain', 'failed', 'failed']);
	});

	it('ends at the first failure if it stops on failure', async () => {
		const { submitted, ends } = await run(rows(6), [created('a'), uncertain], { stops: true });
		expect(submitted).toEqual([
			[0, 1],
			[2, 3],
		]);
		expect(ends).toEqual(['a', 'a', 'uncertain', 'uncertain', undefined, undefined]);
	});

	it('takes a found batch for its answer', async () => {
		const find = async () => await Promise.resolve([{ id: 'found' }]);
		const { ends } = await run(rows(3), [uncertain, created('b')], { find, stops: true });
		expect(ends).toEqual(['found', 'found', 'b']);
	});

	it('plans no row that its guards object to', async () => {
		const same = rowOf(1, {}, { number: rowOf(0).number });
		const { submitted, ends } = await run([rowOf(0), same, rowOf(2)], [created('a')]);
		expect(submitted).toEqual([[0, 2]]);
		expect(ends).toEqual(['a', 'duplicate', 'a']);
	});

	it('checks hours at the time at which a batch starts, also while it is retried', async () => {
		const guards = { skipRepeatedNumbers: true, dryRun: false, callingHours: NOON };
		const later = { scheduled_time_unix: START / 1000 + 3_600 };
		const { submitted, ends } = await run(
			[rowOf(0, {}, { guards }), rowOf(1), rowOf(2, later, { guards }), rowOf(3, later)],
			// The pause is longer than the hours.
			[{ ...busy, retryAfterMs: 60_000 }, created('a'), created('b')],
		);
		expect(submitted).toEqual([[0, 1], [1], [3]]);
		expect(ends).toEqual(['outside_calling_hours', 'a', 'outside_calling_hours', 'b']);
	});

	it('checks hours at the time of the submit, once that is later than the scheduled time', async () => {
		const guards = { skipRepeatedNumbers: true, dryRun: false, callingHours: NOON };
		const soon = { scheduled_time_unix: START / 1000 + 30 };
		const { submitted, ends } = await run(
			[rowOf(0, soon, { guards }), rowOf(1, soon)],
			[{ ...busy, retryAfterMs: 60_000 }, created('a')],
		);
		expect(submitted).toEqual([[0, 1], [1]]);
		expect(ends).toEqual(['outside_calling_hours', 'a']);
	});

	it('shows a dry run as one request, and claims and submits nothing', async () => {
		const claims = claimsWith();
		const dry = [0, 1].map((item) => ({ ...keyed(item, `k${item}`), isDryRun: true }));
		const { submitted, ledger, ends } = await run(dry, [], { claims });
		expect(submitted).toEqual([]);
		expect(claims.claimed.size).toBe(0);
		expect(ends).toEqual(['dry_run', 'dry_run']);
		const [first, second] = [0, 1].map((item) => ledger.of(item));
		expect(first).toMatchObject({
			answer: {
				success: false,
				request: { url: 'https://api.example/submit', body: { recipients: [{}, {}] } },
			},
		});
		expect(second?.kind === 'skipped' && second.answer).toBe(
			first?.kind === 'skipped' && first.answer,
		);
	});

	it('keeps the rows of an earlier try, and the numbers that were called for them', async () => {
		const ledger = new Ledger<IDataObject>();
		const placed = { kind: 'placed' as const, answer: { id: 'a' }, attempts: 1, dialedAt: START };
		ledger.record(0, placed);
		const same = rowOf(1, {}, { number: rowOf(0).number });
		const { submitted, ends } = await run([rowOf(0), same, rowOf(2)], [created('b')], { ledger });
		expect(submitted).toEqual([[2]]);
		expect(ends).toEqual(['a', 'duplicate', 'b']);
	});
});

describe('deduplication keys in a batch', () => {
	it('leave out rows whose keys were used before, and use up the others', async () => {
		const claims = claimsWith(['k1']);
		const { submitted, ends, ledger } = await run(
			[keyed(0, 'k0'), keyed(1, 'k1'), rowOf(2)],
			[created('a'), created('b')],
			{ claims },
		);
		expect(submitted).toEqual([[0], [2]]);
		expect(ends).toEqual(['a', 'duplicate', 'b']);
		expect([...claims.claimed].sort()).toEqual(['k0', 'k1']);
		expect(ledger.of(0)).toMatchObject({ hasKey: true });
		expect(ledger.of(2)).not.toHaveProperty('hasKey');
	});

	it.each([
		['refused', refused, []],
		['uncertain', uncertain, ['k0', 'k1']],
		['created', created('a'), ['k0', 'k1']],
	])('of a batch that is %s', async (_, answer, left) => {
		const claims = claimsWith();
		await run([keyed(0, 'k0'), keyed(1, 'k1')], [answer], { claims });
		expect([...claims.claimed].sort()).toEqual(left);
	});

	it('that are all used leave nothing to submit', async () => {
		const claims = claimsWith(['k0', 'k1']);
		const { submitted, ends } = await run([keyed(0, 'k0'), keyed(1, 'k1')], [], { claims });
		expect([submitted, ends]).toEqual([[], ['duplicate', 'duplicate']]);
	});

	it('that cannot be claimed fail their row', async () => {
		const claims = claimsWith([], ['k1']);
		const { submitted, ends } = await run([keyed(0, 'k0'), keyed(1, 'k1')], [created('a')], {
			claims,
		});
		expect([submitted, ends]).toEqual([[[0]], ['a', 'failed']]);
	});

	it('that cannot be claimed end a run that stops on failure, and use up no other', async () => {
		const claims = claimsWith([], ['k1']);
		const { submitted, ends } = await run([keyed(0, 'k0'), keyed(1, 'k1'), rowOf(2)], [], {
			claims,
			stops: true,
		});
		expect([submitted, ends]).toEqual([[], ['failed', 'failed', undefined]]);
		expect(claims.claimed.size).toBe(0);
	});
});
