/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CredentialToImport } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import type { N8nProcess } from '../n8n/n8nProcess';
import { packTarball } from '../n8n/packTarball';
import type { Cluster } from '../n8n/queue/cluster';
import { startCluster } from '../n8n/queue/cluster';
import type { Simulator } from '../simulator/simulator';
import { signWebhook, startSimulator } from '../simulator/simulator';
import { START_MS } from './callingN8n';
import type { Deployment } from './publishedCalls';
import { idle, publishCalls } from './publishedCalls';
import { createBatch, CREDENTIAL, elevenLabsCalls, node, numbersIn, to } from './rowsWorkflow';
import { until } from './until';

// Things that happen at the same moment: in one n8n with SQLite, and in queue mode with PostgreSQL,
// Redis, two workers and two webhook processes.

const ROUNDS = 50;
const LIMITED_ROUNDS = 10;
const DELIVERIES = 100;
const SECRET = 'wsec_at_once';
const TRIGGER_ID = '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b90';

let simulator: Simulator;
let packed: string;
let tarballs: string[];

/** Conversations that the trigger's workflow was started for. */
const told: string[] = [];
let listener: Server;

beforeAll(async () => {
	simulator = await startSimulator();
	listener = createServer((request, response) => {
		told.push(request.url?.slice(1) ?? '');
		response.setHeader('content-type', 'application/json').end('{}');
	});
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	tarballs = [await packTarball(packed)];
}, START_MS);

afterAll(async () => {
	listener.close();
	await simulator.close();
	rmSync(packed, { recursive: true, force: true });
});

const credentials = (): CredentialToImport[] => [
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
];

// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
const log = (line: string) => console.log(line);

const withKey = (options = {}) =>
	elevenLabsCalls({ deduplicationKey: '={{ $json.phone }}', ...options });

/** Numbers that are answered, and that no other test calls. */
const freshPhones = (count: number) =>
	Array.from({ length: count }, () => `+1202${String(5_561_000 + freshPhones.used++)}`);
freshPhones.used = 0;

const callsOf = (phones: string[]) => {
	const wanted = new Set(phones);
	return simulator.calls.filter(({ number }) => wanted.has(number));
};

const expectOneCallEach = (phones: string[]) =>
	expect(phones.map((phone) => simulator.callsTo(phone))).toEqual(phones.map(() => 1));

/** What holds for any number of processes. */
function testAtOnce(deployment: () => Deployment) {
	it.each([2, 4])('%s executions with the same Deduplication Key: one calls', async (atOnce) => {
		const workflow = await publishCalls(deployment(), `same-key-${atOnce}`, withKey());
		const phones = freshPhones(ROUNDS);
		for (const phone of phones) {
			const all = Array.from(
				{ length: atOnce },
				async (_, each) => await workflow.post(each, [phone]),
			);
			const outputs = (await Promise.all(all)).flat();
			expect(outputs.map(({ reason }) => reason).sort()).toEqual([
				...Array.from({ length: atOnce - 1 }, () => 'duplicate'),
				undefined,
			]);
		}
		expectOneCallEach(phones);
	});

	it('200 executions with keys of their own: none is forgotten', async () => {
		const workflow = await publishCalls(deployment(), 'all-keys', withKey());
		const phones = freshPhones(200);
		for (let time = 0; time < 2; time++) {
			for (let first = 0; first < phones.length; first += 20) {
				const part = phones.slice(first, first + 20);
				await Promise.all(part.map(async (phone, each) => await workflow.post(each, [phone])));
			}
			expectOneCallEach(phones);
		}
	});

	describe.each([
		['calls', elevenLabsCalls],
		['batches', createBatch],
	])('two executions at once, without keys, that make %s', (kind, callOf) => {
		it('call each person once if the Contact Limit is one call', async () => {
			const workflow = await publishCalls(
				deployment(),
				`limited-${kind}`,
				callOf({ contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } } }),
			);
			for (let round = 0; round < LIMITED_ROUNDS; round++) {
				const phones = freshPhones(5);
				const both = [0, 1].map(async (each) => await workflow.post(each, phones));
				const outputs = (await Promise.all(both)).flat();
				expectOneCallEach(phones);
				expect(outputs.filter(({ reason }) => reason === 'contact_limit')).toHaveLength(
					phones.length,
				);
			}
		});
	});

	describe('deliveries', () => {
		beforeAll(async () => {
			const { main } = deployment();
			const id = await main.saveWorkflow({
				name: 'Tell',
				nodes: [
					{
						...node('Trigger', 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger', {
							registration: 'manual',
						}),
						typeVersion: 1.1,
						webhookId: TRIGGER_ID,
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
			await main.activateWorkflow(id);
		});

		beforeEach(() => void (told.length = 0));

		const deliver = async (process: number, id: string) => {
			const { webhookUrls } = deployment();
			const body = JSON.stringify({
				type: 'post_call_transcription',
				event_timestamp: 1_794_400_000,
				data: { conversation_id: id, agent_id: 'agent_simlocked', status: 'done' },
			});
			const seconds = Math.floor(Date.now() / 1000);
			const url = webhookUrls[process % webhookUrls.length];
			const response = await fetch(`${url}/webhook/${TRIGGER_ID}/webhook`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'elevenlabs-signature': signWebhook(SECRET, body, seconds),
				},
				body,
			});
			expect([response.status, await response.text()]).toEqual([200, 'OK']);
		};

		const conversations = (kind: string) =>
			Array.from({ length: DELIVERIES }, (_, index) => `conv_${kind}_${index}`).sort();

		it('of the same event to two processes: the workflow starts once', async () => {
			const ids = conversations('same');
			for (const id of ids) await Promise.all([deliver(0, id), deliver(1, id)]);
			await idle(deployment());
			expect([...told].sort()).toEqual(ids);
		});

		it('of many events, and all repeated to the other process: the workflow starts once for each', async () => {
			const ids = conversations('burst');
			for (let time = 0; time < 2; time++) {
				await Promise.all(ids.map(async (id, index) => await deliver(index + time, id)));
				await idle(deployment());
				expect([...told].sort()).toEqual(ids);
			}
		});
	});
}

describe('in one n8n', () => {
	let deployment: Deployment & { stop(): Promise<void> };

	beforeAll(async () => {
		const main = await startN8n({ tarballs, credentials: credentials(), log });
		deployment = { main, webhookUrls: [main.url], stop: main.stop };
	}, START_MS);

	afterAll(async () => await deployment.stop());

	testAtOnce(() => deployment);
});

describe('in queue mode', () => {
	let cluster: Cluster;

	beforeAll(async () => {
		cluster = await startCluster({
			workers: 2,
			webhookProcesses: 2,
			tarballs,
			credentials: credentials(),
			log,
		});
	}, START_MS);

	afterAll(async () => await cluster.stop());

	testAtOnce(() => cluster);

	/** Resolves when n8n's log has the ID of every call. */
	const haveAllIds = async (phones: string[], atLeast = 0) =>
		await until('all IDs are in the log', () => {
			const printed = cluster.log();
			const calls = callsOf(phones);
			return (
				calls.length >= atLeast &&
				calls.every(({ conversationId }) => printed.includes(conversationId))
			);
		});

	it('an execution that is stopped makes no more calls, and its IDs are in the log', async () => {
		const workflow = await publishCalls(
			cluster,
			'stopped',
			elevenLabsCalls({ callsPerMinute: 120 }),
			'onReceived',
		);
		const phones = freshPhones(40);
		const id = await workflow.start(0, phones);
		await until('some calls were made', () => callsOf(phones).length >= 6);
		await cluster.main.rest('POST', `/rest/executions/${id}/stop`);
		const atStop = callsOf(phones).length;
		await until('the worker is done', () =>
			cluster.log().includes(`Worker finished execution ${id} `),
		);
		expect((await cluster.main.waitForExecution(id)).status).toBe('canceled');
		// The node asks n8n's database once a second.
		expect(callsOf(phones).length).toBeLessThanOrEqual(atStop + 3);
		await haveAllIds(phones);
	});

	/** Begins a batch whose rows take seconds to check. @returns its execution, before the batch exists */
	const beginBatch = async (name: string, phones: string[]) => {
		const workflow = await publishCalls(
			cluster,
			name,
			createBatch({ contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } } }),
			'onReceived',
		);
		const match = { path: '/v1/convai/conversations' };
		simulator.addFault({ match, times: phones.length, action: { delayMs: 500 } });
		const earlier = simulator.requests.length;
		const id = await workflow.start(0, phones);
		await until('rows are being checked', () => {
			const later = simulator.requests.slice(earlier);
			return later.filter((request) => request.path === match.path).length >= 20;
		});
		return { workflow, id };
	};

	/** The numbers of each batch that has any of these. */
	const batchesOf = (phones: string[]) =>
		numbersIn(simulator).filter((numbers) => numbers.some((number) => phones.includes(number)));

	it('an execution that is stopped while the rows of a batch are checked creates none', async () => {
		const phones = freshPhones(100);
		const { workflow, id } = await beginBatch('stopped-batch', phones);
		await cluster.main.rest('POST', `/rest/executions/${id}/stop`);
		await until('the worker is done', () =>
			cluster.log().includes(`Worker finished execution ${id} `),
		);
		expect(batchesOf(phones)).toEqual([]);
		// Nobody's limit is used up.
		await workflow.start(0, phones);
		await until('a batch is created', () => batchesOf(phones).length > 0);
		expect(batchesOf(phones)).toEqual([phones]);
	});

	describe('a worker in the middle of a run', () => {
		/** Starts calls at four in a second. @returns what ran, and the worker that runs it */
		const startCalls = async (name: string, phones: string[]) => {
			const workflow = await publishCalls(
				cluster,
				name,
				withKey({ callsPerMinute: 240 }),
				'onReceived',
			);
			const id = await workflow.start(0, phones);
			await until('some calls were made', () => callsOf(phones).length >= 10);
			return { workflow, id, worker: workerOf(id) };
		};

		const workerOf = (id: string) => {
			const worker = cluster.workers.find(({ log: printed }) =>
				printed().includes(`Worker started execution ${id} `),
			);
			if (worker === undefined) throw new Error(`No worker runs execution ${id}`);
			return worker;
		};

		const givenUp = async (id: string) =>
			await until('n8n has given the job up', async () => {
				const { status } = await cluster.main.rest<{ status: string }>(
					'GET',
					`/rest/executions/${id}`,
				);
				return ['error', 'crashed'].includes(status);
			});

		const areAllCalled = async (phones: string[]) =>
			await until('everyone was called', () =>
				phones.every((phone) => simulator.callsTo(phone) > 0),
			);

		const deaths: Array<[how: string, die: (worker: N8nProcess) => Promise<void>]> = [
			['is killed (-9)', async (worker) => await worker.kill()],
			['is asked to end (SIGTERM)', async (worker) => await worker.stop()],
		];

		it.each(deaths)('%s: run again, everyone is called once', async (how, die) => {
			const phones = freshPhones(50);
			const { workflow, worker } = await startCalls(how.replace(/\W+/g, '-'), phones);
			await die(worker);
			await cluster.addWorker();
			await workflow.start(1, phones);
			await areAllCalled(phones);
			await haveAllIds(phones);
			expectOneCallEach(phones);
		});

		const interruptions: typeof deaths = [
			...deaths,
			['freezes (SIGSTOP)', async (worker) => worker.signal('SIGSTOP')],
		];

		it.each(interruptions)(
			'%s while it waits for calls to end: run again, every row has its conversation',
			async (how, die) => {
				const phones = freshPhones(5);
				const workflow = await publishCalls(
					cluster,
					`waits-and-${how.replace(/\W+/g, '-')}`,
					elevenLabsCalls(
						{ deduplicationKey: '={{ $json.phone }}', userId: '={{ $json.phone }}' },
						{ waitForCompletion: true },
					),
				);
				// n8n answers much later that the workflow failed.
				void workflow.post(0, phones).catch(() => []);
				const id = await workflow.firstExecution();
				await haveAllIds(phones, phones.length);
				const worker = workerOf(id);
				await die(worker);
				await cluster.addWorker();
				const runAgain = async () => await workflow.post(1, phones);
				// Redis may hand the job to the frozen worker, from which n8n takes it back as failed.
				const outputs = await runAgain().catch(runAgain);
				expectOneCallEach(phones);
				expect(outputs.map(({ reason }) => reason)).toEqual(phones.map(() => 'duplicate'));
				expect(outputs.map((output) => output.earlier_conversation_id)).toEqual(
					phones.map((phone) => callsOf([phone])[0]?.conversationId),
				);
				worker.signal('SIGCONT');
			},
		);

		it('freezes while it checks the rows of a batch until n8n gives its job up, and thaws: it creates none', async () => {
			const phones = freshPhones(100);
			const { workflow, id } = await beginBatch('frozen-batch', phones);
			const worker = workerOf(id);
			worker.signal('SIGSTOP');
			await givenUp(id);
			worker.signal('SIGCONT');
			await until('the worker is done', () =>
				worker.log().includes(`Worker finished execution ${id} `),
			);
			expect(batchesOf(phones)).toEqual([]);
			await workflow.start(1, phones);
			await until('a batch is created', () => batchesOf(phones).length > 0);
			expect(batchesOf(phones)).toEqual([phones]);
		});

		it('freezes until n8n gives its job up, and thaws: it makes no more calls', async () => {
			const phones = freshPhones(200);
			const { id, worker } = await startCalls('given-up', phones);
			worker.signal('SIGSTOP');
			await givenUp(id);
			const before = callsOf(phones).length;
			worker.signal('SIGCONT');
			await until('the worker is done', () =>
				worker.log().includes(`Worker finished execution ${id} `),
			);
			// The node asks n8n's database once a second.
			expect(callsOf(phones).length).toBeLessThanOrEqual(before + 8);
		});

		it('freezes until n8n gives its job up, and thaws beside a second run: everyone is called once', async () => {
			const phones = freshPhones(50);
			const { workflow, id, worker } = await startCalls('freezes', phones);
			worker.signal('SIGSTOP');
			await workflow.start(1, phones);
			await givenUp(id);
			worker.signal('SIGCONT');
			await areAllCalled(phones);
			await haveAllIds(phones);
			expectOneCallEach(phones);
		});
	});
});
