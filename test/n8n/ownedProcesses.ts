/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/*
 * The processes and folders that this process owns. However it ends, short of a SIGKILL, its children end with it
 * and its folders are removed. A child is only ever addressed by its own process ID.
 */

const children = new Set<ChildProcess>();
const cleanups = new Set<() => void>();
let watching = false;

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function endAtOnce() {
	for (const child of children) if (isRunning(child)) child.kill('SIGKILL');
	for (const cleanup of cleanups) {
		try {
			cleanup();
		} catch {
			// The process is ending: a folder that can't be removed now stays in the temporary folder.
		}
	}
	cleanups.clear();
}

function watchForTheEnd() {
	if (watching) return;
	watching = true;
	process.once('exit', endAtOnce);
	const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
	for (const [signal, code] of Object.entries(codes)) {
		process.on(signal, () => {
			// Another listener (npm start) stops things in order and exits itself.
			if (process.listenerCount(signal) === 1) process.exit(code);
		});
	}
}

export function spawnOwned(command: string, args: string[], options: SpawnOptions): ChildProcess {
	watchForTheEnd();
	const child = spawn(command, args, options);
	children.add(child);
	child.once('close', () => children.delete(child));
	child.once('error', () => children.delete(child));
	return child;
}

/** Runs `cleanup` if this process ends before the returned function is called. */
export function onEnd(cleanup: () => void): () => void {
	watchForTheEnd();
	cleanups.add(cleanup);
	return () => cleanups.delete(cleanup);
}

/** Asks the child to end, waits, and kills it if it does not. Resolves when it is gone. */
export async function endChild(child: ChildProcess, graceMs: number): Promise<void> {
	if (!isRunning(child)) return;
	const gone = once(child, 'exit');
	child.kill(graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
	const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
	await gone;
	clearTimeout(timer);
}
