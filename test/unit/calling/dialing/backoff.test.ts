import {
	MAX_ATTEMPTS,
	readRetryAfter,
	waitBeforeRepeat,
} from '../../../../nodes/shared/calling/dialing/backoff';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const LONG = 3_600_000;

describe('the wait before a repeat', () => {
	it.each([
		[1, 1_000],
		[2, 2_000],
		[3, 4_000],
		[4, 8_000],
		[5, 16_000],
		[6, 30_000],
		[7, 30_000],
		[9, 30_000],
	])('doubles with each attempt, up to a bound: after %p it is %p ms', (attempts, wait) => {
		expect(waitBeforeRepeat({ attempts, elapsedMs: 0 }, LONG, () => 0.5)).toBe(wait);
	});

	it.each([
		[0, 3_000],
		[0.25, 3_500],
		[0.999_999, 5_000],
	])('is at most a quarter off: with %p at random it is %p ms', (random, wait) => {
		expect(waitBeforeRepeat({ attempts: 3, elapsedMs: 0 }, LONG, () => random)).toBeCloseTo(
			wait,
			-1,
		);
	});

	it.each([0, 1, 700, 45_000])('is what ElevenLabs asks for: %p ms', (retryAfterMs) => {
		const state = { attempts: 5, elapsedMs: 0, retryAfterMs };
		expect(waitBeforeRepeat(state, LONG, () => 0.9)).toBe(retryAfterMs);
	});

	it.each([
		[MAX_ATTEMPTS - 1, 10],
		[MAX_ATTEMPTS, undefined],
		[MAX_ATTEMPTS + 1, undefined],
	])('ends in number: after attempt %p it is %p', (attempts, wait) => {
		const state = { attempts, elapsedMs: 0, retryAfterMs: 10 };
		expect(waitBeforeRepeat(state, LONG, () => 0.5)).toBe(wait);
	});

	it.each([
		['is used up exactly by the wait', { attempts: 1, elapsedMs: 4_000 }, 5_000, 1_000],
		['would be exceeded by the wait', { attempts: 1, elapsedMs: 4_001 }, 5_000, undefined],
		[
			'would be exceeded by what ElevenLabs asks for',
			{ attempts: 1, elapsedMs: 0, retryAfterMs: 5_001 },
			5_000,
			undefined,
		],
		['is none', { attempts: 1, elapsedMs: 0 }, 0, undefined],
	])('ends in time if it %s', (_, state, keepTryingMs, wait) => {
		expect(waitBeforeRepeat(state, keepTryingMs, () => 0.5)).toBe(wait);
	});
});

describe('a Retry-After header', () => {
	it.each([
		['0', 0],
		['7', 7_000],
		[' 7 ', 7_000],
		['1.5', 1_500],
		['86400', 86_400_000],
		['-3', 0],
		['Mon, 02 Mar 2026 10:00:30 GMT', 30_000],
		['Mon, 02 Mar 2026 10:00:00 GMT', 0],
		['Mon, 02 Mar 2026 09:59:00 GMT', 0],
		[undefined, undefined],
		['', undefined],
		['  ', undefined],
		['soon', undefined],
		['NaN', undefined],
		['Infinity', undefined],
	])('that says %p means %p ms', (header, wait) => {
		expect(readRetryAfter(header, NOW)).toBe(wait);
	});
});
