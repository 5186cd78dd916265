import { DataDeduplicationService, WorkflowExecute } from 'n8n-core';
import type { IDataObject, INode, INodeType, WorkflowExecuteMode } from 'n8n-workflow';
import { createRunExecutionData, NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { ElevenLabsCallsTrigger } from '../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';
import { withKey } from '../../nodes/ElevenLabsCallsTrigger/startOnce';
import { readCallEvent } from '../../nodes/shared/elevenlabs/webhookEvents';
import { nodeTypesFrom } from '../n8n/engine';
import { DeduplicationStore } from './deduplicationStore';
import { additionalDataWith } from './workflowRun';

// What n8n's engine makes of the trigger's turn in an execution.

const store = new DeduplicationStore();

beforeAll(async () => {
	await DataDeduplicationService.init(store);
});

beforeEach(() => {
	store.rows.clear();
	store.whileClaiming = undefined;
});

const body = Buffer.from(
	JSON.stringify({
		type: 'post_call_transcription',
		event_timestamp: 1_794_400_123,
		data: { conversation_id: 'conv_1' },
	}),
);

/** @returns what the workflow starts with; undefined if it doesn't */
async function deliver(
	settings: Partial<INode>,
	mode: WorkflowExecuteMode = 'webhook',
): Promise<IDataObject[] | undefined> {
	const started: IDataObject[][] = [];
	const next: INodeType = {
		description: {
			displayName: 'Next',
			name: 'next',
			group: ['transform'],
			version: 1,
			description: 'Keeps its items',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute() {
			started.push(this.getInputData().map(({ json }) => json));
			return [this.getInputData()];
		},
	};
	const node = { typeVersion: 1.1, position: [0, 0] as [number, number], parameters: {} };
	const start: INode = { ...node, id: 'trigger', name: 'Trigger', type: 'trigger', ...settings };
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [start, { ...node, id: 'next', name: 'Next', type: 'next' }],
		connections: {
			Trigger: { main: [[{ node: 'Next', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		active: true,
		nodeTypes: nodeTypesFrom({ trigger: new ElevenLabsCallsTrigger(), next }),
	});
	const item = withKey({ json: { row: 7 } }, readCallEvent(body), body);
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start, data: { main: [[item]] }, source: null }],
		},
	});
	const engine = new WorkflowExecute(additionalDataWith({ apiKey: 'sim-full' }), mode, data);
	await workflow.expression.acquireIsolate();
	await engine.processRunExecutionData(workflow);
	await workflow.expression.releaseIsolate();
	return started[0];
}

it.each<Partial<INode>>([
	{},
	{ alwaysOutputData: true },
	{ retryOnFail: true },
	{ executeOnce: true },
])('a repeated delivery starts nothing, with settings %j', async (settings) => {
	expect(await deliver(settings)).toEqual([{ row: 7 }]);
	expect(await deliver(settings)).toBeUndefined();
});

it('a delivery that n8n’s database knows nothing about starts nothing', async () => {
	store.whileClaiming = () => {
		throw new Error('database is locked');
	};
	expect(await deliver({})).toBeUndefined();
	store.whileClaiming = undefined;
	expect(await deliver({})).toEqual([{ row: 7 }]);
});

it('a trigger that continues on errors starts then, without the key in its output', async () => {
	store.whileClaiming = () => {
		throw new Error('database is locked');
	};
	expect(await deliver({ onError: 'continueRegularOutput' })).toEqual([{ row: 7 }]);
});

it('an execution that broke off after the trigger’s turn starts again when it is retried', async () => {
	await deliver({});
	expect(await deliver({}, 'retry')).toEqual([{ row: 7 }]);
	expect(await deliver({})).toBeUndefined();
});
