import type { IDataObject, INode } from 'n8n-workflow';
import type { N8nInstance } from '../n8n/instance';
import { node, to } from './rowsWorkflow';
import { until } from './until';

/** One n8n or several processes of it. */
export interface Deployment {
	main: N8nInstance;
	/** Where webhooks are taken; in regular mode that is one process. */
	webhookUrls: string[];
}

/** A published workflow that calls each phone that is posted to it. */
export interface PublishedCalls {
	id: string;
	/**
	 * Runs it.
	 * @param process which webhook process takes the request
	 * @returns what the node gave, or with `onReceived` nothing of use
	 * @throws what the execution failed with
	 */
	post(process: number, phones: string[]): Promise<IDataObject[]>;
	/** Starts it. @returns the execution's ID */
	start(process: number, phones: string[]): Promise<string>;
	/** The ID of its first execution, once there is one. */
	firstExecution(): Promise<string>;
}

/** Publishes the workflow. Its request is answered at its end, or else at once. */
export async function publishCalls(
	{ main, webhookUrls }: Deployment,
	name: string,
	call: INode,
	responseMode: 'lastNode' | 'onReceived' = 'lastNode',
): Promise<PublishedCalls> {
	const id = await main.saveWorkflow({
		name,
		nodes: [
			{
				...node('Post', 'n8n-nodes-base.webhook', {
					httpMethod: 'POST',
					path: name,
					responseMode,
					...(responseMode === 'lastNode' ? { responseData: 'allEntries' } : {}),
					options: {},
				}),
				typeVersion: 2,
				webhookId: name,
			},
			node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.rows', options: {} }),
			call,
		],
		connections: { Post: { main: [[to('Split')]] }, Split: { main: [[to('Call')]] } },
		settings: { executionOrder: 'v1' },
	});
	await main.activateWorkflow(id);

	const executions = async (filter: object) => {
		const { results } = await main.rest<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?filter=${encodeURIComponent(JSON.stringify({ workflowId: id, ...filter }))}&limit=50`,
		);
		return results.map((execution) => execution.id);
	};

	const post = async (process: number, phones: string[]) => {
		const response = await fetch(`${webhookUrls[process % webhookUrls.length]}/webhook/${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows: phones.map((phone) => ({ phone })) }),
		});
		const text = await response.text();
		if (response.ok) return [JSON.parse(text) as IDataObject].flat();
		const [failed = ''] = await executions({ status: ['error'] });
		const { error } = await main.waitForExecution(failed);
		throw new Error(`${text}: ${error?.message} ${error?.description}`);
	};

	return {
		id,
		post,
		async start(process, phones) {
			const before = new Set(await executions({}));
			await post(process, phones);
			return await until('the execution is known', async () => {
				const started = (await executions({})).find((execution) => !before.has(execution));
				return started ?? false;
			});
		},
		firstExecution: async () =>
			await until('there is an execution', async () => (await executions({})).at(-1) ?? false),
	};
}

/** Resolves when n8n has no execution left to do. */
export async function idle({ main }: Deployment): Promise<void> {
	await until('no execution goes on', async () => {
		const filter = encodeURIComponent(JSON.stringify({ status: ['new', 'running'] }));
		const { results } = await main.rest<{ results: unknown[] }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=1`,
		);
		return results.length === 0;
	});
}
