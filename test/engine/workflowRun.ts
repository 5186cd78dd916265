import type { WorkflowExecute } from 'n8n-core';
import { CredentialTestContext, ExecuteContext, LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRun,
	ITaskData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createRunExecutionData, NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { ElevenLabsCallsApi } from '../../credentials/ElevenLabsCallsApi.credentials';
import { ElevenLabsCalls } from '../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import { engineContext, nodeTypesFrom, runInEngine } from '../n8n/engine';

/** The data of a run's credential; usually `apiKey` and a region with its own base URL. */
export type CredentialData = ICredentialDataDecryptedObject;

export interface RunOptions {
	/** Parameters of the node, as they are saved in a workflow. */
	parameters: IDataObject;
	/** The `json` of each input item. */
	rows: IDataObject[];
	credential: CredentialData;
	onError?: INode['onError'];
	retryOnFail?: boolean;
	maxTries?: number;
	/** In milliseconds, at least 1: n8n treats 0 as its default of one second. */
	waitBetweenTries?: number;
	/** How often the rows come in one execution, as they do in a loop; once by default. */
	rounds?: number;
	/** What comes after the node: it may hand items back to it, or to another node like it. */
	next?: {
		/** Of what came out of the node, what goes on. */
		pick: (items: INodeExecutionData[]) => INodeExecutionData[];
		to: 'Calls' | 'Other Calls';
		/** n8n saves the execution here, and goes on with what it reads. */
		waits?: true;
		/** Those of the other node, if they differ. */
		parameters?: IDataObject;
	};
	/** Called with the running engine, e.g. to cancel it. */
	onStart?: (engine: WorkflowExecute) => void;
}

export interface RunOutcome {
	run: IRun;
	/** What the node said about its run, error included. */
	task: ITaskData;
	/** The same of every run of the node in this execution, in their order. */
	tasks: ITaskData[];
	/** Items of the first output. */
	items: INodeExecutionData[];
	/** Items of the error output, if there is one. */
	errorItems: INodeExecutionData[];
	error: NonNullable<ITaskData['error']> | undefined;
}

/** Starts a workflow: hands out the rows. */
const rowsNode = (rows: IDataObject[]): INodeType => ({
	description: {
		displayName: 'Rows',
		name: 'rows',
		group: ['trigger'],
		version: 1,
		description: 'Hands out rows',
		defaults: {},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [rows.map((json, item) => ({ json: structuredClone(json), pairedItem: { item } }))];
	},
});

const passingNode = (name: string, execute: INodeType['execute']): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: 'Passes items on',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	execute,
});

/** Passes its items on once n8n has saved the execution, and has gone on with it. */
const waitNode = passingNode('Wait', async function () {
	await this.putExecutionToWait(new Date(0));
	return [this.getInputData()];
});

export const nodeUnderTest = new ElevenLabsCalls();

function nodeTypes(rows: IDataObject[], next?: RunOptions['next']): INodeTypes {
	const known: Record<string, INodeType> = {
		'test.rows': rowsNode(rows),
		'test.next': passingNode('Next', async function () {
			return [next?.pick(this.getInputData()) ?? []];
		}),
		'test.wait': waitNode,
		[NODE_TYPE]: nodeUnderTest,
	};
	return nodeTypesFrom(known);
}

/** What n8n hands to every context, with a credential. */
export const additionalDataWith = (credential: CredentialData): IWorkflowExecuteAdditionalData =>
	engineContext(new ElevenLabsCallsApi(), credential);

const NODE_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';

const callNode = (parameters: IDataObject): INode => ({
	id: 'calls',
	name: 'Calls',
	type: NODE_TYPE,
	typeVersion: 1,
	position: [200, 0],
	parameters: parameters as INode['parameters'],
	credentials: { elevenLabsCallsApi: { id: '1', name: 'ElevenLabs' } },
});

/** The node as the editor asks it for lists and fields, while its parameters are filled in. */
export function editorContext(parameters: IDataObject, credential: CredentialData) {
	const node = callNode(parameters);
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes([]),
	});
	const additionalData = {
		...additionalDataWith(credential),
		currentNodeParameters: node.parameters,
	};
	return new LoadOptionsContext(workflow, node, additionalData, '');
}

/** The node in a run that gives it no items, as an engine of another version might start it. */
export function contextWithoutItems(parameters: IDataObject, credential: CredentialData) {
	const node = callNode(parameters);
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes([]),
	});
	const data = { main: [[]] };
	return new ExecuteContext(
		workflow,
		node,
		additionalDataWith(credential),
		'manual',
		createRunExecutionData(),
		0,
		[],
		data,
		{ node, data, source: null },
		[],
	);
}

/** The context that n8n tests a credential in. */
export function credentialTestContext(credential: CredentialData) {
	return new CredentialTestContext(additionalDataWith(credential));
}

/** Runs rows through the node in n8n's own engine. */
export async function runWorkflow(options: RunOptions): Promise<RunOutcome> {
	const { parameters, rows, credential, onError, onStart } = options;
	const node: INode = {
		...callNode(parameters),
		...(onError === undefined ? {} : { onError }),
		...(options.retryOnFail
			? {
					retryOnFail: true,
					maxTries: options.maxTries ?? 3,
					waitBetweenTries: options.waitBetweenTries ?? 1,
				}
			: {}),
	};
	const start: INode = {
		id: 'rows',
		name: 'Rows',
		type: 'test.rows',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const toCalls = { node: 'Calls', type: NodeConnectionTypes.Main, index: 0 };
	const next: INode = { ...start, id: 'next', name: 'Next', type: 'test.next' };
	const wait: INode = { ...start, id: 'wait', name: 'Wait', type: 'test.wait' };
	const to = (name: string) => ({ ...toCalls, node: name });
	const other: INode = {
		...node,
		id: 'others',
		name: 'Other Calls',
		parameters: (options.next?.parameters ?? parameters) as INode['parameters'],
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes: options.next === undefined ? [start, node] : [start, node, next, wait, other],
		connections: {
			Rows: { main: [Array.from({ length: options.rounds ?? 1 }, () => toCalls)] },
			...(options.next === undefined
				? {}
				: {
						Calls: { main: [[to('Next')], [to('Next')]] },
						Next: { main: [[to(options.next.waits ? 'Wait' : options.next.to)]] },
						Wait: { main: [[to(options.next.to)]] },
					}),
		},
		active: false,
		nodeTypes: nodeTypes(rows, options.next),
	});

	const run = await runInEngine(workflow, start, additionalDataWith(credential), onStart);

	const tasks = run.data.resultData.runData.Calls ?? [];
	const [task] = tasks;
	if (task === undefined) {
		throw new Error(`The node did not run: ${String(run.data.resultData.error?.message)}`);
	}
	return {
		run,
		task,
		tasks,
		items: task.data?.main?.[0] ?? [],
		errorItems: task.data?.main?.[1] ?? [],
		error: task.error,
	};
}

/** Stops an execution as the user does with n8n's button, from its `onStart`. */
export function cancel(engine: WorkflowExecute): void {
	(engine as unknown as { abortController: AbortController }).abortController.abort();
}

/** A parameter as the editor saves a chosen list entry or a typed ID. */
export function locator(value: string, mode: 'list' | 'id' | 'url' = 'id') {
	return { __rl: true, mode, value };
}
