import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IHttpRequestOptions,
	INode,
	INodeType,
	INodeTypes,
	IRun,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';

/** What n8n's server gives its engine for a manual execution, reduced to one credential with these values. */
export function engineContext(
	type: ICredentialType,
	values: ICredentialDataDecryptedObject,
): IWorkflowExecuteAdditionalData {
	const credentialsHelper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: () => type.properties,
		getDecrypted: async () => structuredClone(values),
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		async authenticate(credentials, _typeName, options) {
			const { authenticate } = type;
			if (typeof authenticate !== 'function') throw new Error(`${type.name} has no authenticate()`);
			return await authenticate(credentials, options as IHttpRequestOptions);
		},
	};
	const hooks = new ExecutionLifecycleHooks('manual', '1', {
		id: 'workflow',
		name: 'Workflow',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: [],
		connections: {},
	});
	return {
		credentialsHelper,
		hooks,
		executionId: '1',
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: '',
		instanceBaseUrl: '',
		formBaseUrl: '',
		formTestBaseUrl: '',
		webhookBaseUrl: '',
		webhookTestBaseUrl: '',
		// The engine builds URLs from these two for every node, whether it waits or not.
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

/**
 * The node types of a workflow, by the names that it uses.
 * @param advice for a type that isn't among them
 */
export function nodeTypesFrom(known: Readonly<Record<string, INodeType>>, advice = ''): INodeTypes {
	const get = (name: string) => {
		const type = known[name];
		if (type === undefined) throw new Error(`No node type ${name}. ${advice}`.trim());
		return type;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}

/**
 * Runs a workflow from one of its nodes in n8n's engine, over every wait.
 * @param onStart receives the running engine, e.g. to cancel it
 */
export async function runInEngine(
	workflow: Workflow,
	start: INode,
	context: IWorkflowExecuteAdditionalData,
	onStart?: (engine: WorkflowExecute) => void,
): Promise<IRun> {
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start, data: { main: [[{ json: {} }]] }, source: null }],
		},
	});
	const engine = new WorkflowExecute(context, 'manual', data);
	await workflow.expression.acquireIsolate();
	const running = engine.processRunExecutionData(workflow);
	onStart?.(engine);
	let run = await running;
	while (run.data.waitTill) {
		// Nothing is left of the execution but what n8n saves of it.
		const saved = JSON.parse(JSON.stringify(run.data)) as typeof data;
		run = await new WorkflowExecute(context, 'manual', saved).processRunExecutionData(workflow);
	}
	await workflow.expression.releaseIsolate();
	return run;
}
