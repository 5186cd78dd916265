import fc from 'fast-check';
import {
	SHORTEST_WAIT_MS,
	waitBeforeLook,
} from '../../../../nodes/shared/calling/following/watchPace';

const evenly = () => 0.5;

describe('the wait before a look', () => {
	it.each([
		['a call that is to be dialed', -5_000, 0, 3_000],
		['a call that was just dialed', 0, 0, 3_000],
		['one of half a minute', 30_000, 0, 3_000],
		['one of a minute', 60_000, 0, 6_000],
		['one of two and a half minutes', 150_000, 0, 15_000],
		['one of fifteen minutes', 900_000, 0, 15_000],
		['one of half an hour, e.g. because its approval takes long', 1_800_000, 0, 30_000],
		['one of an hour', 3_600_000, 0, 60_000],
		['one of a day', 86_400_000, 0, 60_000],
		['no call at all', Infinity, 0, 60_000],
		['a look that failed', 0, 1, 6_000],
		['three looks that failed', 0, 3, 24_000],
		['looks that never succeed', 0, 2_000, 60_000],
	])('for %s is as it should be', (_, age, failedLooks, wait) => {
		expect(waitBeforeLook(age, failedLooks, evenly)).toBe(wait);
	});

	it.each([
		[0, 2_700],
		[1, 3_300],
	])('varies by a tenth: with %p at random it is %p ms', (random, wait) => {
		expect(waitBeforeLook(0, 0, () => random)).toBeCloseTo(wait);
	});

	it('varies by no more than that, and never shrinks with the age', () => {
		const age = fc.integer({ min: 0, max: 10_000_000 });
		const random = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(age, age, random, (one, other, chance) => {
				const [younger, older] = [Math.min(one, other), Math.max(one, other)];
				const wait = waitBeforeLook(younger, 0, () => chance);
				expect(wait).toBeGreaterThanOrEqual(0.9 * SHORTEST_WAIT_MS);
				expect(wait).toBeLessThanOrEqual(66_000);
				expect(waitBeforeLook(older, 0, () => chance)).toBeGreaterThanOrEqual(wait);
			}),
		);
	});
});
