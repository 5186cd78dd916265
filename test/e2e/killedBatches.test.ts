/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { N8nInstance } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import type { Simulator } from '../simulator/simulator';
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

// n8n is killed in the middle of four runs, and started again. Each run creates three batches, one after
// the other, and has come as far as the second one.

/** Longer than any test: ends with the simulator. */
const NEVER_MS = 24 * 60 * 60_000;

const CONVERSATIONS = '/v1/convai/conversations';

/** Rows of a batch. */
const SIZE = 10;

/** Rows that have no key yet in a run that is killed while it claims keys. */
const WITHOUT_KEY = 6;

const deduplicationKey = '={{ $json.phone }}';
const limitOf = (maxCalls: number) => ({
	contactLimit: { limit: { maxCalls, days: 1, hoursApart: 0 } },
});

interface KilledRun {
	/** Its rows. */
	rows: ReturnType<typeof rowsFrom>;
	options: IDataObject;
	/** The first of the requests that get no answer, among those to this path. */
	match: { path: string; nth: number };
	/** How many get none. */
	times: number;
	/** Whether the requests are carried out in spite of that. */
	placeCall: 'before' | 'after';
}

const secondSubmit = { match: { path: SUBMIT, nth: 2 }, times: 1 };

const killed = {
	'before a submit arrives': {
		rows: rowsFrom(3000, 3 * SIZE),
		options: { deduplicationKey },
		...secondSubmit,
		placeCall: 'after',
	},
	'after a batch is created, before the answer': {
		rows: rowsFrom(4000, 3 * SIZE),
		options: { deduplicationKey },
		...secondSubmit,
		placeCall: 'before',
	},
	'after a batch is created, with a Contact Limit and no keys': {
		rows: rowsFrom(5000, 3 * SIZE),
		options: limitOf(1),
		...secondSubmit,
		placeCall: 'before',
	},
	// A limit asks for the calls of each row just before its key is claimed.
	'while keys are claimed': {
		rows: rowsFrom(6000, 3 * SIZE),
		options: { deduplicationKey, ...limitOf(5) },
		match: { path: CONVERSATIONS, nth: 2 * SIZE - WITHOUT_KEY + 1 },
		times: WITHOUT_KEY,
		placeCall: 'after',
	},
} satisfies Record<string, KilledRun>;

type Moment = keyof typeof killed;

let simulator: Simulator;
let userFolder: string;
let n8n: N8nInstance;

/** What came out when the same workflow ran again: rows by reason, or by the ID of their batch. */
const rowsBy = new Map<string, Record<string, number[]>>();

beforeAll(async () => {
	simulator = await startSimulator();
	userFolder = mkdtempSync(path.join(tmpdir(), 'killed-n8n-'));
	n8n = await startCallingN8n(simulator, { userFolder });

	const workflows: Array<[when: string, workflow: string, execution: string]> = [];
	let unanswered = 0;
	for (const [when, { rows, options, match, times, placeCall }] of Object.entries(killed)) {
		simulator.addFault({ match, times, action: { delayMs: NEVER_MS, placeCall } });
		const callName = '={{ "Batch " + Math.floor($json.row / 10) }}';
		const id = await n8n.saveWorkflow(rowsWorkflow(when, rows, createBatch(options, { callName })));
		const earlier = simulator.requests.length;
		workflows.push([when, id, await n8n.startWorkflow(id)]);
		unanswered += times;
		await until(`n8n can be killed ${when}`, () => {
			const own = simulator.requests.slice(earlier).filter((one) => one.path === match.path);
			const haveCome = own.every(({ method, body }) => method === 'GET' || body !== undefined);
			return own.length === match.nth - 1 + times && haveCome && simulator.inFlight === unanswered;
		});
	}
	await n8n.kill();

	n8n = await startN8n({ userFolder });
	for (const [when, id, execution] of workflows) {
		const run = await n8n.runWorkflow(id);
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect((await n8n.waitForExecution(execution)).status).toBe('crashed');
		const rows: Record<string, number[]> = {};
		for (const item of run.items('Call')) {
			const what = String(item.json.reason ?? item.json.id);
			rows[what] = [...(rows[what] ?? []), ...itemsOf(item).map(Number)];
		}
		rowsBy.set(when, rows);
	}
}, START_MS);

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
	rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
});

/** Rows from one to before another. */
const range = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => from + index);

const [first, second, third] = [0, 1, 2].map((batch) => range(batch * SIZE, (batch + 1) * SIZE));

/**
 * Checks that these batches exist, and nobody is called twice.
 * @param exist their rows
 * @returns the ID of the last one
 */
function expectBatches(when: Moment, exist: number[][]): string {
	const phones = killed[when].rows.map(({ phone }) => phone);
	const called = exist.map((rows) => rows.map((row) => phones[row]!));
	const own = numbersIn(simulator).map((numbers) => phones.includes(numbers[0]!));
	expect(numbersIn(simulator).filter((_, batch) => own[batch])).toEqual(called);
	expect(phones.map((phone) => simulator.callsTo(phone))).toEqual(
		phones.map((phone) => (called.flat().includes(phone) ? 1 : 0)),
	);
	return simulator.batches.filter((_, batch) => own[batch]).at(-1)!.id;
}

const submitMoments: Array<[when: Moment, exist: number[][], reason: string]> = [
	['before a submit arrives', [first!, third!], 'duplicate'],
	['after a batch is created, before the answer', [first!, second!, third!], 'duplicate'],
	[
		'after a batch is created, with a Contact Limit and no keys',
		[first!, second!, third!],
		'contact_limit',
	],
];

it.each(submitMoments)('killed %s, nobody is in two batches', (when, exist, reason) => {
	const last = expectBatches(when, exist);
	expect(rowsBy.get(when)).toEqual({ [reason]: [...first!, ...second!], [last]: third });
});

it('killed while keys are claimed, only rows whose keys were claimed are left out', () => {
	const when = 'while keys are claimed';
	const { duplicate, contact_limit: limited = [], ...batches } = rowsBy.get(when)!;
	const made = Object.values(batches);
	expect(made).toEqual([expect.any(Array), third]);
	expect(made[0]!.length).toBeGreaterThanOrEqual(WITHOUT_KEY);
	expect(duplicate).toEqual(expect.arrayContaining(first!));
	expect([...duplicate!, ...limited, ...made[0]!].sort((a, b) => a - b)).toEqual(
		range(0, 2 * SIZE),
	);
	expectBatches(when, [first!, ...made]);
});

it('no batch is submitted a second time', () => {
	expect(submits(simulator)).toHaveLength(3 * Object.keys(killed).length);
});
