/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstance } from '../test/n8n/instance';
import { buildPackage } from './buildPackage';
import { ROOT } from './example';
import { keepEditorOpen, startLocalN8n } from './localN8n';
import { runScript, type Script } from './script';
import { watchBuild } from './watchBuild';

/*
 * npm run dev: like npm run editor, but without running the example. The running n8n builds and loads every change to the
 * sources. The built files are copied, not linked, so the package finds n8n's own modules as it does for users.
 */

const PACKAGE = 'n8n-nodes-elevenlabs-calls';
const RELOAD_MS = 15_000;
const LOAD_MS = 1_000;

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
	const count = (event: string) => n8n.log().split(`Hot reload ${event} for ${PACKAGE}`).length;
	const [reloads, failures] = [count('triggered'), count('failed')];
	const installed = join(n8n.userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE, 'dist');
	if (copyChanges(join(ROOT, 'dist'), installed) === 0) {
		log('Built. n8n already has this version.');
		return;
	}

	for (const deadline = Date.now() + RELOAD_MS; count('triggered') === reloads; await sleep(100)) {
		if (Date.now() > deadline) {
			log('Built, but n8n did not notice. Restart npm run dev to load the change.');
			return;
		}
	}
	// n8n says nothing when it has succeeded.
	await sleep(LOAD_MS);
	log(
		count('failed') > failures
			? `Built, but n8n could not load it. It printed:\n${n8n.log().slice(-2_000)}`
			: `Built and loaded at ${new Date().toLocaleTimeString()}.`,
	);
}

/** Copies the files that differ, each in one step, because n8n may be reading them. Returns how many it copied. */
function copyChanges(from: string, to: string): number {
	const files = readdirSync(from, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(from, join(entry.parentPath, entry.name)));
	const changed = files.filter((file) => {
		const target = join(to, file);
		return !existsSync(target) || !readFileSync(target).equals(readFileSync(join(from, file)));
	});
	for (const file of changed) {
		const target = join(to, file);
		mkdirSync(dirname(target), { recursive: true });
		writeFileSync(`${target}.new`, readFileSync(join(from, file)));
		renameSync(`${target}.new`, target);
	}
	return changed.length;
}
