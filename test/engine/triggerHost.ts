/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- runs in tests only */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	DataDeduplicationService,
	ExecuteContext,
	HookContext,
	LoadOptionsContext,
	WebhookContext,
} from 'n8n-core';
import type {
	IBinaryData,
	IDataObject,
	INode,
	INodeExecutionData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { ElevenLabsCallsTrigger } from '../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';
import { nodeTypesFrom } from '../n8n/engine';
import { DeduplicationStore } from './deduplicationStore';
import { additionalDataWith, type CredentialData } from './workflowRun';

// As much of n8n as a trigger with a webhook sees: n8n-core's own contexts, static data that are read
// from a "database" for each request and saved before the answer, and the two addresses.

export const trigger = new ElevenLabsCallsTrigger();

const TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger';
const nodeTypes = nodeTypesFrom({ [TYPE]: trigger });

export interface HostOptions {
	credential: CredentialData;
	parameters: IDataObject;
	workflowId?: string;
	nodeId?: string;
	/** Of which n8n makes the node's address; that of a copy is another one. */
	webhookId?: string;
	/** 1 by default, as in workflows that were saved before 1.1. */
	typeVersion?: number;
}

export interface TriggerHost {
	/** Where n8n listens for the active workflow. */
	readonly url: string;
	readonly testUrl: string;
	/** What the workflow was started with, in that order. */
	readonly starts: INodeExecutionData[];
	/** What the test was started with. */
	readonly testStarts: INodeExecutionData[];
	parameters: IDataObject;
	credential: CredentialData;
	/** The database's static data of the workflow; '{}' for an n8n that has lost its memory. */
	staticData: string;
	/** Lines of n8n's log. */
	readonly log: string[];
	/** While true, n8n can't start executions. */
	isBroken: boolean;
	/** Publishes the workflow, as n8n does: what went wrong is cleared away by the node's own method. */
	activate(): Promise<void>;
	deactivate(): Promise<void>;
	/** "Listen for test event". */
	listen(): Promise<void>;
	stopListening(): Promise<void>;
	/** Resolves when the test that had its event is taken down. */
	testEnd(): Promise<void>;
	/** n8n dies while it listens: it remembers nothing of the test. */
	forgetTest(): void;
	loadAgents(): ReturnType<typeof trigger.methods.loadOptions.getAgents>;
	close(): Promise<void>;
}

const NODE: INode = {
	id: '7a1d6e0c-9d5e-4c52-8c37-6d6a4c0f2a11',
	webhookId: '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b90',
	name: 'ElevenLabs Calls Trigger',
	type: TYPE,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const [webhookDescription] = trigger.description.webhooks ?? [];

/** Each host has a credential of its own, because the process remembers their secrets. */
let hosts = 0;

/** n8n's database, which outlives a host. */
const started = DataDeduplicationService.init(new DeduplicationStore());

export async function startTriggerHost(options: HostOptions): Promise<TriggerHost> {
	const {
		workflowId = 'workflow',
		nodeId = NODE.id,
		webhookId = NODE.webhookId,
		typeVersion = NODE.typeVersion,
	} = options;
	let test: { staticData: IDataObject } | undefined;
	let ending = Promise.resolve();
	const credentials = { elevenLabsCallsApi: { id: String(hosts++), name: 'ElevenLabs' } };

	await started;
	const server = createServer((request, response) => void answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const additionalData = (): IWorkflowExecuteAdditionalData => ({
		...additionalDataWith(host.credential),
		webhookBaseUrl: `${base}/webhook`,
		webhookTestBaseUrl: `${base}/webhook-test`,
	});
	const node = (): INode => ({
		...NODE,
		credentials,
		id: nodeId,
		typeVersion,
		...(webhookId === undefined ? {} : { webhookId }),
		parameters: host.parameters as INode['parameters'],
	});
	const workflowWith = (staticData: IDataObject) =>
		new Workflow({
			id: workflowId,
			nodes: [node()],
			connections: {},
			active: true,
			nodeTypes,
			staticData,
		});
	const webhookData = (isTest: boolean): IWebhookData => ({
		httpMethod: 'POST',
		node: NODE.name,
		path: `${webhookId}/webhook`,
		webhookDescription: webhookDescription!,
		workflowId,
		workflowExecuteAdditionalData: additionalData(),
		...(isTest ? { isTest } : {}),
	});
	const hook = (workflow: Workflow, mode: WorkflowExecuteMode, isTest: boolean) => {
		const context = new HookContext(
			workflow,
			workflow.getNode(NODE.name)!,
			additionalData(),
			mode,
			isTest ? 'manual' : 'activate',
			webhookData(isTest),
		);
		context.logger.error = (message: string) => void host.log.push(message);
		context.logger.warn = (message: string) => void host.log.push(message);
		return context;
	};
	const { checkExists, create, delete: remove } = trigger.webhookMethods.default;
	const save = (workflow: Workflow) => {
		if (workflow.staticData.__dataChanged === true) {
			host.staticData = JSON.stringify(workflow.staticData);
		}
	};

	async function answer(request: IncomingMessage, plain: ServerResponse): Promise<void> {
		const rawBody = await read(request);
		const response = Object.assign(plain, {
			status(code: number) {
				plain.statusCode = code;
				return response;
			},
			send(words: string) {
				plain.end(words);
				return response;
			},
		});
		const isTest = request.url?.startsWith('/webhook-test/') ?? false;
		if (isTest && !test) return void response.status(404).send('Not registered');
		let body: unknown = {};
		try {
			if (rawBody.length > 0) body = JSON.parse(rawBody.toString());
		} catch {
			if (request.headers['content-type'] === 'application/json') {
				return void response.status(422).send('Failed to parse request body');
			}
		}
		const staticData = (isTest ? {} : JSON.parse(host.staticData)) as IDataObject;
		const workflow = workflowWith(staticData);
		if (isTest && test) workflow.setTestStaticData(test.staticData as never);
		const context = new WebhookContext(
			workflow,
			workflow.getNode(NODE.name)!,
			{
				...additionalData(),
				httpRequest: Object.assign(request, { rawBody, body }) as never,
				httpResponse: response as never,
			},
			isTest ? 'manual' : 'webhook',
			webhookData(isTest),
			[],
			null,
		);
		context.helpers.prepareBinaryData = async (data, fileName, mimeType) =>
			({
				data: (data as Buffer).toString('base64'),
				mimeType: mimeType ?? '',
				fileName,
			}) satisfies IBinaryData;
		try {
			const result = await trigger.webhook.call(context);
			const { workflowData } = result;
			if (workflowData) {
				if (host.isBroken) throw new Error('The database is gone');
				const starts = await execute(workflowWith(staticData), workflowData.flat(), isTest);
				(isTest ? host.testStarts : host.starts).push(...starts);
			}
			if (!result.noWebhookResponse) {
				const words = String(result.webhookResponse);
				save(workflow);
				response.status(200).send(words);
			}
			if (isTest && workflowData) ending = host.stopListening();
		} catch (error) {
			response.status(500).send((error as Error).message);
		}
	}

	/** The trigger's turn in the execution; n8n answers before that, and runs it on any worker. */
	async function execute(
		workflow: Workflow,
		items: INodeExecutionData[],
		isTest: boolean,
	): Promise<INodeExecutionData[]> {
		const data = { main: [items] };
		const own = workflow.getNode(NODE.name)!;
		const context = new ExecuteContext(
			workflow,
			own,
			additionalData(),
			isTest ? 'manual' : 'webhook',
			createRunExecutionData(),
			0,
			items,
			data,
			{ node: own, data, source: null },
			[],
		);
		return (await trigger.execute.call(context)).flat();
	}

	const host: TriggerHost = {
		url: `${base}/webhook/${webhookId}/webhook`,
		testUrl: `${base}/webhook-test/${webhookId}/webhook`,
		starts: [],
		testStarts: [],
		parameters: options.parameters,
		credential: options.credential,
		staticData: '{}',
		log: [],
		isBroken: false,
		async activate() {
			const workflow = workflowWith(JSON.parse(host.staticData) as IDataObject);
			const context = hook(workflow, 'trigger', false);
			try {
				if (!(await checkExists.call(context))) await create.call(context);
			} catch (error) {
				await remove.call(hook(workflow, 'internal', false));
				throw error;
			} finally {
				save(workflow);
			}
		},
		async deactivate() {
			const workflow = workflowWith(JSON.parse(host.staticData) as IDataObject);
			await remove.call(hook(workflow, 'internal', false));
			save(workflow);
		},
		async listen() {
			const workflow = workflowWith({});
			const context = hook(workflow, 'manual', true);
			try {
				if (!(await checkExists.call(context))) await create.call(context);
			} catch (error) {
				await remove.call(hook(workflow, 'internal', true));
				throw error;
			}
			test = { staticData: workflow.staticData };
		},
		async stopListening() {
			const workflow = workflowWith({});
			if (test) workflow.staticData = test.staticData as never;
			test = undefined;
			await remove.call(hook(workflow, 'internal', true));
		},
		testEnd: async () => await ending,
		forgetTest() {
			test = undefined;
		},
		async loadAgents() {
			const workflow = workflowWith({});
			const context = new LoadOptionsContext(workflow, node(), additionalData(), '');
			return await trigger.methods.loadOptions.getAgents.call(context);
		},
		close: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return host;
}

async function read(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
