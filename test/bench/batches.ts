import type { CredentialToImport, N8nInstance } from '../n8n/instance';
import type { RemoteSimulator } from '../simulator/remote';
import type { Contestant } from './contestants';
import { AGENT, LINE } from './contestants';
import type { Limit } from './limits';
import { limitLines } from './report';
import { hundredths, megabytes, table, whole } from './wording';
import { MEASURED, METER, phonesFor, workflowFor } from './workflow';

/** What it took to put rows into batches. */
export interface BatchFigures {
	rows: number;
	/** The node's execution time, as n8n has it in the run data. */
	milliseconds: number;
	/** Max memory of n8n while the node ran; NaN if the system doesn't know. */
	peakBytes: number;
	requests: number;
	batches: number;
	/** Whether every row is in exactly one batch, in order. */
	isComplete: boolean;
}

export interface BatchBench {
	n8n: N8nInstance;
	simulator: RemoteSimulator;
	credential: CredentialToImport;
	log(line?: string): void;
}

const MAX_RECIPIENTS = 10_000;

/** The agent and the phone number are each looked up once. */
const LOOKUPS = 2;

const MAX_GROWTH = 1.1;

const TIMEOUT_MS = 30 * 60_000;

/** Create with its default options. Its batches start tomorrow, so nobody is called meanwhile. */
const batchCreate = (): Contestant => ({
	name: 'Create Batch Call',
	type: 'n8n-nodes-elevenlabs-calls.elevenLabsCalls',
	typeVersion: 1,
	parameters: {
		resource: 'batchCall',
		operation: 'create',
		agentId: { __rl: true, mode: 'list', value: AGENT, cachedResultName: 'Locked' },
		phoneNumberId: { __rl: true, mode: 'list', value: LINE, cachedResultName: 'Front desk' },
		callName: 'Renewals',
		toNumber: '={{ $json.phone }}',
		scheduledTime: new Date(Date.now() + 86_400_000).toISOString(),
		options: { recipientId: '={{ $json.name }}' },
	},
});

/**
 * Measures and reports batches of so many rows.
 * @returns whether all binding limits hold
 */
export async function reportBatches(bench: BatchBench, sizes: number[]): Promise<boolean> {
	const { log } = bench;
	// The first run of an n8n loads what the later ones find loaded.
	await measure(bench, 100);
	const figures: BatchFigures[] = [];
	for (const rows of sizes) {
		log(`Measuring batches of ${whole(rows)} rows …`);
		figures.push(await measure(bench, rows));
	}
	log(`
Create Batch Call, with two expressions per row and a batch that starts tomorrow. Time is the node's own time in
n8n. Peak MB is the max memory of the n8n process during the run, after a garbage collection; KB per row is its
growth from the run before.

${batchTable(figures)}
`);
	const limits = figures.flatMap((one, place) => batchLimits(one, figures[place - 1]));
	log(`Limits (times are for information and never fail this run)\n\n${limitLines(limits)}`);
	return limits.every(({ binding, holds }) => holds || !binding);
}

async function measure(
	{ n8n, simulator, credential }: BatchBench,
	rows: number,
): Promise<BatchFigures> {
	await simulator.reset();
	const phones = phonesFor(rows);
	const workflowId = await n8n.saveWorkflow(workflowFor(batchCreate(), phones, credential));
	const execution = await n8n.runWorkflow(workflowId, { timeoutMs: TIMEOUT_MS });
	const run = execution.runs[MEASURED]?.at(-1);
	if (execution.status !== 'success' || !run) {
		throw new Error(
			`Execution ${execution.id} ended as ${execution.status}: ${execution.error?.message ?? ''}`,
		);
	}
	const { requests } = await simulator.state();
	const batches = await simulator.batches();
	const numbers = batches.flatMap((batch) =>
		batch.recipients.map(({ phone_number: phone }) => phone),
	);
	return {
		rows,
		milliseconds: run.milliseconds,
		peakBytes: Number(execution.items(METER)[0]?.json.peakBytes ?? NaN),
		requests,
		batches: batches.length,
		isComplete: numbers.length === rows && phones.every((phone, place) => numbers[place] === phone),
	};
}

function batchTable(figures: BatchFigures[]): string {
	return table(
		['rows', 'time, ms', 'per row, ms', 'ratio', 'peak MB', 'KB per row', 'requests', 'batches'],
		figures.map(({ rows, milliseconds, peakBytes, requests, batches }, place) => {
			const before = figures[place - 1];
			return [
				whole(rows),
				whole(milliseconds),
				hundredths(milliseconds / rows),
				before === undefined ? '' : hundredths(milliseconds / before.milliseconds),
				megabytes(peakBytes),
				before === undefined
					? ''
					: hundredths((peakBytes - before.peakBytes) / (rows - before.rows) / 1024),
				whole(requests),
				whole(batches),
			];
		}),
	);
}

/** The promised limits for batches. @param before the run with fewer rows */
function batchLimits(
	{ rows, milliseconds, requests, batches, isComplete }: BatchFigures,
	before: BatchFigures | undefined,
): Limit[] {
	const fewest = Math.ceil(rows / MAX_RECIPIENTS);
	const limits: Limit[] = [
		{
			text: `every row is in exactly one of ${whole(fewest)} batches, in order`,
			holds: isComplete && batches === fewest,
			binding: true,
		},
		{
			text: `max ${whole(fewest + LOOKUPS)} requests (${whole(requests)})`,
			holds: requests <= fewest + LOOKUPS,
			binding: true,
		},
	];
	if (before !== undefined) {
		const most = (rows / before.rows) * MAX_GROWTH;
		const ratio = milliseconds / before.milliseconds;
		limits.push({
			text: `max ${hundredths(most)} of the time for ${whole(before.rows)} rows (${hundredths(ratio)})`,
			holds: ratio <= most,
			binding: false,
		});
	}
	return limits.map((limit) => ({ ...limit, text: `${whole(rows)} rows: ${limit.text}` }));
}
