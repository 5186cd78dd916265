import type { N8nProcess } from '../n8n/n8nProcess';
import type { Cluster } from '../n8n/queue/cluster';
import { startCluster } from '../n8n/queue/cluster';
import type { Simulator } from '../simulator/simulator';
import type { Setting } from './atOnce';
import { callsOf, expectOneCallEach, freshPhones, startSetting, withKey } from './atOnce';
import { ADVISED_SETTINGS, START_MS } from './callingN8n';
import { publishCalls } from './publishedCalls';
import { createBatch, elevenLabsCalls, numbersIn } from './rowsWorkflow';
import { until } from './until';

// Runs that are broken off in queue mode: they are stopped, or their worker dies or freezes.

let setting: Setting;
let simulator: Simulator;
let cluster: Cluster;

beforeAll(async () => {
	setting = await startSetting();
	({ simulator } = setting);
	cluster = await startCluster({
		workers: 2,
		webhookProcesses: 2,
		env: ADVISED_SETTINGS,
		...setting.forN8n,
	});
}, START_MS);

afterAll(async () => {
	await cluster.stop();
	await setting.close();
});

/** Resolves when n8n's log has the ID of every call. */
const haveAllIds = async (phones: string[], atLeast = 0) =>
	await until('all IDs are in the log', () => {
		const printed = cluster.log();
		const calls = callsOf(simulator, phones);
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
	await until('some calls were made', () => callsOf(simulator, phones).length >= 6);
	await cluster.main.rest('POST', `/rest/executions/${id}/stop`);
	const atStop = callsOf(simulator, phones).length;
	await until('the worker is done', () =>
		cluster.log().includes(`Worker finished execution ${id} `),
	);
	expect((await cluster.main.waitForExecution(id)).status).toBe('canceled');
	// The node asks n8n's database once a second.
	expect(callsOf(simulator, phones).length).toBeLessThanOrEqual(atStop + 3);
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
		await until('some calls were made', () => callsOf(simulator, phones).length >= 10);
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
		await until('everyone was called', () => phones.every((phone) => simulator.callsTo(phone) > 0));

	const deaths: Array<[how: string, die: (worker: N8nProcess) => Promise<void>]> = [
		['is killed (-9)', async (worker) => await worker.kill()],
		['is asked to end (SIGTERM)', async (worker) => await worker.stop()],
	];

	it.each(deaths)('%s: run again, everyone is called once', async (how, die) => {
		const phones = freshPhones(50);
		const { workflow, worker } = await startCalls(how.replace(/\W+/g, '-'), phones);
		await die(worker);
		await Promise.all([cluster.addWorker(), workflow.start(1, phones)]);
		await areAllCalled(phones);
		await haveAllIds(phones);
		expectOneCallEach(simulator, phones);
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
			const runAgain = async () => await workflow.post(1, phones);
			// Redis may hand the job to the frozen worker, from which n8n takes it back as failed.
			const [outputs] = await Promise.all([runAgain().catch(runAgain), cluster.addWorker()]);
			expectOneCallEach(simulator, phones);
			expect(outputs.map(({ reason }) => reason)).toEqual(phones.map(() => 'duplicate'));
			expect(outputs.map((output) => output.earlier_conversation_id)).toEqual(
				phones.map((phone) => callsOf(simulator, [phone])[0]?.conversationId),
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
		const before = callsOf(simulator, phones).length;
		worker.signal('SIGCONT');
		await until('the worker is done', () =>
			worker.log().includes(`Worker finished execution ${id} `),
		);
		// The node asks n8n's database once a second.
		expect(callsOf(simulator, phones).length).toBeLessThanOrEqual(before + 8);
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
		expectOneCallEach(simulator, phones);
	});
});
