/* eslint-disable @n8n/community-nodes/no-restricted-globals -- sets n8n's log level, in tests only */
import { ElevenLabsCallsApi } from '../../credentials/ElevenLabsCallsApi.credentials';
import { ElevenLabsCalls } from '../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import type { ExampleRun } from '../../scripts/report';
import { reportOf } from '../../scripts/report';
import { runScript } from '../../scripts/script';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import '../engine/patientRegex';

// What `npm start` does, without the build.

process.env.N8N_LOG_LEVEL = 'silent';

let simulator: Simulator;

beforeEach(async () => {
	simulator = await startSimulator();
});

afterEach(async () => await simulator.close());

async function start() {
	const lines: string[] = [];
	const errors: string[] = [];
	const exitCode = await runScript(
		async (script) => {
			const { runExampleInEngine } = await import('../../scripts/exampleInEngine');
			await runExampleInEngine({ ElevenLabsCalls, ElevenLabsCallsApi }, simulator, script);
		},
		{ log: (line) => lines.push(line), error: (line) => errors.push(line) },
	);
	return { exitCode, printed: lines.join('\n'), errors: errors.join('\n') };
}

/** A call that the node knows nothing of. */
async function dial(toNumber: string) {
	const response = await fetch(`${simulator.url}/v1/convai/twilio/outbound-call`, {
		method: 'POST',
		headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
		body: JSON.stringify({
			agent_id: 'agent_simappointments',
			agent_phone_number_id: 'phnum_simtwilio',
			to_number: toNumber,
		}),
	});
	expect(response.ok).toBe(true);
}

it('calls every row of the example that has a number, once, and prints each outcome', async () => {
	const { exitCode, printed, errors } = await start();

	expect(errors).toBe('');
	expect(exitCode).toBe(0);
	expect(simulator.callCounts()).toEqual({
		'+12025550101': 1,
		'+493023125101': 1,
		'+33199001234': 1,
		'+12025550142': 1,
		'+12025550155': 1,
	});
	expect(printed).toMatch(/^ {2}Row +Number +Calls +Outcome$/m);
	expect(printed).toMatch(/^ {2}Ada Lovelace +…0101 +1 +called, conv_\w+$/m);
	expect(printed).toMatch(/^ {2}Dev Patel +…0142 +1 +called, conv_\w+$/m);
	expect(printed).toMatch(/^ {2}Emma Rossi +…\d{4} +0 +not called: .*'To Number'/m);
	for (const number of Object.keys(simulator.callCounts())) expect(printed).not.toContain(number);
});

it('fails if a number was called more often than its row says', async () => {
	await dial('+12025550142');
	const { exitCode, printed, errors } = await start();

	expect(exitCode).toBe(1);
	expect(printed).toMatch(/^ {2}Dev Patel +…0142 +2 +called/m);
	expect(printed).toMatch(/^ {2}\(no row\) +…0142 +2 +called/m);
	expect(errors).toContain('…0142 was called 2 times');
});

it('fails if nobody is called', async () => {
	simulator.addFault({ match: {}, action: { status: 401 } });
	const { exitCode, errors } = await start();

	expect(exitCode).toBe(1);
	expect(errors).toContain('Nobody was called');
});

it.each<[problem: string, run: Partial<ExampleRun>, says: RegExp]>([
	[
		'a run that failed',
		{ status: 'error', error: { message: 'Out of memory' } },
		/error.*Out of memory/,
	],
	[
		'a row that did not come out',
		{ outcomes: [{ row: 'Ada', number: '1', conversationId: '', reason: undefined }] },
		/Ada went in and did not come out/,
	],
	[
		'a call that was not placed',
		{ outcomes: [{ row: 'Ada', number: '1', conversationId: 'conv_none', reason: 'no answer' }] },
		/Ada is reported as called/,
	],
	['a call that no row reports', { outcomes: [] }, /No row reports a call to …0101/],
])('finds %s', (_, change, says) => {
	const calls = [{ conversationId: 'conv_1', number: '+12025550101' }];
	const run: ExampleRun = {
		status: 'success',
		error: undefined,
		outcomes: [{ row: 'Ada', number: '2025550101', conversationId: 'conv_1', reason: 'no answer' }],
	};
	expect(() => reportOf(run, calls, () => {})).not.toThrow();
	expect(() => reportOf({ ...run, ...change }, calls, () => {})).toThrow(says);
});

it('cleans up in reverse order, even after an error', async () => {
	const done: string[] = [];
	const exitCode = await runScript(
		async ({ atEnd }) => {
			atEnd(() => done.push('first'));
			atEnd(() => done.push('second'));
			throw new Error('stopped');
		},
		{ log: () => {}, error: (line) => done.push(line.trim()) },
	);
	expect(exitCode).toBe(1);
	expect(done).toEqual(['stopped', 'second', 'first']);
});
