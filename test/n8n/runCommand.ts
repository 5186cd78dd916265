/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { spawnOwned } from './ownedProcesses';

export interface Command {
	/** What is being done, for the heartbeat and for errors: "Installing n8n". */
	doing: string;
	file: string;
	args: string[];
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Called every 15 seconds while it runs, so nobody mistakes silence for a hang. */
	log?: (line: string) => void;
}

const HEARTBEAT_MS = 15_000;

/** Runs a command to its end and returns what it printed; a failure shows its last lines. */
export async function runCommand({ doing, file, args, cwd, env, log }: Command): Promise<string> {
	const started = Date.now();
	const child = spawnOwned(file, args, {
		cwd,
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32' && file.endsWith('.cmd'),
	});
	let printed = '';
	child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	const heartbeat = setInterval(() => {
		log?.(`  … ${doing}, ${Math.round((Date.now() - started) / 1000)} s`);
	}, HEARTBEAT_MS);
	try {
		const ending = await new Promise<string>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', (code, signal) =>
				resolve(code === 0 ? '' : signal ? `ended by ${signal}` : `exit code ${code}`),
			);
		});
		if (ending) {
			const lines = printed.trim().split('\n');
			// npm says why at the beginning, and its help at the end.
			const reasons = lines.slice(0, -25).filter((line) => /error (?:code|[A-Z])/.test(line));
			const shown = [...reasons.slice(0, 5), ...lines.slice(-25)].join('\n');
			throw new Error(`${doing} failed (${ending}):\n${shown}`);
		}
		return printed;
	} finally {
		clearInterval(heartbeat);
	}
}
