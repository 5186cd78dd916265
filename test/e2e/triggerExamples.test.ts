/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { N8nInstance, WorkflowFile } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';
import { START_MS } from './callingN8n';
import { until } from './until';

// The examples in which one workflow calls and another one hears what came of it.

const example = (name: string) =>
	JSON.parse(
		readFileSync(path.resolve(__dirname, `../../examples/${name}.json`), 'utf8'),
	) as WorkflowFile & { id: string };

const clock = movableClock();
let simulator: Simulator;
let n8n: N8nInstance;

beforeAll(async () => {
	simulator = await startSimulator({ clock });
	const packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	n8n = await startN8n({
		tarballs: [await packTarball(packed)],
		credentials: [
			{
				id: 'elevenLabsCallsDemo',
				name: 'Simulator',
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
	await n8n.stop();
	await simulator.close();
});

async function hearing(name: string): Promise<string> {
	const id = await n8n.saveWorkflow(example(name));
	await n8n.activateWorkflow(id);
	return id;
}

/** Ends every call and delivers its events; all receivers confirm them. */
async function endCalls(): Promise<void> {
	clock.advance(120_000);
	for (const { status } of await simulator.deliverWebhooks()) expect(status).toBe(200);
}

async function executionsOf(workflowId: string) {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await n8n.rest<{ results: Array<{ id: string; status: string }> }>(
		'GET',
		`/rest/executions?filter=${filter}`,
	);
	return results;
}

it('the results of the calls are written back to their rows', async () => {
	const back = await hearing('write-results-back-2-result');
	const run = await n8n.runWorkflow(example('write-results-back-1-call'));
	expect(run.status).toBe('success');
	expect(run.items('Outbound Call')).toHaveLength(3);
	const calls = new Map(run.items('Save Conversation ID').map(({ json }) => [json.customer, json]));
	await endCalls();
	await until('all results are written', async () => {
		const executions = await executionsOf(back);
		expect(executions.filter(({ status }) => status === 'error')).toEqual([]);
		return executions.filter(({ status }) => status === 'success').length === 3;
	});

	const [table] = run.items('Create Table');
	const { id, projectId } = table!.json as { id: string; projectId: string };
	const { data: rows } = await n8n.rest<{ data: IDataObject[] }>(
		'GET',
		`/rest/projects/${projectId}/data-tables/${id}/rows`,
	);
	expect(rows.map(({ customer, outcome }) => [customer, outcome]).sort()).toEqual([
		['Ada Lovelace', 'answered'],
		['Bruno Weber', 'voicemail'],
		['Chloé Martin', 'busy'],
	]);
	for (const row of rows) {
		expect(row.conversation_id).toBe(calls.get(row.customer)?.conversation_id);
		expect(row.outcome_reason).toEqual(expect.any(String));
		expect(Boolean(row.summary)).toBe(row.outcome !== 'busy');
	}
	await n8n.deactivateWorkflow(back);
});

it.each([
	['answered', '+1 (202) 555-0101', 'Reached'],
	['busy', '+1 (202) 555-0103', 'Not Reached'],
])('an execution is parked until its call has ended: %s', async (outcome, phone, end) => {
	const wake = await hearing('park-until-call-ends-2-wake');
	const file = example('park-until-call-ends-1-call');
	const customer = file.nodes.find(({ name }) => name === 'Customer');
	customer!.parameters.jsonOutput = String(customer!.parameters.jsonOutput).replace(
		'+1 (202) 555-0101',
		phone,
	);
	const parked = await n8n.runWorkflow(file);
	expect(parked.status).toBe('waiting');
	await endCalls();
	const run = await n8n.waitForExecution(parked.id, { throughWaiting: true });
	expect(run.status).toBe('success');
	expect(run.items(end).map(({ json }) => json.body)).toEqual([
		expect.objectContaining({
			outcome,
			conversation_id: run.items('Outbound Call')[0]?.json.conversation_id,
		}),
	]);
	await n8n.deactivateWorkflow(wake);
});
