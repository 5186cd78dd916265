import type {
	BatchEnding,
	BatchWatchSource,
	WatchedBatch,
} from '../../../../nodes/shared/calling/following/batchWatch';
import {
	batchEnded,
	BatchWatch,
	recipientCounts,
} from '../../../../nodes/shared/calling/following/batchWatch';
import { RunClock, VirtualTime } from '../../../clock/virtualTime';

const START = Date.parse('2026-03-02T10:00:00Z');
const MINUTE = 60_000;

describe('a batch', () => {
	it.each([
		['completed', true],
		['failed', true],
		['cancelled', true],
		['pending', false],
		['in_progress', false],
		['a status of next year', false],
		[undefined, false],
		[null, false],
	])('that is %s has ended: %s', (status, ended) => {
		expect(batchEnded({ id: 'btcal_1', status })).toBe(ended);
	});

	it('has not ended if that is the end of an earlier try', () => {
		const batch = { id: 'btcal_1', status: 'completed', retry_count: 1 };
		expect(batchEnded(batch, 2)).toBe(false);
		expect(batchEnded(batch, 1)).toBe(true);
		expect(batchEnded({ ...batch, retry_count: undefined }, 1)).toBe(true);
	});

	it('counts every documented status, and others as they come', () => {
		const recipients = ['completed', 'completed', 'failed', 'busy', undefined].map((status) => ({
			status,
		}));
		expect(recipientCounts({ recipients })).toEqual({
			pending: 0,
			dispatched: 0,
			initiated: 0,
			in_progress: 0,
			completed: 2,
			voicemail: 0,
			failed: 1,
			cancelled: 0,
			busy: 1,
			unknown: 1,
		});
		expect(recipientCounts({}).completed).toBe(0);
	});
});

interface Batch {
	id: string;
	status: string;
	retry_count: number;
	created_at_unix: number;
	recipients: Array<{ status: string }>;
}

/** ElevenLabs with some batches, created at the beginning, and what is asked of it. */
function elevenLabs(
	time: VirtualTime,
	endsAfter: Record<string, number>,
	{ unlisted = [] as string[], fails = (): boolean => false, retryKnownAfter = 0 } = {},
) {
	const asked: string[] = [];
	const batchOf = (id: string): Batch => {
		const isOver = time.now() >= START + (endsAfter[id] ?? Infinity);
		const knowsRetry = time.now() >= START + retryKnownAfter;
		return {
			id,
			status: isOver || !knowsRetry ? 'completed' : 'in_progress',
			retry_count: knowsRetry ? 1 : 0,
			created_at_unix: START / 1000,
			recipients: [{ status: isOver ? 'completed' : 'initiated' }],
		};
	};
	const ask = async (what: string) => {
		asked.push(what);
		await time.after(50);
		if (fails()) throw new Error('HTTP 502');
	};
	const source: BatchWatchSource<Batch> = {
		async list({ cursor = '0' }) {
			await ask('list');
			const ids = Object.keys(endsAfter).filter((id) => !unlisted.includes(id));
			const from = Number(cursor);
			return {
				batches: ids.slice(from, from + 100).map(batchOf),
				...(from + 100 < ids.length && { nextCursor: String(from + 100) }),
			};
		},
		async read(id) {
			await ask(id);
			if (endsAfter[id] === undefined) throw new Error('HTTP 404');
			return batchOf(id);
		},
		isGone: (error) => String(error).includes('404'),
		isRefused: () => false,
		isTooMany: () => false,
	};
	return { source, asked };
}

async function watched(
	time: VirtualTime,
	source: BatchWatchSource<Batch>,
	batches: WatchedBatch[],
): Promise<Array<BatchEnding<Batch> & { at: number }>> {
	const watch = new BatchWatch(source, { clock: new RunClock(time), random: () => 0.5 });
	const endings = batches.map(async (batch) => {
		const ending = await watch.ended(batch);
		return { ...ending, at: time.now() - START };
	});
	return await time.until(Promise.all(endings));
}

const watchedBatch = (id: string, more: Partial<WatchedBatch> = {}): WatchedBatch => ({
	id,
	createdAt: START,
	deadline: START + 60 * MINUTE,
	...more,
});

describe('a watch', () => {
	it('waits for one batch by its list, and reads the recipients once, at the end', async () => {
		const time = new VirtualTime(START);
		const { source, asked } = elevenLabs(time, { btcal_1: 10 * MINUTE });

		const [ending] = await watched(time, source, [watchedBatch('btcal_1')]);

		expect(ending).toMatchObject({
			timedOut: false,
			cancelled: false,
			followed: { batch: { id: 'btcal_1', status: 'completed' }, counts: { completed: 1 } },
		});
		expect(ending?.followed?.batch).not.toHaveProperty('recipients');
		expect(ending?.at).toBeLessThan(11 * MINUTE);
		expect(asked.filter((what) => what !== 'list')).toEqual(['btcal_1']);
		expect(asked.length).toBeGreaterThan(20);
	});

	it('waits for many together, each to its own end', async () => {
		const time = new VirtualTime(START);
		const ends = Object.fromEntries(
			Array.from({ length: 150 }, (_, n) => [`btcal_${n}`, (n % 3) * MINUTE + 1]),
		);
		const { source, asked } = elevenLabs(time, ends);

		const endings = await watched(
			time,
			source,
			Object.keys(ends).map((id) => watchedBatch(id)),
		);

		expect(endings.map(({ at }) => Math.floor(at / MINUTE))).toEqual(
			Object.keys(ends).map((_, n) => n % 3),
		);
		expect(asked.filter((what) => what !== 'list')).toHaveLength(150);
	});

	it('reads a batch that no list has', async () => {
		const time = new VirtualTime(START);
		const { source } = elevenLabs(time, { btcal_1: 5 * MINUTE }, { unlisted: ['btcal_1'] });
		const [ending] = await watched(time, source, [watchedBatch('btcal_1')]);
		expect(ending).toMatchObject({ timedOut: false, followed: { counts: { completed: 1 } } });
	});

	it('returns what is known at the deadline', async () => {
		const time = new VirtualTime(START);
		const { source } = elevenLabs(time, { btcal_1: Infinity });
		const [ending] = await watched(time, source, [
			watchedBatch('btcal_1', { deadline: START + 5 * MINUTE }),
		]);
		expect(ending).toMatchObject({
			timedOut: true,
			followed: { batch: { status: 'in_progress' }, counts: { initiated: 1 } },
		});
		expect(ending?.at).toBeLessThan(5 * MINUTE + 1000);
	});

	it('goes on after errors, and gives up on an unknown batch', async () => {
		const time = new VirtualTime(START);
		const fails = () => time.now() < START + 3 * MINUTE;
		const { source } = elevenLabs(time, { btcal_1: MINUTE }, { fails });
		const [ending, unknown] = await watched(time, source, [
			watchedBatch('btcal_1'),
			watchedBatch('btcal_unknown'),
		]);
		expect(ending).toMatchObject({ timedOut: false, followed: { counts: { completed: 1 } } });
		expect(unknown?.error).toEqual(new Error('HTTP 404'));
	});

	it('does not take the end before a retry for the end of the retry', async () => {
		const time = new VirtualTime(START);
		const { source } = elevenLabs(time, { btcal_1: 8 * MINUTE }, { retryKnownAfter: MINUTE });
		const [ending] = await watched(time, source, [
			watchedBatch('btcal_1', { createdAt: undefined, retryCount: 1 }),
		]);
		expect(ending?.at).toBeGreaterThan(7 * MINUTE);
		expect(ending).toMatchObject({ followed: { counts: { completed: 1 } } });
	});
});
