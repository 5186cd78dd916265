/** How soon after a dial the first look comes, and the shortest time between looks. */
export const SHORTEST_WAIT_MS = 3_000;

/** The longest time between looks, however old the calls are and however often a look fails. */
const LONGEST_WAIT_MS = 60_000;

/** The older a call, the less it matters to notice its end a little later. */
const SHARE_OF_AGE = 0.1;

/** Up to this wait; then it grows slower. A conversation rarely lasts longer than 15 minutes, an approval can. */
const USUAL_WAIT_MS = 15_000;

const SHARE_OF_LONG_AGE = 1 / 60;

/**
 * Decides how long to wait before the next look: longer for older calls, and twice as long after
 * each failed look in a row. Jitter keeps runs from looking at the same time.
 * @param ageMs since the dial of the youngest call
 * @param failedLooks how many looks in a row have failed
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function waitBeforeLook(ageMs: number, failedLooks: number, random: () => number): number {
	const usual = Math.min(Math.max(ageMs * SHARE_OF_AGE, SHORTEST_WAIT_MS), USUAL_WAIT_MS);
	const wait = Math.max(usual, ageMs * SHARE_OF_LONG_AGE);
	const pause = Math.min(wait * 2 ** failedLooks, LONGEST_WAIT_MS);
	return pause * (0.9 + random() / 5);
}
