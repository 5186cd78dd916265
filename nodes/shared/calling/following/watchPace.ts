/** As soon after a dial, and as often at first, calls are looked at. */
export const SHORTEST_WAIT_MS = 3_000;

const LONGEST_WAIT_MS = 15_000;

/** No longer than this, however often ElevenLabs refuses to answer. */
const LONGEST_PAUSE_MS = 60_000;

/** The older a call, the less it matters to know of its end a little later. */
const SHARE_OF_AGE = 0.1;

/**
 * Decides how long to wait before calls are looked at again: longer for older calls, twice as long
 * after each look in a row that brought nothing but failures, with jitter so that runs do not march
 * in step.
 * @param ageMs since the dial of the youngest call
 * @param failedLooks how many looks in a row have failed
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function waitBeforeLook(ageMs: number, failedLooks: number, random: () => number): number {
	const wait = Math.min(Math.max(ageMs * SHARE_OF_AGE, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
	const pause = Math.min(wait * 2 ** failedLooks, LONGEST_PAUSE_MS);
	return pause * (0.9 + random() / 5);
}
