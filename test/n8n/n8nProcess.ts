/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstallation } from './install';
import { endChild, spawnOwned } from './ownedProcesses';

export interface N8nProcess {
	pid: number;
	/** What n8n printed so far. */
	log(): string;
	/** Ends n8n as an operator would, and forcibly if it takes longer than 20 seconds. */
	stop(): Promise<void>;
	/** Ends n8n without a chance to save anything, like a crash. */
	kill(): Promise<void>;
}

const START_MS = 120_000;
const STOP_MS = 20_000;
const READY = 'Editor is now accessible';

/** Starts n8n and resolves when its editor and its REST API can be used. */
export async function startN8nProcess(
	{ node, n8n }: N8nInstallation,
	url: string,
	env: NodeJS.ProcessEnv,
): Promise<N8nProcess> {
	const args = ['--require', join(__dirname, 'endWithParent.cjs'), n8n, 'start'];
	const child = spawnOwned(node, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
	let printed = '';
	let problem: Error | undefined;
	child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	child.once('error', (error) => (problem = error));
	child.once('exit', (code, signal) => {
		problem ??= new Error(`n8n stopped before it was ready (${signal ?? `exit code ${code}`})`);
	});

	try {
		const deadline = Date.now() + START_MS;
		while (!(printed.includes(READY) && (await isReady(url)))) {
			if (problem) throw problem;
			if (Date.now() > deadline) throw new Error(`n8n was not ready after ${START_MS / 1000} s`);
			await sleep(100);
		}
	} catch (error) {
		await endChild(child, 0);
		throw new Error(`${(error as Error).message}. It printed:\n${printed}`);
	}

	return {
		pid: child.pid ?? 0,
		log: () => printed,
		stop: async () => await endChild(child, STOP_MS),
		kill: async () => await endChild(child, 0),
	};
}

async function isReady(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz/readiness`)).ok;
	} catch {
		return false;
	}
}
