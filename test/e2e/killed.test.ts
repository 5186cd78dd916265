/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { N8nInstance } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import type { FaultAction, Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
import { elevenLabsCalls, rowsFrom, rowsWorkflow } from './rowsWorkflow';
import { until } from './until';

// n8n is killed in the middle of a run, without a chance to save anything, and started again.

/** Longer than any test: ends with the simulator. */
const NEVER_MS = 24 * 60 * 60_000;
const IN_FLIGHT = 4;

let simulator: Simulator;
let userFolder: string;
let n8n: N8nInstance;

beforeAll(async () => {
	simulator = await startSimulator();
	userFolder = mkdtempSync(path.join(tmpdir(), 'killed-n8n-'));
	n8n = await startCallingN8n(simulator, { userFolder });
}, START_MS);

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
	rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
});

const moments: Array<[when: string, action: FaultAction, rings: number, first: number]> = [
	// Its request has come in, and would be followed by a call much later.
	['between claim and dial', { delayMs: NEVER_MS, placeCall: 'after' }, 0, 1000],
	['after the dial, before its answer', { delayMs: NEVER_MS, placeCall: 'before' }, 1, 2000],
];

it.each(moments)('killed %s, nobody is called twice', async (when, action, rings, first) => {
	const rows = rowsFrom(first, 10);
	const phones = rows.map(({ phone }) => phone);
	const answered = phones.slice(0, 2);
	const underWay = phones.slice(2, 2 + IN_FLIGHT);
	const waiting = phones.slice(2 + IN_FLIGHT);
	const counts = () => phones.map((phone) => simulator.callsTo(phone));
	const hasCome = (phone: string) => simulator.requests.some(({ toNumber }) => toNumber === phone);
	for (const toNumber of underWay) simulator.addFault({ match: { toNumber }, action });

	const id = await n8n.saveWorkflow(
		rowsWorkflow(
			`Killed ${when}`,
			rows,
			elevenLabsCalls({ maxInFlight: IN_FLIGHT, deduplicationKey: '={{ $json.phone }}' }),
		),
	);
	const killed = await n8n.startWorkflow(id);
	await until('all lanes are busy with a call that gets no answer', () => underWay.every(hasCome));
	await n8n.kill();
	expect(waiting.filter(hasCome)).toEqual([]);
	expect(counts()).toEqual([
		...answered.map(() => 1),
		...underWay.map(() => rings),
		...waiting.map(() => 0),
	]);

	n8n = await startN8n({ userFolder });
	const run = await n8n.runWorkflow(id);

	expect((await n8n.waitForExecution(killed)).status).toBe('crashed');
	expect(run.status).toBe('success');
	expect(counts()).toEqual([
		...answered.map(() => 1),
		...underWay.map(() => rings),
		...waiting.map(() => 1),
	]);
	const duplicateOf = (phone: string) => ({
		success: false,
		message: 'Not called: the deduplication key was used before',
		reason: 'duplicate',
		to_number: phone,
	});
	expect(run.items('Call').map(({ json }) => json)).toEqual([
		...[...answered, ...underWay].map(duplicateOf),
		...waiting.map((phone) =>
			expect.objectContaining({
				success: true,
				conversation_id: simulator.calls.find(({ number }) => number === phone)?.conversationId,
			}),
		),
	]);
	// No request of theirs was even sent a second time.
	const requests = simulator.requests.filter(({ toNumber }) => phones.includes(toNumber ?? ''));
	expect(requests).toHaveLength(rows.length);
});
