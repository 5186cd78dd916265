/* eslint-disable @n8n/community-nodes/no-restricted-globals -- waits for what happens in other tasks */

const LIMIT_MS = 60_000;

/**
 * Resolves once something has happened.
 * @throws after a minute
 */
export async function until(hasHappened: () => boolean): Promise<void> {
	for (const deadline = Date.now() + LIMIT_MS; !hasHappened();) {
		if (Date.now() > deadline) throw new Error('Waited in vain');
		await new Promise(setImmediate);
	}
}
