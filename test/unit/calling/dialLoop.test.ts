import fc from 'fast-check';
import { dialLoop } from '../../../nodes/shared/calling/dialLoop';

/** Tasks that end when the test says so. */
function heldTasks() {
	const started: number[] = [];
	const waiting = new Map<number, (result: string) => void>();
	return {
		started,
		waiting,
		task: async (entry: number) => {
			started.push(entry);
			return await new Promise<string>((resolve) => waiting.set(entry, resolve));
		},
		/** Ends one that is under way, and lets the loop go on. */
		async end(entry: number, result = `r${entry}`) {
			const resolve = waiting.get(entry);
			if (resolve === undefined) throw new Error(`${entry} is not under way`);
			waiting.delete(entry);
			resolve(result);
			for (let turn = 0; turn < 10; turn++) await Promise.resolve();
		},
	};
}

const entries = (count: number) => Array.from({ length: count }, (_, place) => place);

describe('a run of dials', () => {
	it('starts as many as may be in flight, and the next one when one ends', async () => {
		const { task, started, end } = heldTasks();
		const run = dialLoop(entries(4), task, { maxInFlight: 2 });
		expect(started).toEqual([0, 1]);
		await end(1);
		expect(started).toEqual([0, 1, 2]);
		await end(2);
		await end(0);
		expect(started).toEqual([0, 1, 2, 3]);
		await end(3);
		expect(await run).toEqual(['r0', 'r1', 'r2', 'r3']);
	});

	it('is over at once without entries', async () => {
		expect(
			await dialLoop([], async () => await Promise.reject(new Error()), { maxInFlight: 4 }),
		).toEqual([]);
	});

	it('starts nothing after the last result, and awaits those under way', async () => {
		const { task, started, end } = heldTasks();
		const run = dialLoop(entries(5), task, {
			maxInFlight: 2,
			isLast: (result) => result === 'stop',
		});
		await end(0);
		await end(1, 'stop');
		expect(started).toEqual([0, 1, 2]);
		await end(2, 'late');
		expect(started).toEqual([0, 1, 2]);
		expect(await run).toEqual(['r0', 'stop', 'late', undefined, undefined]);
	});

	it('starts nothing once it is cancelled, and awaits those under way', async () => {
		const { task, started, end } = heldTasks();
		let cancelled = false;
		const run = dialLoop(entries(4), task, { maxInFlight: 2, isCancelled: () => cancelled });
		await end(0);
		cancelled = true;
		await end(1);
		await end(2);
		expect(started).toEqual([0, 1, 2]);
		expect(await run).toEqual(['r0', 'r1', 'r2', undefined]);
	});

	it('starts nothing at all where it is cancelled before it begins', async () => {
		const { task, started } = heldTasks();
		const options = { maxInFlight: 3, isCancelled: () => true };
		expect(await dialLoop(entries(2), task, options)).toEqual([undefined, undefined]);
		expect(started).toEqual([]);
	});

	it('keeps every promise in any order of endings', async () => {
		const scenario = fc.record({
			count: fc.nat(12),
			maxInFlight: fc.integer({ min: 1, max: 6 }),
			endings: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
			last: fc.option(fc.nat(12)),
			cancelAfter: fc.option(fc.nat(12)),
		});
		await fc.assert(
			fc.asyncProperty(scenario, async ({ count, maxInFlight, endings, last, cancelAfter }) => {
				const { task, started, waiting, end } = heldTasks();
				let ended = 0;
				let mayStart = true;
				let startedWhenStopped: number | undefined;
				const isCancelled = () => cancelAfter !== null && ended >= cancelAfter;
				const run = dialLoop(entries(count), task, {
					maxInFlight,
					isCancelled,
					isLast: (result) => result === `r${last}`,
				});
				if (isCancelled()) [mayStart, startedWhenStopped] = [false, 0];
				const finished: number[] = [];
				for (let step = 0; waiting.size > 0; step++) {
					expect(waiting.size).toBeLessThanOrEqual(maxInFlight);
					if (mayStart) {
						expect(waiting.size).toBe(Math.min(maxInFlight, count - finished.length));
					}
					const underWay = [...waiting.keys()];
					const entry = underWay[(endings[step] ?? 0) % underWay.length] ?? 0;
					ended++;
					if (mayStart && (entry === last || isCancelled())) {
						[mayStart, startedWhenStopped] = [false, started.length];
					}
					finished.push(entry);
					await end(entry);
				}
				const expectedStarts = startedWhenStopped ?? count;
				expect(started).toEqual(entries(expectedStarts));
				expect([...finished].sort((a, b) => a - b)).toEqual(started);
				expect(await run).toEqual(
					entries(count).map((entry) => (entry < expectedStarts ? `r${entry}` : undefined)),
				);
			}),
		);
	});
});
