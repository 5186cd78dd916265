/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Cluster } from '../n8n/queue/cluster';
import { startCluster } from '../n8n/queue/cluster';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import { START_MS } from './callingN8n';
import { CREDENTIAL, elevenLabsCalls, node, to } from './rowsWorkflow';

// n8n with PostgreSQL, Redis, two workers and two webhook processes.

const ROUNDS = 50;

let simulator: Simulator;
let cluster: Cluster;

beforeAll(async () => {
	simulator = await startSimulator();
	const packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	cluster = await startCluster({
		workers: 2,
		webhookProcesses: 2,
		tarballs: [await packTarball(packed)],
		credentials: [
			{
				...CREDENTIAL,
				type: 'elevenLabsCallsApi',
				data: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
			},
		],
		// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
		log: (line) => console.log(line),
	});
	rmSync(packed, { recursive: true, force: true });
}, START_MS);

afterAll(async () => {
	await cluster.stop();
	await simulator.close();
});

/** A published workflow that calls the phone of each item that is posted to it, and answers with the node's output. */
async function published(name: string, call: INode): Promise<string> {
	const workflow: WorkflowFile = {
		name,
		nodes: [
			{
				...node('Post', 'n8n-nodes-base.webhook', {
					httpMethod: 'POST',
					path: name,
					responseMode: 'lastNode',
					responseData: 'allEntries',
					options: {},
				}),
				typeVersion: 2,
				webhookId: name,
			},
			{
				...node('Split', 'n8n-nodes-base.splitOut', {
					fieldToSplitOut: 'body.rows',
					options: {},
				}),
			},
			call,
		],
		connections: { Post: { main: [[to('Split')]] }, Split: { main: [[to('Call')]] } },
		settings: { executionOrder: 'v1' },
	};
	const id = await cluster.main.saveWorkflow(workflow);
	await cluster.main.activateWorkflow(id);
	return name;
}

/** Runs the workflow through one of the webhook processes. */
async function post(webhook: string, process: number, phones: string[]): Promise<IDataObject[]> {
	const url = cluster.webhookUrls[process % cluster.webhookUrls.length] ?? '';
	const response = await fetch(`${url}/webhook/${webhook}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ rows: phones.map((phone) => ({ phone })) }),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`${response.status}: ${text}\n${await lastError()}`);
	return JSON.parse(text) as IDataObject[];
}

async function lastError(): Promise<string> {
	const { results } = await cluster.main.rest<{ results: Array<{ id: string }> }>(
		'GET',
		`/rest/executions?filter=${encodeURIComponent('{"status":["error"]}')}&limit=1`,
	);
	const [last] = results;
	return last
		? JSON.stringify((await cluster.main.waitForExecution(last.id)).error)
		: 'no execution failed';
}

const phonesFrom = (first: number, count: number) =>
	Array.from({ length: count }, (_, index) => `+1202555${first + index}`);

describe('executions on two workers', () => {
	const withKey = () => elevenLabsCalls({ deduplicationKey: '={{ $json.phone }}' });

	it.each([2, 4])('%s at once with the same Deduplication Key call once', async (atOnce) => {
		const webhook = await published(`same-key-${atOnce}`, withKey());
		const phones = phonesFrom(1000 * atOnce, ROUNDS);
		for (const phone of phones) {
			const all = Array.from(
				{ length: atOnce },
				async (_, each) => await post(webhook, each, [phone]),
			);
			const outputs = (await Promise.all(all)).flat();
			expect(outputs.filter(({ success }) => success)).toHaveLength(1);
		}
		expect(phones.map((phone) => simulator.callsTo(phone))).toEqual(phones.map(() => 1));
	});

	it('remember all of 200 keys', async () => {
		const webhook = await published('all-keys', withKey());
		const phones = phonesFrom(6000, 200);
		const everyone = async () => {
			for (let first = 0; first < phones.length; first += 20) {
				const part = phones.slice(first, first + 20);
				await Promise.all(part.map(async (phone, each) => await post(webhook, each, [phone])));
			}
		};
		await everyone();
		expect(phones.map((phone) => simulator.callsTo(phone))).toEqual(phones.map(() => 1));
		await everyone();
		expect(phones.map((phone) => simulator.callsTo(phone))).toEqual(phones.map(() => 1));
	});
});
