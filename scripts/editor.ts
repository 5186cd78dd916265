/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { Simulator } from '../test/simulator/simulator';
import { buildPackage } from './buildPackage';
import { callsNodeOf, readExample } from './example';
import { keepEditorOpen, startLocalN8n, type LocalN8n } from './localN8n';
import { outcomesOf } from './outcomes';
import { reportOf } from './report';
import { runScript, type Script } from './script';

/*
 * npm run editor: a real n8n with the package and all examples installed, signed in. Without a key it runs the first example
 * against a simulated ElevenLabs, which also delivers webhooks; with ELEVENLABS_API_KEY it uses the real API and dials nobody
 * on its own.
 * `npm run editor -- --once` ends after the example.
 */

void runScript(async (script) => {
	await buildPackage(script);
	const local = await startLocalN8n(script);
	if (local.simulator) await runExample(local, local.simulator, script);
	else {
		script.log('\nNothing was run, because the example would make real phone calls.');
		script.log('Before you run it, replace the numbers in its rows.');
	}
	if (!process.argv.includes('--once')) await keepEditorOpen(local, script);
}).then((exitCode) => {
	process.exitCode = exitCode;
});

async function runExample({ n8n }: LocalN8n, simulator: Simulator, { log }: Script) {
	const example = readExample();
	log(`Running the example "${example.name}" …\n`);
	const { status, error, runs } = await n8n.runWorkflow(example.id);
	const outcomes = outcomesOf(runs, callsNodeOf(example).name);
	reportOf({ status, error, outcomes }, simulator.calls, log);
}
