/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../freePort';
import { endChild, onEnd, spawnOwned } from '../ownedProcesses';

export interface Redis {
	/** For n8n's environment. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

const START_MS = 15_000;
const STOP_MS = 5_000;
const READY = 'Ready to accept connections';

/** Starts an empty Redis that listens on the loopback interface only and saves nothing. */
export async function startRedis(): Promise<Redis> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-redis-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const forget = onEnd(remove);
	const port = String(await freePort());
	const args = ['--port', port, '--bind', '127.0.0.1', '--dir', folder];
	const child = spawnOwned('redis-server', [...args, '--save', '', '--appendonly', 'no'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	let printed = '';
	let problem: Error | undefined;
	child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	child.once('error', (error) => (problem = error));
	for (const deadline = Date.now() + START_MS; !printed.includes(READY); await sleep(50)) {
		if (problem === undefined && child.exitCode === null && Date.now() < deadline) continue;
		if (problem === undefined) await endChild(child, 0);
		throw new Error(
			`The queue mode tests need Redis, and redis-server did not start (${problem?.message ?? printed}). Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis`,
		);
	}
	return {
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: port },
		async stop() {
			await endChild(child, STOP_MS);
			forget();
			remove();
		},
	};
}
