/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEnd } from './ownedProcesses';

/*
 * One process at a time, also across containers that share a cache: the holder refreshes the folder's time, and a folder
 * that was not refreshed for a while belongs to nobody. (Process IDs mean nothing between two containers.)
 */
const REFRESH_MS = 5_000;
const STALE_MS = 30_000;

export async function withFolderLock<T>(
	folder: string,
	waiting: () => void,
	work: () => Promise<T>,
): Promise<T> {
	let told = false;
	while (!tryLock(folder)) {
		if (!told) waiting();
		told = true;
		await sleep(1_000);
	}
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const forget = onEnd(remove);
	const refresh = setInterval(() => {
		try {
			utimesSync(folder, new Date(), new Date());
		} catch {
			// Taken for stale by another process, after a suspend for instance: renaming into place is still safe.
		}
	}, REFRESH_MS);
	try {
		return await work();
	} finally {
		clearInterval(refresh);
		forget();
		remove();
	}
}

function tryLock(folder: string): boolean {
	try {
		mkdirSync(folder);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
	if (age > STALE_MS) rmSync(folder, { recursive: true, force: true });
	return false;
}
