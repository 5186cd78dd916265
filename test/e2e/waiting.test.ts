import type { IDataObject } from 'n8n-workflow';
import type { N8nInstance } from '../n8n/instance';
import type { MovableClock, Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
import { openEditor, PUSH_BY_EVENTS } from './openEditor';
import type { Row } from './rowsWorkflow';
import { elevenLabsCalls, node, rowsWorkflow, to } from './rowsWorkflow';
import { until } from './until';

// Waiting for calls to end, in a real n8n. The tests move the simulator's clock, so nothing really waits.

/** Later than the end of every call but those that never end. */
const ALL_HAVE_ENDED_MS = 120_000;
const PEOPLE = 10;

/** The outcome of a call to this number. */
const endings = {
	answered: '0101',
	voicemail: '0102',
	busy: '0103',
	no_answer: '0104',
	failed: '0106',
};
const NEVER_ENDS = '0105';
const areas = ['202', '212', '303', '404', '415', '512', '617', '702', '808', '916'];

let clock: MovableClock;
let simulator: Simulator;
let n8n: N8nInstance;

beforeAll(async () => {
	clock = movableClock();
	simulator = await startSimulator({ clock });
	n8n = await startCallingN8n(simulator, { env: PUSH_BY_EVENTS });
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
});

const waitingCall = (parameters: IDataObject = {}) =>
	elevenLabsCalls(
		{ maxInFlight: PEOPLE },
		{ waitForCompletion: true, maxWaitMinutes: 10, simplify: true, ...parameters },
	);

const idOf = (phone: string) =>
	simulator.calls.find(({ number }) => number === phone)?.conversationId;

it('ten people are called, and each item goes the way of its outcome', async () => {
	const outcomes = Object.keys(endings);
	const numberOf = (area: string, index: number) =>
		`+1${area}555${Object.values(endings)[index % outcomes.length]}`;
	const rows: Row[] = areas.map((area, row) => ({ row, phone: numberOf(area, row) }));
	const branch = {
		...node('Branch', 'n8n-nodes-base.switch', {
			mode: 'expression',
			numberOutputs: outcomes.length,
			output: `={{ ${JSON.stringify(outcomes)}.indexOf($json.outcome) }}`,
		}),
		typeVersion: 3.2,
	};
	const id = await n8n.startWorkflow(
		rowsWorkflow('Branches', rows, waitingCall(), {
			nodes: [branch, ...outcomes.map((outcome) => node(outcome, 'n8n-nodes-base.noOp', {}))],
			connections: {
				Call: { main: [[to('Branch')]] },
				Branch: { main: outcomes.map((outcome) => [to(outcome)]) },
			},
		}),
	);
	await until('all are called', () => simulator.calls.length === PEOPLE);
	clock.advance(ALL_HAVE_ENDED_MS);
	const run = await n8n.waitForExecution(id);

	expect(run.status).toBe('success');
	expect(Object.values(simulator.callCounts())).toEqual(rows.map(() => 1));
	for (const [index, outcome] of outcomes.entries()) {
		expect(run.items(outcome).map(({ json }) => json)).toEqual(
			rows
				.filter(({ row }) => row % outcomes.length === index)
				.map(({ phone }) =>
					expect.objectContaining({
						success: true,
						conversation_id: idOf(phone),
						outcome,
						to_number: phone,
						conversation_url: expect.any(String),
					}),
				),
		);
	}
});

it('stopped while it waits, the node ends within two seconds and shows every ID', async () => {
	const rows: Row[] = areas.map((area, row) => ({ row, phone: `+1${area}555${NEVER_ENDS}` }));
	const editor = await openEditor(n8n);
	try {
		const id = await editor.run(
			await n8n.saveWorkflow(rowsWorkflow('Never ends', rows, waitingCall())),
		);
		await until('all are called, and were looked at', () => {
			const looks = simulator.requests.filter(({ path }) => path === '/v1/convai/conversations');
			return simulator.calls.length === PEOPLE && looks.length > 0;
		});
		const stoppedAt = Date.now();
		await n8n.rest('POST', `/rest/executions/${id}/stop`);
		const shown = await until('the editor is told the output of the node', () =>
			editor.outputOf('Call'),
		);

		expect(Date.now() - stoppedAt).toBeLessThan(2_000);
		const run = await n8n.waitForExecution(id);
		expect(run.status).toBe('canceled');
		// Of what the node gave n8n keeps nothing but these.
		const kept = await until('n8n has saved the IDs', async () => {
			const { customData } = await n8n.waitForExecution(id);
			return Object.values(customData).join();
		});
		expect(simulator.calls.filter((call) => !kept.includes(call.conversationId))).toEqual([]);
		expect(simulator.calls.filter((call) => !shown.includes(call.conversationId))).toEqual([]);
		expect(Object.values(simulator.callCounts())).toEqual(rows.map(() => 1));
	} finally {
		editor.close();
	}
});
