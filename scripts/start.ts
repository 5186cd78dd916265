/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureN8n } from '../test/n8n/install';
import {
	startN8n,
	type CredentialToImport,
	type N8nInstance,
	type WorkflowFile,
} from '../test/n8n/instance';
import { packTarball } from '../test/n8n/packTarball';
import { runCommand } from '../test/n8n/runCommand';
import { startSimulator, type Simulator } from '../test/simulator/simulator';
import { masked, outcomesOf, table } from './outcomes';
import { signInLink } from './signInLink';

/*
 * npm start: a real n8n with this package installed, and an example workflow in it. Without a key it calls a simulated
 * ElevenLabs and runs the example; with ELEVENLABS_API_KEY it uses the real API and dials nobody by itself.
 * `npm start -- --once` ends after the example.
 */

const ROOT = join(__dirname, '..');
const EXAMPLE = join(ROOT, 'examples', 'call-customers.json');
const WORKFLOW_ID = 'elevenLabsCallsDemo';
const CREDENTIAL_ID = 'elevenLabsCallsDemo';
const NODE_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';

const { ELEVENLABS_API_KEY: apiKey, ELEVENLABS_REGION: region = 'global' } = process.env;
const once = process.argv.includes('--once');
const log = (line = '') => console.log(line);

/** What is to be undone at the end, last one first. */
const undo: Array<() => unknown> = [];

async function start() {
	log('Building the package …');
	await runCommand({
		doing: 'building',
		file: process.execPath,
		args: [join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js'), 'build'],
		cwd: ROOT,
		log,
	});
	const installation = await ensureN8n({ log });

	const simulator = apiKey ? undefined : await startSimulator();
	if (simulator) undo.push(async () => await simulator.close());
	log(
		simulator
			? `A simulated ElevenLabs listens on ${simulator.url}; nobody is really phoned.`
			: `Using the ElevenLabs API, region "${region}", with the key in ELEVENLABS_API_KEY.`,
	);

	log(`Starting n8n ${installation.version} with the package installed (20 to 60 seconds) …`);
	const packed = mkdtempSync(join(tmpdir(), 'n8n-elevenlabs-calls-pack-'));
	undo.push(() => rmSync(packed, { recursive: true, force: true }));
	const n8n = await startN8n({
		installation,
		tarballs: [await packTarball(packed)],
		credentials: [credentialFor(simulator)],
		workflows: [{ ...readExample(), id: WORKFLOW_ID }],
		preferredPort: 5678,
		log,
	});
	undo.push(async () => await n8n.stop());

	if (simulator) await runExample(n8n, simulator);
	else
		log('\nNothing has been run: the example would make real phone calls. Change its rows first.');
	if (once) return;

	const { link, close } = await signInLink(n8n.cookie, `${n8n.url}/workflow/${WORKFLOW_ID}`);
	undo.push(close);
	log(`\nOpen the example in n8n, already signed in: ${link}`);
	log(`n8n itself: ${n8n.url} (e-mail ${n8n.owner.email}, password ${n8n.owner.password})`);
	log('Press Ctrl+C to stop. What you change in this n8n is gone then.');
	await stopAsked();
	log('\nStopping …');
}

const readExample = () => JSON.parse(readFileSync(EXAMPLE, 'utf8')) as WorkflowFile;

const credentialFor = (simulator: Simulator | undefined): CredentialToImport => ({
	id: CREDENTIAL_ID,
	name: simulator ? 'ElevenLabs Calls (simulator)' : 'ElevenLabs Calls',
	type: 'elevenLabsCallsApi',
	data: simulator
		? { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url }
		: { apiKey, region },
});

async function runExample(n8n: N8nInstance, simulator: Simulator) {
	const example = readExample();
	const node = example.nodes.find(({ type }) => type === NODE_TYPE);
	if (!node) throw new Error(`${EXAMPLE} has no node of the type ${NODE_TYPE}`);

	log(`Running the example "${example.name}" …\n`);
	const execution = await n8n.runWorkflow(WORKFLOW_ID);
	const outcomes = outcomesOf(execution, node.name);
	const rows = outcomes.map(({ row, number, called, text }) => [
		row,
		number,
		called ? `called, ${text}` : `not called: ${text}`,
	]);
	log(table(['Row', 'Number', 'Outcome'], rows));
	log('\nThe simulated ElevenLabs counted these calls:\n');
	const counts = Object.entries(simulator.callCounts());
	log(
		table(
			['Number', 'Calls'],
			counts.map(([number, calls]) => [masked(number), String(calls)]),
		),
	);

	const called = outcomes.filter((outcome) => outcome.called).length;
	if (execution.status !== 'success') {
		const reason = execution.error?.message ?? 'without a reason';
		throw new Error(`The example ended with the status "${execution.status}": ${reason}`);
	}
	if (called === 0) throw new Error('The example called nobody');
	if (called !== simulator.calls.length) {
		throw new Error(`The node reported ${called} calls, but ${simulator.calls.length} were placed`);
	}
}

const stopAsked = async () =>
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
			process.on(signal, () => resolve());
	});

async function main() {
	try {
		await start();
	} catch (error) {
		console.error(`\n${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
	}
	for (const action of undo.reverse()) await action();
}

void main();
