/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstance } from '../test/n8n/instance';
import { buildPackage } from './buildPackage';
import { ROOT } from './example';
import { keepEditorOpen, startLocalN8n } from './localN8n';
import { runScript, type Script } from './script';
import { watchBuild } from './watchBuild';

/*
 * npm run dev: like npm run editor, but nothing is run, and every change to the sources is built and loaded by the running
 * n8n. The built files are copied and not linked, so that the package finds n8n's own modules as it does for users.
 */

const PACKAGE = 'n8n-nodes-elevenlabs-calls';
const RELOAD_MS = 15_000;

void runScript(async (script) => {
	await buildPackage(script);
	const local = await startLocalN8n(script, { N8N_DEV_RELOAD: 'true' });
	script.log('Watching nodes/ and credentials/ …');
	watchBuild(async () => await load(local.n8n, script), script);
	await keepEditorOpen(local, script);
}).then((exitCode) => {
	process.exitCode = exitCode;
});

async function load(n8n: N8nInstance, { log }: Script): Promise<void> {
	const reloads = () => n8n.log().split(`Hot reload triggered for ${PACKAGE}`).length;
	const failures = () => n8n.log().split(`Hot reload failed for ${PACKAGE}`).length;
	const [reloadsBefore, failuresBefore] = [reloads(), failures()];
	const installed = join(n8n.userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE);
	cpSync(join(ROOT, 'dist'), join(installed, 'dist'), { recursive: true });
	for (const deadline = Date.now() + RELOAD_MS; reloads() === reloadsBefore; await sleep(100)) {
		if (Date.now() > deadline) {
			log('Built, but n8n did not notice. Restart npm run dev to load the change.');
			return;
		}
	}
	log(
		failures() > failuresBefore
			? `Built, but n8n could not load it:\n${n8n.log().slice(-2_000)}`
			: `Built and loaded at ${new Date().toLocaleTimeString()}.`,
	);
}
