/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 10;

/**
 * Resolves with what `look` returns as soon as that is true, for things that send no event.
 * @param what is waited for, in words
 * @throws after three minutes
 */
export async function until<T>(
	what: string,
	look: () => T | false | Promise<T | false>,
): Promise<T> {
	for (const deadline = Date.now() + LIMIT_MS; ; await sleep(LOOK_EVERY_MS)) {
		const seen = await look();
		if (seen !== false) return seen;
		if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
	}
}
