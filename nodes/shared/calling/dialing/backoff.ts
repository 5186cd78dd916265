/** What decides whether a call is retried. */
export interface RepeatState {
	/** How often this call was tried so far, at least once. */
	attempts: number;
	/** Milliseconds since its first attempt. */
	elapsedMs: number;
	/** What ElevenLabs asks for in `Retry-After`, in milliseconds. */
	retryAfterMs?: number;
}

/** No call is tried more often than this, even if there is time left. */
export const MAX_ATTEMPTS = 10;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Decides how long to wait before a retry of a call that was definitely not placed: as long as
 * ElevenLabs asks, else twice as long as the last time. Jitter keeps runs from retrying at the same
 * time.
 * @param keepTryingMs how long a call may be tried in all; 0: only once
 * @param random from 0 to 1
 * @returns milliseconds; undefined to give up
 */
export function waitBeforeRepeat(
	{ attempts, elapsedMs, retryAfterMs }: RepeatState,
	keepTryingMs: number,
	random: () => number,
): number | undefined {
	const doubled = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS);
	const wait = retryAfterMs ?? doubled * (0.75 + random() / 2);
	return attempts < MAX_ATTEMPTS && elapsedMs + wait <= keepTryingMs ? wait : undefined;
}

/**
 * Reads a `Retry-After` header (RFC 9110 §10.2.3: seconds, or a date).
 * @param now milliseconds since 1970
 * @returns milliseconds from now; undefined if it can't be read
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
	if (header === undefined || header.trim() === '') return undefined;
	const seconds = Number(header);
	const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
	return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
