import type { IDataObject } from 'n8n-workflow';
import type { ExecutionResult } from '../n8n/execution';
import type { N8nInstance } from '../n8n/instance';
import type { MovableClock, Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
import type { Row } from './rowsWorkflow';
import {
	createBatch,
	itemsOf,
	numbersIn,
	rowsFrom,
	rowsWorkflow,
	SUBMIT,
	submits,
} from './rowsWorkflow';
import { until } from './until';

// Batches in a real n8n. The tests move the simulator's clock, so nobody waits for calls.

/** Longer than ElevenLabs takes for a batch of hundreds. */
const ALL_ARE_CALLED_MS = 2 * 60 * 60_000;

let clock: MovableClock;
let simulator: Simulator;
let n8n: N8nInstance;

beforeAll(async () => {
	clock = movableClock();
	simulator = await startSimulator({ clock });
	n8n = await startCallingN8n(simulator);
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
});

describe('five hundred rows, of which some are bad, blocked or called enough', () => {
	const ROWS = 500;
	const bad = [0, 1, 41, 99, 100, 101, 102, 250, 333, 400, 498, 499];
	const blocked = [2, 150, 151, 300, 497];
	const calledEnough = [3, 222, 496];
	const unlike = [...bad, ...blocked, ...calledEnough];
	const fine = Array.from({ length: ROWS }, (_, row) => row).filter((row) => !unlike.includes(row));

	/** What becomes of calls that are not answered. */
	const endings = ['0102', '0103', '0104'];
	const unanswered = [50, 51, 52];

	function rowsIn(area: string, first: number): Row[] {
		return rowsFrom(first, ROWS).map(({ row, phone }) => {
			if (bad.includes(row)) return { row, phone: 'unknown' };
			const ending = unanswered.indexOf(row);
			return { row, phone: ending < 0 ? phone : `+1${area}555${endings[ending]}` };
		});
	}

	async function run(rows: Row[], output: string): Promise<ExecutionResult> {
		for (const row of calledEnough) {
			simulator.placeForeignCall({
				agentId: 'agent_simlocked',
				phoneNumberId: 'phnum_simtwilio',
				number: rows[row]!.phone,
				clientData: { user_id: rows[row]!.phone },
			});
		}
		const call = createBatch(
			{
				blockedNumbers: blocked.map((row) => rows[row]!.phone).join(),
				contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } },
				deduplicationKey: '={{ $json.row }} {{ $json.phone }}',
			},
			{ output, waitForCompletion: true, maxWaitMinutes: 10 },
		);
		const id = await n8n.startWorkflow(
			rowsWorkflow(`Five hundred rows, ${output}`, rows, {
				...call,
				onError: 'continueErrorOutput',
			}),
		);
		await until('the batch is created', () => simulator.batches.length > 0);
		clock.advance(ALL_ARE_CALLED_MS);
		return await n8n.waitForExecution(id);
	}

	/** Checks all that does not depend on the output. @returns what came out of the fine rows */
	function expectAllAccountedFor(run: ExecutionResult, rows: Row[]) {
		expect([run.status, run.error]).toEqual(['success', undefined]);
		const phones = fine.map((row) => rows[row]!.phone);
		expect(numbersIn(simulator)).toEqual([phones]);
		expect(simulator.callCounts()).toEqual(Object.fromEntries(phones.map((phone) => [phone, 1])));

		const failed = run.items('Call', 1);
		expect(failed.map(({ json }) => json)).toEqual(
			bad.map((row) => ({
				...rows[row],
				error: expect.stringContaining("'To Number'"),
				details: expect.objectContaining({ call_may_have_been_placed: false }),
			})),
		);
		const skipped = run.items('Call').filter(({ json }) => json.reason !== undefined);
		const rowsSkippedFor = (reason: string) =>
			skipped.filter(({ json }) => json.reason === reason).flatMap(itemsOf);
		expect(rowsSkippedFor('number_blocked')).toEqual(blocked);
		expect(rowsSkippedFor('contact_limit')).toEqual(calledEnough);

		const made = run.items('Call').filter(({ json }) => json.reason === undefined);
		const paired = [...failed, ...skipped, ...made].flatMap(itemsOf);
		expect(paired.sort((a, b) => Number(a) - Number(b))).toEqual(rows.map(({ row }) => row));
		return made;
	}

	it('come out in one item of the batch, or say why they are not in it', async () => {
		const rows = rowsIn('212', 1000);
		const [batch, ...others] = expectAllAccountedFor(await run(rows, 'batches'), rows);
		expect(others).toEqual([]);
		expect(itemsOf(batch!)).toEqual(fine);
		expect(batch?.json).toMatchObject({
			id: simulator.batches[0]?.id,
			status: 'completed',
			timed_out: false,
			total_calls_scheduled: fine.length,
			total_calls_finished: fine.length,
			counts: { completed: fine.length - 3, voicemail: 1, failed: 2 },
		});
		const counts = Object.values(batch?.json.counts as Record<string, number>);
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(fine.length);
	});

	it('come out one by one, each with its conversation', async () => {
		const rows = rowsIn('303', 2000);
		const made = expectAllAccountedFor(await run(rows, 'recipients'), rows);
		const conversationOf = (phone: string) =>
			simulator.calls.find(({ number }) => number === phone)?.conversationId;
		const statuses = ['voicemail', 'failed', 'failed'];
		expect(made.map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual(
			fine.map((row) => ({
				json: expect.objectContaining({
					success: true,
					batch_id: simulator.batches[0]?.id,
					phone_number: rows[row]!.phone,
					status: statuses[unanswered.indexOf(row)] ?? 'completed',
					conversation_id: conversationOf(rows[row]!.phone),
					timed_out: false,
				}),
				pairedItem: { item: row },
			})),
		);
	});
});

describe('Retry On Fail, with a connection that breaks after the batch is created', () => {
	const retrying = (name: string, rows: Row[], more: IDataObject = {}) =>
		rowsWorkflow(name, rows, {
			...createBatch({}, more),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 100,
		});

	beforeEach(() =>
		simulator.addFault({ match: { path: SUBMIT }, times: 3, action: { reset: 'after' } }),
	);

	it('finds the batch', async () => {
		const rows = rowsFrom(3000, 20);
		const run = await n8n.runWorkflow(retrying('Found', rows));
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(submits(simulator)).toHaveLength(1);
		expect(run.items('Call').map((item) => [item.json.id, itemsOf(item)])).toEqual([
			[simulator.batches[0]?.id, rows.map(({ row }) => row)],
		]);
		expect(numbersIn(simulator)).toEqual([rows.map(({ phone }) => phone)]);
	});

	it('never submits it again if it is not found, and says that it may exist', async () => {
		const rows = rowsFrom(4000, 20);
		simulator.addFault({
			match: { method: 'GET', path: '/v1/convai/batch-calling/workspace' },
			times: 1_000,
			action: { status: 500 },
		});
		const run = await n8n.runWorkflow(retrying('Not found', rows));
		expect(run.status).toBe('error');
		expect(run.error?.description).toContain(
			"The batch 'Renewals' with 20 recipients may have been created: ",
		);
		expect(submits(simulator)).toHaveLength(1);
		expect(simulator.batches).toHaveLength(1);
	});
});

describe('an execution that ends', () => {
	const keptOf = async (id: string) =>
		Object.values((await n8n.waitForExecution(id)).customData).join();

	it('at its time limit during a submit says that the batch may exist, and its ID is in the log', async () => {
		const rows = rowsFrom(5000, 3);
		const answer = simulator.hold({ path: SUBMIT });
		const call = { ...createBatch(), onError: 'continueRegularOutput' as const };
		const workflow = rowsWorkflow('Time limit', rows, call);
		const run = await n8n.runWorkflow({
			...workflow,
			settings: { ...workflow.settings, executionTimeout: 2 },
		});
		expect(run.status).toBe('canceled');
		const why = 'may have been created: the execution was stopped before ElevenLabs responded';
		expect(run.items('Call').map(({ json }) => json)).toEqual(
			rows.map((row) => expect.objectContaining({ ...row, error: expect.stringContaining(why) })),
		);
		answer.end();
		const [batch] = simulator.batches;
		await until("n8n's log has the ID", () => n8n.log().includes(batch!.id));
		expect(numbersIn(simulator)).toEqual([rows.map(({ phone }) => phone)]);
	});

	it('by a stop while it waits for the end keeps the ID', async () => {
		const rows = rowsFrom(6000, 3);
		const call = createBatch({}, { waitForCompletion: true });
		const id = await n8n.startWorkflow(rowsWorkflow('Stopped', rows, call));
		const isWatched = () =>
			simulator.requests.some(({ path }) => path === '/v1/convai/batch-calling/workspace');
		await until('the batch is watched', isWatched);
		await n8n.rest('POST', `/rest/executions/${id}/stop`);
		const [batch] = simulator.batches;
		await until('n8n has saved the ID', async () =>
			(await keptOf(id)).includes(`0–2: ${batch!.id}`),
		);
		expect((await n8n.waitForExecution(id)).status).toBe('canceled');
		expect(submits(simulator)).toHaveLength(1);
	});
});
