/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { ExecutionResult } from '../n8n/execution';
import type { N8nInstance, WorkflowFile } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import type { FaultAction, Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
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

// n8n is killed while it creates batches, and started again.

/** Longer than any test: ends with the simulator. */
const NEVER_MS = 24 * 60 * 60_000;

/** Rows of a batch. */
const SIZE = 10;

let simulator: Simulator;
let userFolder: string;
let n8n: N8nInstance;

beforeAll(async () => {
	simulator = await startSimulator();
	userFolder = mkdtempSync(path.join(tmpdir(), 'killed-n8n-'));
	n8n = await startCallingN8n(simulator, { userFolder });
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
	rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
});

/** Three batches of a run, one after the other. */
const threeBatches = (name: string, first: number, options: IDataObject) =>
	rowsWorkflow(
		name,
		rowsFrom(first, 3 * SIZE),
		createBatch(options, { callName: '={{ "Batch " + Math.floor($json.row / 10) }}' }),
	);

const withKey = { deduplicationKey: '={{ $json.phone }}' };

/** Rows from one to before another. */
const range = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => from + index);

/** Kills n8n as soon as a run has come so far, and runs the workflow again. */
async function killAndRunAgain(
	workflow: WorkflowFile,
	what: string,
	isSoFar: () => boolean,
): Promise<ExecutionResult> {
	const id = await n8n.saveWorkflow(workflow);
	const killed = await n8n.startWorkflow(id);
	await until(what, isSoFar);
	await n8n.kill();
	n8n = await startN8n({ userFolder });
	const run = await n8n.runWorkflow(id);
	expect((await n8n.waitForExecution(killed)).status).toBe('crashed');
	expect([run.status, run.error]).toEqual(['success', undefined]);
	return run;
}

/** @param exist rows of each batch that exists in the end, in the order of the batches */
function expectBatches(first: number, exist: number[][]): void {
	const phones = rowsFrom(first, 3 * SIZE).map(({ phone }) => phone);
	const called = exist.map((rows) => rows.map((row) => phones[row]));
	expect(numbersIn(simulator)).toEqual(called);
	expect(simulator.callCounts()).toEqual(
		Object.fromEntries(called.flat().map((phone) => [phone, 1])),
	);
}

/** @returns the rows that came out with each reason, or with the ID of a batch */
const rowsBy = (run: ExecutionResult) => {
	const rows: Record<string, unknown[]> = {};
	for (const item of run.items('Call')) {
		(rows[String(item.json.reason ?? item.json.id)] ??= []).push(...itemsOf(item));
	}
	return rows;
};

const submitMoments: Array<[when: string, action: FaultAction, first: number, exist: number[][]]> =
	[
		[
			'before its submit arrives',
			{ delayMs: NEVER_MS, placeCall: 'after' },
			3000,
			[range(0, 10), range(20, 30)],
		],
		[
			'after it is created, before the answer',
			{ delayMs: NEVER_MS, placeCall: 'before' },
			4000,
			[range(0, 10), range(10, 20), range(20, 30)],
		],
	];

it.each(submitMoments)(
	'killed %s, nobody is in two batches',
	async (when, action, first, exist) => {
		simulator.addFault({ match: { path: SUBMIT, nth: 2 }, action });
		const workflow = threeBatches(`Batches, killed ${when}`, first, withKey);
		const run = await killAndRunAgain(
			workflow,
			'the second batch is submitted',
			() => submits(simulator)[1]?.body !== undefined,
		);

		expect(submits(simulator)).toHaveLength(3);
		expectBatches(first, exist);
		expect(rowsBy(run)).toEqual({
			duplicate: range(0, 20),
			[simulator.batches.at(-1)!.id]: range(20, 30),
		});
	},
);

it('killed while it claims keys, only rows whose keys it has are left out', async () => {
	// A limit asks for the calls of each row just before its key is claimed.
	const LISTS = '/v1/convai/conversations';
	const waiting = 6;
	simulator.addFault({
		match: { path: LISTS, nth: 2 * SIZE - waiting + 1 },
		times: waiting,
		action: { delayMs: NEVER_MS },
	});
	const workflow = threeBatches('Batches, killed while claiming', 5000, {
		...withKey,
		contactLimit: { limit: { maxCalls: 5, days: 1, hoursApart: 0 } },
	});
	const run = await killAndRunAgain(
		workflow,
		'all rows of the second batch have asked',
		() =>
			simulator.requests.filter(({ path: asked }) => asked === LISTS).length === 2 * SIZE &&
			simulator.inFlight === waiting,
	);

	const {
		[simulator.batches[1]!.id]: second,
		[simulator.batches[2]!.id]: third,
		...skipped
	} = rowsBy(run);
	const leftOut = Object.values(skipped).flat() as number[];
	expect(skipped.duplicate).toEqual(expect.arrayContaining(range(0, SIZE)));
	expect(second?.length).toBeGreaterThanOrEqual(waiting);
	expect([...leftOut, ...(second as number[])].sort((a, b) => a - b)).toEqual(range(0, 2 * SIZE));
	expectBatches(5000, [range(0, SIZE), second as number[], range(2 * SIZE, 3 * SIZE)]);
	expect(third).toEqual(range(2 * SIZE, 3 * SIZE));
});

it('killed after a batch is created, without keys, a Contact Limit keeps people from a second call', async () => {
	simulator.addFault({
		match: { path: SUBMIT, nth: 2 },
		action: { delayMs: NEVER_MS, placeCall: 'before' },
	});
	const workflow = threeBatches('Batches, killed, with a limit', 6000, {
		contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } },
	});
	const run = await killAndRunAgain(
		workflow,
		'the second batch is created',
		() => simulator.batches.length === 2,
	);
	expectBatches(6000, [range(0, 10), range(10, 20), range(20, 30)]);
	expect(rowsBy(run)).toEqual({
		contact_limit: range(0, 20),
		[simulator.batches.at(-1)!.id]: range(20, 30),
	});
});
