import fc from 'fast-check';
import type { ContactLimit } from '../../../../nodes/shared/calling/guards/contactRule';
import { limitReached } from '../../../../nodes/shared/calling/guards/contactRule';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-26T12:00:00Z');

const limit = (maxCalls: number, days: number, hoursApart = 0): ContactLimit => ({
	maxCalls,
	days,
	hoursApart,
});

const ago = (...hours: number[]) => hours.map((hour) => NOW - hour * HOUR);
const inHours = (hours: number) => NOW + hours * HOUR;

describe('a contact limit', () => {
	it.each<[string, number[], ContactLimit]>([
		['the first call', [], limit(1, 1)],
		['a call below the limit', ago(1, 2), limit(3, 1)],
		['a call when the oldest one no longer counts', ago(1, 24), limit(2, 1)],
		['a call when the last one is long enough ago', ago(4), limit(9, 7, 4)],
		['a call just after one that is ahead of our clock', [NOW + 900], limit(2, 1)],
		['a call at the end of half an hour', ago(0.5), limit(9, 7, 0.5)],
	])('allows %s', (_, starts, wanted) => {
		expect(limitReached(starts, wanted, NOW)).toBeUndefined();
	});

	it.each<[string, number[], ContactLimit, number, number]>([
		['until the oldest call no longer counts', ago(1, 2, 23), limit(3, 1), 3, 1],
		['until enough calls no longer count', ago(1, 2, 3, 4), limit(2, 1), 4, 22],
		['until the last one is long enough ago', ago(1), limit(9, 7, 4), 1, 3],
		['until both hold', ago(1, 20), limit(2, 1, 4), 2, 4],
		['until both hold, in the other case', ago(1, 20), limit(2, 1, 2), 2, 4],
		['if a pause is longer than the period', ago(30), limit(1, 1, 48), 0, 18],
		['if the last call is ahead of our clock', [NOW + 2000], limit(1, 1), 1, 24 + 2 / 3600],
	])('refuses a call %s', (_, starts, wanted, callsFound, hours) => {
		const reached = limitReached([...starts].reverse(), wanted, NOW);
		expect(reached?.callsFound).toBe(callsFound);
		expect(reached?.nextCallTime).toBeCloseTo(inHours(hours));
		expect(limitReached(starts, wanted, NOW)).toEqual(reached);
	});
});

const limits = fc.record({
	maxCalls: fc.integer({ min: 1, max: 5 }),
	days: fc.integer({ min: 1, max: 10 }),
	hoursApart: fc.oneof(
		fc.constant(0),
		fc.integer({ min: 1, max: 720 }).map((tenths) => tenths / 10),
	),
});

/** The rule in other words: looks at every window that a new call would be the last of. */
function mayCall(starts: number[], { maxCalls, days, hoursApart }: ContactLimit, now: number) {
	let inWindow = 1;
	for (const start of starts) {
		if (now - start < days * DAY) inWindow += 1;
		if (hoursApart > 0 && now - start < Math.round(hoursApart * HOUR)) return false;
	}
	return inWindow <= maxCalls;
}

it('never allows one call too many, and never refuses one that is allowed', () => {
	const history = fc.array(fc.integer({ min: NOW - 12 * DAY, max: NOW + 2_000 }), {
		maxLength: 12,
	});
	fc.assert(
		fc.property(history, limits, (starts, wanted) => {
			const reached = limitReached(starts, wanted, NOW);
			expect(reached === undefined).toBe(mayCall(starts, wanted, NOW));
			if (reached === undefined) return;
			// The next time is the first one.
			const next = Math.ceil(reached.nextCallTime);
			expect(mayCall(starts, wanted, next)).toBe(true);
			expect(mayCall(starts, wanted, next - 1)).toBe(false);
			expect(limitReached(starts, wanted, next)).toBeUndefined();
		}),
		{ numRuns: 2_000 },
	);
});

it('holds in every window of days of campaigns, which call whenever they may', () => {
	const minutes = fc.array(fc.integer({ min: 1, max: 30 * 60 }), { minLength: 20, maxLength: 60 });
	fc.assert(
		fc.property(limits, minutes, (wanted, pauses) => {
			const calls: number[] = [];
			let now = NOW;
			for (const pause of pauses) {
				now += pause * 60_000;
				const isAllowed = limitReached(calls, wanted, now) === undefined;
				expect(isAllowed).toBe(mayCall(calls, wanted, now));
				if (isAllowed) calls.push(now);
			}
			for (const [index, start] of calls.entries()) {
				const window = calls.filter((one) => one >= start && one < start + wanted.days * DAY);
				expect(window.length).toBeLessThanOrEqual(wanted.maxCalls);
				const next = calls[index + 1];
				if (next !== undefined) {
					expect(next - start).toBeGreaterThanOrEqual(wanted.hoursApart * HOUR);
				}
			}
		}),
		{ numRuns: 300 },
	);
});
