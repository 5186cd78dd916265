/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- runs on a developer's machine only */
import { join } from 'node:path';
import { endChild, spawnOwned } from '../n8n/ownedProcesses';
import { remoteSimulator, type RemoteSimulator } from '../simulator/remote';

const ROOT = join(__dirname, '..', '..');
const STOP_MS = 5_000;

/** Starts the simulator in a separate process, so it does not take time from n8n's thread. */
export async function startSimulatorProcess(): Promise<{
	simulator: RemoteSimulator;
	stop(): Promise<void>;
}> {
	const main = join(ROOT, 'test', 'simulator', 'main.ts');
	const child = spawnOwned(process.execPath, ['--import', 'tsx', main, '--port', '0'], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let printed = '';
	const url = await new Promise<string>((resolve, reject) => {
		const read = (chunk: Buffer) => {
			printed += chunk.toString();
			const found = /simulator listening on (\S+)/.exec(printed)?.[1];
			if (found) resolve(found);
		};
		child.stdout?.on('data', read);
		child.stderr?.on('data', read);
		child.once('error', reject);
		child.once('exit', () => reject(new Error(`The simulator stopped at startup:\n${printed}`)));
	});
	return { simulator: remoteSimulator(url), stop: async () => await endChild(child, STOP_MS) };
}
