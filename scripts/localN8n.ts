/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureN8n } from '../test/n8n/install';
import { startN8n, type CredentialToImport, type N8nInstance } from '../test/n8n/instance';
import { packTarball } from '../test/n8n/packTarball';
import { shortDurations, startSimulator, type Simulator } from '../test/simulator/simulator';
import { readExample, readExamples, simulatorCredential, TRIGGER_NODE_TYPE } from './example';
import type { Script } from './script';
import { signInLink } from './signInLink';

/** The one that all examples use. */
const CREDENTIAL_ID = 'elevenLabsCallsDemo';

/** How often the simulator sends the events of calls, so that the trigger can be tried. */
const DELIVER_EVERY_MS = 500;

export interface LocalN8n {
	n8n: N8nInstance;
	/** Undefined with ELEVENLABS_API_KEY, which means the real API. */
	simulator: Simulator | undefined;
}

/** Starts a real n8n that has the built package, the examples and a credential for them. */
export async function startLocalN8n(
	{ log, atEnd }: Script,
	env: Record<string, string> = {},
): Promise<LocalN8n> {
	const installation = await ensureN8n({ log });

	const { ELEVENLABS_API_KEY: apiKey, ELEVENLABS_REGION: region = 'global' } = process.env;
	const simulator = apiKey
		? undefined
		: await startSimulator({
				durations: shortDurations,
				deliverWebhooksEveryMs: DELIVER_EVERY_MS,
			});
	if (simulator) atEnd(async () => await simulator.close());
	log(
		simulator
			? `A simulated ElevenLabs listens on ${simulator.url}. Nobody is really called.`
			: `Using the ElevenLabs API in region "${region}" with the key in ELEVENLABS_API_KEY.`,
	);

	log(`Starting n8n ${installation.version} with the package installed (20 to 60 seconds) …`);
	const packed = mkdtempSync(join(tmpdir(), 'n8n-elevenlabs-calls-pack-'));
	atEnd(() => rmSync(packed, { recursive: true, force: true }));
	const credential: CredentialToImport = {
		id: CREDENTIAL_ID,
		name: simulator ? 'ElevenLabs Calls (simulator)' : 'ElevenLabs Calls',
		type: 'elevenLabsCallsApi',
		data: simulator ? simulatorCredential(simulator) : { apiKey, region },
	};
	const n8n = await startN8n({
		installation,
		tarballs: [await packTarball(packed)],
		credentials: [credential],
		workflows: readExamples(),
		preferredPort: 5678,
		env,
		log,
	});
	atEnd(async () => await n8n.stop());
	return { n8n, simulator };
}

/** Prints what to try in the editor and how to open it, and resolves when the user wants to stop. */
export async function keepEditorOpen(
	{ n8n, simulator }: LocalN8n,
	{ log, atEnd }: Script,
): Promise<void> {
	const { link, close } = await signInLink(n8n.cookie, `${n8n.url}/workflow/${readExample().id}`);
	atEnd(close);
	for (const line of whatToTry(simulator !== undefined)) log(line);
	log(`\nOpen the example in n8n, already signed in: ${link}`);
	log(`Or sign in yourself: ${n8n.url} (email ${n8n.owner.email}, password ${n8n.owner.password})`);
	log('Press Ctrl+C to stop. This discards the changes you make in this n8n.');
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
			process.on(signal, () => resolve());
	});
	log('\nStopping …');
}

function whatToTry(isSimulated: boolean): string[] {
	const examples = readExamples();
	const hearing = examples
		.filter(({ nodes }) => nodes.some(({ type }) => type === TRIGGER_NODE_TYPE))
		.map(({ name }) => `"${name}"`)
		.join(' or ');
	return isSimulated
		? [
				`\nUnder Workflows, you find all ${examples.length} examples of this package, with a credential.`,
				`To try the trigger, publish ${hearing}, and make calls with the other examples.`,
				'Simulated calls end after 2 to 16 seconds, and then start that workflow.',
				'Or add the trigger to a workflow of your own, choose Execute Workflow, and make a call.',
			]
		: [
				`\nUnder Workflows, you find all ${examples.length} examples of this package. Choose your agent and phone number in them.`,
				'ElevenLabs can reach triggers only if this n8n has a public address, which it does not have here.',
			];
}
