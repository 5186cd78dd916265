import fc from 'fast-check';
import { Limit, mapLimited, sequential, Signal } from '../../../nodes/shared/concurrency';

/** Lets everything happen that waits for nothing but its turn. */
async function settled() {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Work that ends when the test says so. */
function heldWork() {
	const started: number[] = [];
	const waiting = new Map<number, (result: string) => void>();
	return {
		started,
		waiting,
		work: async (entry: number) => {
			started.push(entry);
			return await new Promise<string>((resolve) => waiting.set(entry, resolve));
		},
		async end(entry: number) {
			const resolve = waiting.get(entry);
			if (resolve === undefined) throw new Error(`${entry} is not under way`);
			waiting.delete(entry);
			resolve(`r${entry}`);
			await settled();
		},
	};
}

const entries = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a limit', () => {
	it('gives places in the order of asking, each as soon as one is given back', async () => {
		const limit = new Limit(2);
		const entered: string[] = [];
		const leaves = new Map<string, () => void>();
		for (const name of ['a', 'b', 'c', 'd']) {
			void limit.enter().then((leave) => {
				entered.push(name);
				leaves.set(name, leave);
			});
		}
		await settled();
		expect(entered).toEqual(['a', 'b']);
		leaves.get('b')?.();
		await settled();
		expect(entered).toEqual(['a', 'b', 'c']);
		// A place that is released twice is still one place.
		leaves.get('b')?.();
		await settled();
		expect(entered).toEqual(['a', 'b', 'c']);
	});

	it('gives the place of work that fails to the next', async () => {
		const limit = new Limit(1);
		const failing = limit.run(async () => await Promise.reject(new Error('no')));
		const next = limit.run(async () => await Promise.resolve('done'));
		await expect(failing).rejects.toThrow('no');
		expect(await next).toBe('done');
	});
});

describe('a sequence', () => {
	it('begins each piece of work only after the one before, also one that failed', async () => {
		const inTurn = sequential();
		const { started, work, end } = heldWork();
		const first = inTurn(async () => {
			await work(0);
			throw new Error('no');
		});
		const second = inTurn(async () => await work(1));
		await settled();
		expect(started).toEqual([0]);
		await end(0);
		await expect(first).rejects.toThrow('no');
		await settled();
		expect(started).toEqual([0, 1]);
		await end(1);
		expect(await second).toBe('r1');
	});
});

describe('limited work on a list', () => {
	it('has its results at the places of the entries, whatever ends first', async () => {
		const { work, end } = heldWork();
		const results = mapLimited(entries(3), 3, work);
		await settled();
		await end(2);
		await end(0);
		await end(1);
		expect(await results).toEqual(['r0', 'r1', 'r2']);
	});

	it('is over at once without entries', async () => {
		expect(await mapLimited([], 4, async () => await Promise.reject(new Error('no')))).toEqual([]);
	});

	it('fails with the work', async () => {
		const work = async () => await Promise.reject(new Error('no'));
		await expect(mapLimited([1], 1, work)).rejects.toThrow('no');
	});

	it('keeps to its limit and its order in any order of endings', async () => {
		const scenario = fc.record({
			count: fc.nat(12),
			size: fc.integer({ min: 1, max: 6 }),
			endings: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
			overAfter: fc.option(fc.nat(12), { nil: Infinity }),
		});
		await fc.assert(
			fc.asyncProperty(scenario, async ({ count, size, endings, overAfter }) => {
				const { work, started, waiting, end } = heldWork();
				let ended = 0;
				const results = mapLimited(entries(count), size, work, () => ended >= overAfter);
				await settled();
				for (let step = 0; waiting.size > 0; step++) {
					const left = ended >= overAfter ? waiting.size : count - ended;
					expect(waiting.size).toBe(Math.min(size, left));
					const underWay = [...waiting.keys()];
					ended++;
					await end(underWay[(endings[step] ?? 0) % underWay.length] ?? 0);
				}
				expect(started).toEqual(entries(started.length));
				expect(started.length).toBe(
					overAfter === 0 ? 0 : Math.min(count, Math.max(size, size + overAfter - 1)),
				);
				expect(await results).toEqual(
					entries(count).map((entry) => (entry < started.length ? `r${entry}` : undefined)),
				);
			}),
		);
	});
});

it('a signal is given once, to anyone who waits or comes later', async () => {
	const signal = new Signal();
	const heard: string[] = [];
	void signal.given.then(() => heard.push('early'));
	await settled();
	expect([signal.isGiven, heard]).toEqual([false, []]);
	signal.give();
	signal.give();
	await signal.given;
	expect([signal.isGiven, heard]).toEqual([true, ['early']]);
});
