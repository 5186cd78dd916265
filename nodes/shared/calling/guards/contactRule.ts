const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often a person may be called. */
export interface ContactLimit {
	/** Most calls within any such number of days. */
	maxCalls: number;
	days: number;
	/** Hours between the starts of two calls; 0 for any. */
	hoursApart: number;
}

/** Why a person may not be called now. */
export interface LimitReached {
	/** Calls within the days of the limit. */
	callsFound: number;
	/** The first time at which the person may be called, in milliseconds since 1970. */
	nextCallTime: number;
}

/** The time before which no call matters to a limit, in milliseconds since 1970. */
export function countedSince({ days, hoursApart }: ContactLimit, now: number): number {
	return now - Math.max(days * DAY_MS, hoursApart * HOUR_MS);
}

/** How many calls count towards the days of a limit. */
export function callsWithin(
	starts: readonly number[],
	{ days }: ContactLimit,
	now: number,
): number {
	return starts.filter((start) => start + days * DAY_MS > now).length;
}

/**
 * Says whether one more call now would exceed a limit.
 * @param starts of the calls so far, in any order; these and `now` in milliseconds since 1970
 * @returns undefined if the call may be made
 */
export function limitReached(
	starts: readonly number[],
	limit: ContactLimit,
	now: number,
): LimitReached | undefined {
	const { maxCalls, days, hoursApart } = limit;
	const newestFirst = [...starts].sort((a, b) => b - a);
	// By ElevenLabs' clock, a call may have started a moment from now.
	const freeAgain = (start: number | undefined, pause: number) =>
		start === undefined || pause === 0 ? -Infinity : start + pause;
	const nextCallTime = Math.max(
		freeAgain(newestFirst[maxCalls - 1], days * DAY_MS),
		freeAgain(newestFirst[0], Math.round(hoursApart * HOUR_MS)),
	);
	return nextCallTime > now
		? { callsFound: callsWithin(starts, limit, now), nextCallTime }
		: undefined;
}
