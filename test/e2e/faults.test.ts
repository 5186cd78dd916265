/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { ExecutionResult } from '../n8n/execution';
import type { N8nInstance, WorkflowFile } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';

// Five people are called through a real n8n, and the answer of the third one is lost on its way.

const CREDENTIAL_ID = 'elevenLabsCallsFaults';
const rows = Array.from({ length: 5 }, (_, row) => ({ row, phone: `+1202555${3000 + row}` }));
const numbers = rows.map(({ phone }) => phone);

let simulator: Simulator;
let n8n: N8nInstance;
let packed: string;

beforeAll(async () => {
	simulator = await startSimulator();
	packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	n8n = await startN8n({
		tarballs: [await packTarball(packed)],
		credentials: [
			{
				id: CREDENTIAL_ID,
				name: 'Simulator',
				type: 'elevenLabsCallsApi',
				data: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
			},
		],
		// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
		log: (line) => console.log(line),
	});
}, 1_200_000);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
	rmSync(packed, { recursive: true, force: true });
});

const loseThirdAnswer = () =>
	simulator.addFault({
		match: { toNumber: numbers[2] },
		action: { status: 502, body: '<html>Bad Gateway</html>', placeCall: true },
	});

const node = (name: string, type: string, parameters: IDataObject): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: parameters as INodeParameters,
});

const ours = (options: IDataObject = {}): INode => ({
	...node('Call', 'n8n-nodes-elevenlabs-calls.elevenLabsCalls', {
		resource: 'call',
		operation: 'outboundCall',
		agentId: { __rl: true, mode: 'id', value: 'agent_simlocked' },
		phoneNumberId: { __rl: true, mode: 'id', value: 'phnum_simtwilio' },
		toNumber: '={{ $json.phone }}',
		options: { keepTryingSecs: 5, ...options },
	}),
	credentials: { elevenLabsCallsApi: { id: CREDENTIAL_ID, name: 'Simulator' } },
});

/** What the same workflow looks like without a node for it. */
const httpRequest = (): INode => ({
	...node('Call', 'n8n-nodes-base.httpRequest', {
		method: 'POST',
		url: `${simulator.url}/v1/convai/twilio/outbound-call`,
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'xi-api-key', value: 'sim-full' }] },
		sendBody: true,
		specifyBody: 'json',
		jsonBody:
			'={{ { agent_id: "agent_simlocked", agent_phone_number_id: "phnum_simtwilio", to_number: $json.phone } }}',
		options: {},
	}),
	typeVersion: 4.2,
});

const retrying = (calls: INode, onError: INode['onError']): INode => ({
	...calls,
	onError,
	retryOnFail: true,
	maxTries: 3,
	waitBetweenTries: 100,
});

const workflow = (calls: INode): WorkflowFile => {
	const to = (name: string) => ({ node: name, type: 'main' as const, index: 0 });
	return {
		name: 'Five people',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', {}),
			{
				...node('Rows', 'n8n-nodes-base.set', {
					mode: 'raw',
					jsonOutput: JSON.stringify({ rows }),
					options: {},
				}),
				typeVersion: 3.4,
			},
			node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
			calls,
		],
		connections: {
			Start: { main: [[to('Rows')]] },
			Rows: { main: [[to('Split')]] },
			Split: { main: [[to('Call')]] },
		},
		settings: { executionOrder: 'v1' },
	};
};

const lostIds = (run: ExecutionResult) => {
	const shown = JSON.stringify([run.items('Call'), run.error?.message, run.error?.description]);
	return simulator.calls.filter(({ conversationId }) => !shown.includes(conversationId)).length;
};

const once = () => Object.fromEntries(numbers.map((number) => [number, 1]));

const calledTwice = () => Object.values(simulator.callCounts()).filter((times) => times > 1).length;

describe.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	'a lost answer with %s and Retry On Fail',
	(onError) => {
		it('calls everybody once and keeps every ID', async () => {
			loseThirdAnswer();
			const run = await n8n.runWorkflow(workflow(retrying(ours(), onError)));

			expect(run.status).toBe('success');
			expect(simulator.callCounts()).toEqual(once());
			expect(run.items('Call').map(({ json }) => json.conversation_id)).toEqual(
				numbers.map(
					(number) => simulator.calls.find((call) => call.number === number)?.conversationId,
				),
			);
			expect(run.runs.Call?.[0]?.hints.map(({ message }) => message)).toEqual([
				'Placed: 5 of 5. 1 found among the conversations, as the answer was lost.',
			]);
		});

		it('compares with the HTTP Request node', async () => {
			const contestants: Array<[string, INode]> = [
				['ElevenLabs Calls', ours()],
				['HTTP Request', httpRequest()],
			];
			const table: Record<string, Record<string, number>> = {};
			for (const [name, calls] of contestants) {
				simulator.reset();
				loseThirdAnswer();
				const run = await n8n.runWorkflow(workflow(retrying(calls, onError)));
				table[name] = {
					people: numbers.length,
					calls: simulator.calls.length,
					'called twice or more': calledTwice(),
					'IDs lost': lostIds(run),
				};
			}
			// eslint-disable-next-line no-console -- the figures are what this is for
			console.log(`5 people, one answer lost, ${onError}\n${JSON.stringify(table, null, 2)}`);
			expect(table['ElevenLabs Calls']).toEqual({
				people: 5,
				calls: 5,
				'called twice or more': 0,
				'IDs lost': 0,
			});
			expect(table['HTTP Request']?.['IDs lost']).toBeGreaterThan(0);
		});
	},
);

describe('a deduplication key', () => {
	const keyed = (day: string) =>
		workflow(
			retrying(ours({ deduplicationKey: `=${day} {{ $json.row }}` }), 'continueRegularOutput'),
		);

	it('is called once by two executions of a workflow, one after the other', async () => {
		const id = await n8n.saveWorkflow(keyed('monday'));
		await n8n.runWorkflow(id);
		const run = await n8n.runWorkflow(id);

		expect(simulator.callCounts()).toEqual(once());
		expect(run.items('Call').map(({ json }) => json)).toEqual(
			numbers.map(() => ({
				success: false,
				message: 'Not called: the deduplication key was used before',
				reason: 'duplicate',
			})),
		);
	});

	it('is called once by two executions at once', async () => {
		simulator.latencyMs = 50;
		try {
			const id = await n8n.saveWorkflow(keyed('tuesday'));
			const runs = await Promise.all([n8n.runWorkflow(id), n8n.runWorkflow(id)]);

			expect(simulator.callCounts()).toEqual(once());
			const outputs = runs.flatMap((run) => run.items('Call').map(({ json }) => json));
			expect(outputs.filter(({ success }) => success === true)).toHaveLength(5);
			expect(outputs.filter(({ reason }) => reason === 'duplicate')).toHaveLength(5);
		} finally {
			simulator.latencyMs = 0;
		}
	});
});

describe('an execution that is stopped in n8n', () => {
	it('dials nobody any more', async () => {
		simulator.latencyMs = 400;
		try {
			const calls = { ...ours({ maxInFlight: 1 }), onError: 'continueRegularOutput' as const };
			const id = await n8n.startWorkflow(workflow(calls));
			while (simulator.calls.length < 2) await sleep(20);
			await n8n.rest('POST', `/rest/executions/${id}/stop`);
			const run = await n8n.waitForExecution(id);
			await sleep(1_500);

			expect(run.status).toBe('canceled');
			expect(simulator.calls.length).toBeLessThanOrEqual(2);
			// eslint-disable-next-line no-console -- n8n stores an execution as it stops, before its node has answered
			console.log(
				`stopped: ${simulator.calls.length} calls, ${lostIds(run)} IDs not stored by n8n`,
			);
		} finally {
			simulator.latencyMs = 0;
		}
	});
});
