/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 180_000;
/** A look may ask n8n, which has other work to do. */
const PAUSE_MS = { first: 10, longest: 100 };

/**
 * Resolves with what `look` returns as soon as that is true, for things that send no event.
 * @param what is waited for, in words
 * @throws after three minutes
 */
export async function until<T>(
	what: string,
	look: () => T | false | Promise<T | false>,
): Promise<T> {
	const deadline = Date.now() + LIMIT_MS;
	for (let pause = PAUSE_MS.first; ; pause = Math.min(1.5 * pause, PAUSE_MS.longest)) {
		const seen = await look();
		if (seen !== false) return seen;
		if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
		await sleep(pause);
	}
}
