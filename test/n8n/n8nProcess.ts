/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstallation } from './install';
import { endChild, spawnOwned } from './ownedProcesses';

export interface N8nProcess {
	pid: number;
	/** Freezes n8n (SIGSTOP), thaws it (SIGCONT), or asks it to end without waiting for that (SIGTERM). */
	signal(signal: NodeJS.Signals): void;
	/** Resolves when n8n has ended, however it did. */
	readonly ended: Promise<void>;
	/** What n8n printed so far. */
	log(): string;
	/** Ends n8n as an operator would, and forcibly if it takes longer than 20 seconds. */
	stop(): Promise<void>;
	/** Ends n8n without a chance to save anything, like a crash. */
	kill(): Promise<void>;
}

const START_MS = 120_000;
const STOP_MS = 20_000;

/** What each kind of n8n process prints when it is ready. */
const READY = {
	start: 'Editor is now accessible',
	worker: 'n8n worker is now ready',
	webhook: 'Webhook listener waiting for requests',
};

/** `start` has the editor and, without workers, runs workflows; the others are for queue mode. */
export type N8nCommand = keyof typeof READY;

/**
 * Starts n8n and resolves when it can be used.
 * @param url that must answer before it counts as ready; absent for a worker, which has none
 */
export async function startN8nProcess(
	{ node, n8n }: N8nInstallation,
	command: N8nCommand,
	url: string | undefined,
	env: NodeJS.ProcessEnv,
): Promise<N8nProcess> {
	const args = ['--require', join(__dirname, 'endWithParent.cjs'), n8n, command];
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
		while (!(printed.includes(READY[command]) && (url === undefined || (await isReady(url))))) {
			if (problem) throw problem;
			if (Date.now() > deadline)
				throw new Error(`n8n ${command} was not ready after ${START_MS / 1000} s`);
			await sleep(100);
		}
	} catch (error) {
		await endChild(child, 0);
		throw new Error(`${(error as Error).message}. It printed:\n${printed}`);
	}

	return {
		pid: child.pid ?? 0,
		signal: (signal) => void child.kill(signal),
		ended: new Promise((resolve) => {
			if (child.exitCode !== null || child.signalCode !== null) resolve();
			else child.once('exit', () => resolve());
		}),
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
