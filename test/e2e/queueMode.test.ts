/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Cluster } from '../n8n/queue/cluster';
import { startCluster } from '../n8n/queue/cluster';
import type { Simulator } from '../simulator/simulator';
import { signWebhook, startSimulator } from '../simulator/simulator';
import { START_MS } from './callingN8n';
import { CREDENTIAL, elevenLabsCalls, node, to } from './rowsWorkflow';
import { until } from './until';

// n8n with PostgreSQL, Redis, two workers and two webhook processes.

const ROUNDS = 50;
const SECRET = 'wsec_queue_mode';

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
				data: {
					apiKey: 'sim-full',
					region: 'custom',
					baseUrl: simulator.url,
					webhookSecret: SECRET,
				},
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

describe('deliveries to two webhook processes', () => {
	const WEBHOOK_ID = '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b90';
	const DELIVERIES = 100;
	/** Conversations that the workflow was started for. */
	const told: string[] = [];
	let listener: Server;

	beforeAll(async () => {
		listener = createServer((request, response) => {
			told.push(request.url?.slice(1) ?? '');
			response.setHeader('content-type', 'application/json').end('{}');
		});
		await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
		const id = await cluster.main.saveWorkflow({
			name: 'Tell',
			nodes: [
				{
					...node('Trigger', 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger', {
						registration: 'manual',
					}),
					typeVersion: 1.1,
					webhookId: WEBHOOK_ID,
					credentials: { elevenLabsCallsApi: CREDENTIAL },
				},
				{
					...node('Tell', 'n8n-nodes-base.httpRequest', {
						url: `=http://127.0.0.1:${(listener.address() as AddressInfo).port}/{{ $json.conversation_id }}`,
						options: {},
					}),
					typeVersion: 4.2,
				},
			],
			connections: { Trigger: { main: [[to('Tell')]] } },
			settings: { executionOrder: 'v1' },
		});
		await cluster.main.activateWorkflow(id);
	});

	afterAll(() => listener.close());

	const deliver = async (process: number, id: string) => {
		const seconds = Math.floor(Date.now() / 1000);
		const body = JSON.stringify({
			type: 'post_call_transcription',
			event_timestamp: 1_794_400_000,
			data: { conversation_id: id, agent_id: 'agent_simlocked', status: 'done' },
		});
		const response = await fetch(`${cluster.webhookUrls[process]}/webhook/${WEBHOOK_ID}/webhook`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'elevenlabs-signature': signWebhook(SECRET, body, seconds),
			},
			body,
		});
		expect([response.status, await response.text()]).toEqual([200, 'OK']);
	};

	/** Resolves when n8n has nothing left to do. */
	const idle = async () =>
		await until('no execution goes on', async () => {
			const [running] = await cluster.postgres.query(
				`SELECT count(*) FROM execution_entity WHERE status IN ('new', 'running')`,
			);
			return running === '0';
		});

	it('the same event to both at once starts the workflow once', async () => {
		const ids = Array.from({ length: DELIVERIES }, (_, index) => `conv_both_${index}`);
		for (const id of ids) await Promise.all([deliver(0, id), deliver(1, id)]);
		await idle();
		expect(told.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
	});

	it('events that are repeated later, to the other process, start nothing', async () => {
		const ids = Array.from({ length: DELIVERIES }, (_, index) => `conv_burst_${index}`);
		await Promise.all(ids.map(async (id, index) => await deliver(index % 2, id)));
		await idle();
		expect(told.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
		await Promise.all(ids.map(async (id, index) => await deliver((index + 1) % 2, id)));
		await idle();
		expect(told.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
	});
});
