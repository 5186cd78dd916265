import { WorkflowExecute } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypes } from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { nodeRunsOf } from '../test/n8n/execution';
import type { Simulator } from '../test/simulator/simulator';
import { engineContext } from './engineContext';
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
	const replaced = new Set(
		example.nodes
			.filter(({ type }) => type !== CALLS_NODE_TYPE)
			.map(({ type }) => type.replace('n8n-nodes-base.', '')),
	);

	log(`Running the example "${example.name}" in n8n's engine.`);
	log(`Minimal stand-ins replace these n8n nodes: ${[...replaced].join(', ')}.`);
	log(`A simulated ElevenLabs listens on ${simulator.url}. Nobody is really called.\n`);

	const workflow = new Workflow({
		id: example.id,
		nodes: example.nodes,
		connections: example.connections,
		settings: example.settings,
		active: false,
		nodeTypes: nodeTypesWith(new ElevenLabsCalls()),
	});
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start, data: { main: [[{ json: {} }]] }, source: null }],
		},
	});
	const engine = new WorkflowExecute(
		engineContext(new ElevenLabsCallsApi(), simulatorCredential(simulator)),
		'manual',
		data,
	);
	await workflow.expression.acquireIsolate();
	const run = await engine.processRunExecutionData(workflow);
	await workflow.expression.releaseIsolate();

	const { runData, error } = run.data.resultData;
	reportOf(
		{ status: run.status, error, outcomes: outcomesOf(nodeRunsOf(runData), nodeName) },
		simulator.calls,
		log,
	);
}

function nodeTypesWith(callsNode: INodeType): INodeTypes {
	const known: Record<string, INodeType> = { ...STAND_IN_NODES, [CALLS_NODE_TYPE]: callsNode };
	const get = (type: string) => {
		const found = known[type];
		if (!found) {
			throw new Error(
				`The example uses ${type}, which has no stand-in. Add one to scripts/standInNodes.ts.`,
			);
		}
		return found;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}
