import { DataDeduplicationService } from 'n8n-core';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { DeduplicationStore } from '../test/engine/deduplicationStore';
import { engineContext, nodeTypesFrom, runInEngine } from '../test/n8n/engine';
import { nodeRunsOf } from '../test/n8n/execution';
import type { Simulator } from '../test/simulator/simulator';
import { CALLS_NODE_TYPE, callsNodeOf, readExample, simulatorCredential } from './example';
import { outcomesOf } from './outcomes';
import { reportOf } from './report';
import type { Script } from './script';
import { STAND_IN_NODES } from './standInNodes';

/** What the built package offers to code. */
export interface PackageExports {
	ElevenLabsCalls: new () => INodeType;
	ElevenLabsCallsApi: new () => ICredentialType;
}

/**
 * Runs the example in n8n's engine, prints the outcome of each row, and throws if the calls the simulator counted are
 * not exactly those that the node reported, one per number.
 */
export async function runExampleInEngine(
	{ ElevenLabsCalls, ElevenLabsCallsApi }: PackageExports,
	simulator: Simulator,
	{ log }: Pick<Script, 'log'>,
): Promise<void> {
	const example = readExample();
	const { name: nodeName } = callsNodeOf(example);
	const start = example.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!start) throw new Error('The example has no Manual Trigger to start from');
	const nodes = example.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	const replaced = new Set(
		nodes
			.filter(({ type }) => type !== CALLS_NODE_TYPE)
			.map(({ type }) => type.replace('n8n-nodes-base.', '')),
	);

	log(`Running the example "${example.name}" in n8n's engine.`);
	log(`Minimal stand-ins replace these n8n nodes: ${[...replaced].join(', ')}.`);
	log(`A simulated ElevenLabs listens on ${simulator.url}. Nobody is really called.\n`);

	const workflow = new Workflow({
		id: example.id,
		nodes,
		connections: example.connections,
		settings: example.settings,
		active: false,
		nodeTypes: nodeTypesFrom(
			{ ...STAND_IN_NODES, [CALLS_NODE_TYPE]: new ElevenLabsCalls() },
			'Add a stand-in to scripts/standInNodes.ts.',
		),
	});
	await forgetKeys();
	const run = await runInEngine(
		workflow,
		start,
		engineContext(new ElevenLabsCallsApi(), simulatorCredential(simulator)),
	);

	const { runData, error } = run.data.resultData;
	reportOf(
		{ status: run.status, error, outcomes: outcomesOf(nodeRunsOf(runData), nodeName) },
		simulator.calls,
		log,
	);
}

const keys = new DeduplicationStore();

let takesKeys: Promise<void> | undefined;

/** Each run begins without keys; n8n takes one store per process. */
async function forgetKeys(): Promise<void> {
	takesKeys ??= DataDeduplicationService.init(keys);
	await takesKeys;
	keys.rows.clear();
}
