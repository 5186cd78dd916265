/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import type { ExecutionResult } from '../n8n/execution';
import type { N8nInstance } from '../n8n/instance';
import { redirectedHosts } from '../n8n/redirectedHosts';
import type { SharedTime } from '../n8n/sharedTime';
import { sharedTime } from '../n8n/sharedTime';
import type { PlacedCall, Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
import {
	CRM_CREDENTIAL,
	CRM_HEADER,
	EXAMPLE_CREDENTIAL_ID,
	exampleFile,
	nodeOf,
} from './exampleFile';
import type { TextMessages } from './textMessages';
import { startTextMessages, TWILIO_CREDENTIAL } from './textMessages';
import { until } from './until';

// The examples in which it matters what time it is, in an n8n that follows the simulator's clock.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TICK_MS = 30 * MINUTE_MS;

/** Longer than the longest wait for the end of a call. */
const LONGEST_RUN_MS = 16 * MINUTE_MS;

/** A Wednesday. */
const START = Date.UTC(2030, 0, 2);

let time: SharedTime;
let simulator: Simulator;
let messages: TextMessages;
let n8n: N8nInstance;

beforeAll(async () => {
	time = sharedTime(START);
	simulator = await startSimulator({ clock: time.clock, datesByClock: true });
	messages = await startTextMessages();
	const env = redirectedHosts({ 'api.twilio.com': messages.url }, time.env);
	n8n = await startCallingN8n(simulator, { env }, EXAMPLE_CREDENTIAL_ID, [
		TWILIO_CREDENTIAL,
		CRM_CREDENTIAL,
	]);
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n?.stop();
	await simulator.close();
	await messages.close();
	time.close();
});

/**
 * Lets the calls of executions come to their ends, until the executions have.
 * @param before how many calls there were before
 * @param onCall is told of each of these calls, before its end
 */
async function ended(
	executions: string[],
	before: number,
	onCall: (call: PlacedCall) => void = () => {},
): Promise<ExecutionResult[]> {
	const begun = time.clock.now();
	let isOver = false;
	const results = Promise.all(
		executions.map(async (id) => await n8n.waitForExecution(id, { throughWaiting: true })),
	);
	const over = results.finally(() => (isOver = true));
	while (!isOver) {
		await Promise.race([over, sleep(50)]);
		const made = simulator.calls.slice(before);
		made.forEach(onCall);
		const ids = new Set(made.map(({ conversationId }) => conversationId));
		const isOnThePhone = simulator
			.conversations()
			.some(({ conversation_id: id, status }) => ids.has(id) && !/done|failed/.test(status));
		if (isOnThePhone && time.clock.now() - begun < LONGEST_RUN_MS) time.clock.advance(10_000);
	}
	return await over;
}

async function executionsOf(workflowId: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await n8n.rest<{ results: Array<{ id: string }> }>(
		'GET',
		`/rest/executions?filter=${filter}`,
	);
	return results.map(({ id }) => id);
}

describe('the call list', () => {
	/** Whom the list has, by what becomes of them. */
	const people = {
		answers: { phone: '+1 (202) 555-0101', time_zone: 'America/New_York' },
		'answers, second row': { phone: '+1 202 5550101', time_zone: 'America/New_York' },
		voicemail: { phone: '+1 202 555 0102', time_zone: 'America/New_York' },
		busy: { phone: '+1 202 555 0103', time_zone: 'America/New_York' },
		'no answer': { phone: '+1 415 555 0104', time_zone: 'America/Los_Angeles' },
		'call fails': { phone: '+1 415 555 0106', time_zone: 'America/Los_Angeles' },
		'never ends': { phone: '+1 808 555 0105', time_zone: 'Pacific/Honolulu' },
		'opts out': { phone: '+1 303 555 0101', time_zone: 'America/Denver' },
		'opts out, second row': { phone: '+1 (303) 555-0101', time_zone: 'America/Denver' },
		'opted out before': { phone: '+1 404 555 0101', time_zone: 'America/New_York' },
		'has no number': { phone: 'call me', time_zone: 'America/New_York' },
		'has no time zone': { phone: '+1 404 555 0102', time_zone: '' },
		'carrier refuses': { phone: '+1 713 555 0107', time_zone: 'America/Chicago' },
		'response lost': { phone: '+1 512 555 0104', time_zone: 'America/Chicago' },
		'request lost': { phone: '+1 512 555 0103', time_zone: 'America/Chicago' },
	};
	type Person = keyof typeof people;
	const names = Object.keys(people) as Person[];
	const numberOf = (person: Person) => `+${people[person].phone.replace(/\D/g, '')}`;

	const at = (iso: string) => Date.parse(`2030-01-${iso}:00Z`);
	/** The first calls to New York: the run of the next tick begins while this one waits for their ends. */
	const OVERLAPPING = at('02T14:00');
	/** The first calls to Los Angeles: the run is stopped before their ends. */
	const STOPPED = at('02T17:00');
	/** The next run can't read the conversation of one of them. */
	const UNREADABLE = STOPPED + TICK_MS;
	/** Nobody else is due then. */
	const LOST = at('02T15:30');

	let workflow: string;
	let tables: Record<string, string>;

	const dataTable = async <T = unknown>(
		method: string,
		name: string,
		action: string,
		body?: unknown,
	): Promise<T> => await n8n.rest<T>(method, `${tables[name]}/${action}`, body);

	const rowsOf = async (name: string) =>
		(await dataTable<{ data: IDataObject[] }>('GET', name, 'rows?take=100')).data;

	const change = async (person: Person, data: IDataObject) =>
		await dataTable('PATCH', 'Call list', 'rows', {
			filter: {
				type: 'and',
				filters: [{ columnName: 'customer', condition: 'eq', value: person }],
			},
			data,
		});

	beforeAll(async () => {
		simulator.agents.get('agent_simappointments')!.platform_settings!.data_collection = {
			do_not_call: { type: 'boolean', description: 'Whether the person asks not to be called' },
		};
		const file = exampleFile('redial-call-list');
		nodeOf(file, 'Customers').parameters.jsonOutput = JSON.stringify({
			customers: names.map((customer) => ({
				customer,
				...people[customer],
				appointment_time: 'Monday 10:30',
			})),
		});
		workflow = await n8n.saveWorkflow(file);
		const run = await n8n.runWorkflow(workflow);
		expect(run.error).toBeUndefined();
		tables = Object.fromEntries(
			['Create Call List', 'Create Do-Not-Call List'].map((create) => {
				const { name, id, projectId } = run.items(create)[0]!.json;
				return [name, `/rest/projects/${String(projectId)}/data-tables/${String(id)}`];
			}),
		);
		await dataTable('POST', 'Do not call', 'insert', { data: [{ phone: '+1-404-555-0101' }] });
		const lost = new Date(LOST).toISOString();
		await change('response lost', { next_attempt: lost });
		await change('request lost', { next_attempt: lost });
		// A second attempt has a key of its own, so only the do-not-call list keeps it from being made.
		await change('opts out, second row', {
			next_attempt: new Date(at('02T20:00')).toISOString(),
			attempts: 1,
		});
	}, START_MS);

	const startRun = async () => await n8n.startWorkflow(workflow, { trigger: 'Every 30 Minutes' });

	/** What the schedule does at a tick; what it does twice if the run before has not ended. */
	async function tick(now: number): Promise<ExecutionResult[]> {
		const before = simulator.calls.length;
		const executions = [await startRun()];
		const areCalled = async () =>
			await until('calls are placed', () => simulator.calls.length > before);
		if (now === OVERLAPPING) {
			await areCalled();
			executions.push(await startRun());
		}
		if (now === STOPPED) {
			await areCalled();
			await n8n.rest('POST', `/rest/executions/${executions[0]}/stop`);
		}
		return await ended(executions, before, ({ conversationId, number }) => {
			const data = { do_not_call: number === numberOf('opts out') ? 'yes' : false };
			simulator.review(conversationId, { data });
		});
	}

	function loseAnswers(): void {
		const lose = (person: Person, reset: 'before' | 'after') =>
			simulator.addFault({ match: { toNumber: numberOf(person) }, action: { reset } });
		lose('response lost', 'after');
		lose('request lost', 'before');
		// The node looks for these calls for 20 seconds.
		simulator.conversationVisibleAfterMs = HOUR_MS;
	}

	it('reaches everyone in three days, at most three times, never outside hours or after an opt-out', async () => {
		for (let now = START; now < START + 3 * DAY_MS; now += TICK_MS) {
			expect(time.clock.now()).toBeLessThan(now + TICK_MS);
			time.clock.advance(Math.max(0, now - time.clock.now()));
			if (now === LOST) loseAnswers();
			if (now === UNREADABLE) {
				simulator.addFault({
					match: { method: 'GET', path: '/v1/convai/conversations/' },
					action: { status: 404 },
				});
			}
			for (const run of await tick(now)) {
				expect([run.status, run.error]).toEqual([
					now === STOPPED ? 'canceled' : 'success',
					now === STOPPED ? expect.anything() : undefined,
				]);
			}
			simulator.conversationVisibleAfterMs = 0;
		}

		expect(simulator.callCounts()).toEqual({
			[numberOf('answers')]: 1,
			[numberOf('voicemail')]: 3,
			[numberOf('busy')]: 3,
			[numberOf('no answer')]: 3,
			[numberOf('call fails')]: 3,
			[numberOf('never ends')]: 1,
			[numberOf('opts out')]: 1,
			[numberOf('response lost')]: 3,
			// Nobody knows that the first attempt did not ring.
			[numberOf('request lost')]: 2,
		});
		for (const person of names) {
			const calls = simulator.calls.filter(({ number }) => number === numberOf(person));
			const pause = person === 'voicemail' ? DAY_MS : 2 * HOUR_MS;
			for (const [index, call] of calls.entries()) {
				const local = DateTime.fromMillis(call.time, { zone: people[person].time_zone });
				expect(local.weekday).toBeLessThanOrEqual(5);
				expect(local.hour).toBeGreaterThanOrEqual(9);
				expect(local.hour).toBeLessThan(18);
				expect(call.time - (calls[index - 1]?.time ?? 0)).toBeGreaterThanOrEqual(pause);
			}
		}

		const rows = await rowsOf('Call list');
		expect(
			Object.fromEntries(
				rows.map(({ customer, outcome, attempts, done }) => [customer, [outcome, attempts, done]]),
			),
		).toEqual({
			answers: ['answered', 1, true],
			'answers, second row': ['answered', 1, true],
			voicemail: ['voicemail', 3, false],
			busy: ['busy', 3, false],
			'no answer': ['no_answer', 3, false],
			'call fails': ['failed', 3, false],
			'never ends': [null, 0, false],
			'opts out': ['answered', 1, true],
			'opts out, second row': ['not called', 1, true],
			'opted out before': ['not called', 0, true],
			'has no number': ['not called', 0, true],
			'has no time zone': [null, 0, false],
			'carrier refuses': [null, 0, false],
			'response lost': ['no_answer', 3, false],
			'request lost': ['busy', 3, false],
		});
		expect((await rowsOf('Do not call')).map(({ phone }) => phone)).toEqual([
			'+1-404-555-0101',
			people['opts out'].phone,
		]);
	}, 900_000);
});

it('the caller number has the area code of the recipient, or is the default', async () => {
	const id = await n8n.saveWorkflow(exampleFile('caller-number-by-area-code'));
	const run = await n8n.runWorkflow(id);
	expect(run.error).toBeUndefined();
	expect(run.items('Results')).toHaveLength(4);
	expect(
		Object.fromEntries(simulator.calls.map(({ number, phoneNumberId }) => [number, phoneNumberId])),
	).toEqual({
		'+12025550101': 'phnum_simtwilio',
		'+14155550101': 'phnum_simunlabelled',
		'+18085550101': 'phnum_simsiptrunk',
		'+442079460958': 'phnum_simsiptrunk',
	});
	const again = await n8n.runWorkflow(id);
	expect(again.items('Results').map(({ json }) => json.reason)).toEqual(
		Array.from({ length: 4 }, () => 'duplicate'),
	);
	expect(simulator.calls).toHaveLength(4);
});

it('everyone in a spreadsheet is called in one batch, and those who were not reached are in a file', async () => {
	const file = exampleFile('batch-campaign');
	const id = await n8n.saveWorkflow(file);
	await n8n.activateWorkflow(id);
	const spreadsheet = [
		'phone,customer,appointment_time',
		'+1 (202) 555-0101,Ada Lovelace,Monday 10:30',
		'+1 202 555 0102,Bruno Weber,Monday 14:00',
		'call me,Chloé Martin,Tuesday 9:00',
		'+1 202 555 0103,Dev Patel,Tuesday 11:00',
		'+1 202 5550101,Ada Lovelace,Monday 10:30',
	].join('\n');
	const upload = async (): Promise<ExecutionResult> => {
		const form = new FormData();
		form.set('field-0', 'Reminders');
		form.set('field-1', new Blob([spreadsheet], { type: 'text/csv' }), 'people.csv');
		const calls = simulator.calls.length;
		const before = await executionsOf(id);
		const path = nodeOf(file, 'Upload Spreadsheet').webhookId;
		const response = await fetch(`${n8n.url}/form/${path}`, { method: 'POST', body: form });
		expect(response.status).toBe(200);
		const started = await until('the workflow has started', async () => {
			const executions = await executionsOf(id);
			return executions.find((execution) => !before.includes(execution)) ?? false;
		});
		const [run] = await ended([started], calls);
		return run!;
	};

	const run = await upload();
	expect(run.error).toBeUndefined();
	expect(simulator.batches).toHaveLength(1);
	expect(simulator.callCounts()).toEqual({
		'+12025550101': 1,
		'+12025550102': 1,
		'+12025550103': 1,
	});
	expect(run.items('Bad Rows').map(({ json }) => json.customer)).toEqual(['Chloé Martin']);
	expect(run.items('Skipped').map(({ json }) => json.reason)).toEqual(['duplicate']);
	expect(run.items('Columns').map(({ json }) => [json.customer, json.status])).toEqual([
		['Bruno Weber', 'voicemail'],
		['Dev Patel', 'failed'],
	]);
	expect(run.items('File of Not Reached')[0]?.binary?.data?.fileName).toBe('not-reached.csv');

	const again = await upload();
	expect(again.error).toBeUndefined();
	expect(again.items('Skipped').map(({ json }) => json.reason)).toEqual(
		Array.from({ length: 4 }, () => 'duplicate'),
	);
	expect(simulator.batches).toHaveLength(1);
	await n8n.deactivateWorkflow(id);
});

it('a call is made at its time, if that is within calling hours', async () => {
	const id = await n8n.saveWorkflow(exampleFile('call-at-a-set-time'));
	const run = await n8n.runWorkflow(id);
	expect(run.error).toBeUndefined();
	const again = await n8n.runWorkflow(id);
	expect(again.items('Scheduled')).toEqual([]);
	expect(simulator.batches).toHaveLength(1);
	expect(run.items('Not Scheduled').map(({ json }) => json.reason)).toEqual([
		'outside_calling_hours',
	]);
	const callAt = run.items('One Item per Customer').map(({ json }) => String(json.call_at));
	time.clock.advance(2 * DAY_MS);
	await until('it is called', () => simulator.calls.length > 0);
	expect(simulator.calls.map(({ number, time: at }) => [number, at])).toEqual([
		['+12025550101', Date.parse(callAt[0]!)],
	]);
});

describe('a new lead in the CRM', () => {
	/** Monday, 10:00 in New York. n8n's sign-in is over after a week. */
	const TIME = START + 5 * DAY_MS + 15 * HOUR_MS;

	const people = {
		answers: '+1 (202) 555-0101',
		voicemail: '+1 202 555 0102',
		busy: '+1 202 555 0103',
		'call fails': '+1 202 555 0106',
		'has no number': 'unknown',
	};
	type Person = keyof typeof people;

	let workflow: string;
	let url: string;

	const post = async (id: number, name: string, phone: string, headers: object = CRM_HEADER) => {
		const { status } = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify({ id, name, phone }),
		});
		return status;
	};

	/** Posts a lead, and follows what the workflow does. */
	async function run(id: number, name: Person): Promise<ExecutionResult> {
		const calls = simulator.calls.length;
		const before = await executionsOf(workflow);
		expect(await post(id, name, people[name])).toBe(200);
		const started = await until('the workflow has started', async () => {
			const executions = await executionsOf(workflow);
			return executions.find((execution) => !before.includes(execution)) ?? false;
		});
		const [result] = await ended([started], calls);
		expect(result?.error).toBeUndefined();
		return result!;
	}

	const leads = async (execution: ExecutionResult) => {
		const { id, projectId } = execution.items('Create Table')[0]!.json;
		const { data } = await n8n.rest<{ data: IDataObject[] }>(
			'GET',
			`/rest/projects/${String(projectId)}/data-tables/${String(id)}/rows`,
		);
		return data;
	};

	beforeAll(async () => {
		time.clock.advance(Math.max(0, TIME - time.clock.now()));
		const file = exampleFile('call-new-lead');
		workflow = await n8n.saveWorkflow(file);
		await n8n.activateWorkflow(workflow);
		url = `${n8n.url}/webhook/${String(nodeOf(file, 'New Lead').parameters.path)}`;
	});

	afterAll(async () => await n8n.deactivateWorkflow(workflow));

	it('is called, then texted or followed up, and called once if the CRM posts it again', async () => {
		const names = Object.keys(people) as Person[];
		let last: ExecutionResult | undefined;
		for (const [id, name] of names.entries()) last = await run(id + 1, name);
		expect(simulator.callCounts()).toEqual({
			'+12025550101': 1,
			'+12025550102': 1,
			'+12025550103': 1,
			'+12025550106': 1,
		});
		expect(messages.sent).toEqual(
			['+12025550102', '+12025550103'].map((to) => ({
				from: '+12025550190',
				to,
				text: expect.stringContaining('We just tried to call you'),
			})),
		);
		const saved = await leads(last!);
		expect(
			Object.fromEntries(saved.map(({ name, outcome, next_step }) => [name, [outcome, next_step]])),
		).toEqual({
			answers: ['answered', 'none'],
			voicemail: ['voicemail', 'wait for an answer to the text message'],
			busy: ['busy', 'wait for an answer to the text message'],
			'call fails': ['failed', 'follow up'],
			'has no number': ['', 'follow up'],
		});
		const [answered] = saved;
		expect(answered?.summary).toEqual(expect.any(String));
		expect(saved.at(-1)?.outcome_reason).toContain("'To Number'");

		const again = await run(3, 'busy');
		expect(again.items('What Happened?', 3).map(({ json }) => json.reason)).toEqual(['duplicate']);
		expect(simulator.callsTo('+12025550103')).toBe(1);
		expect(messages.sent).toHaveLength(2);
	}, 300_000);

	it('is not called for someone who does not know the header', async () => {
		expect(await post(9, 'answers', people.answers, {})).toBe(403);
		expect(simulator.calls).toEqual([]);
	});

	it('waits for calling hours', async () => {
		const night = TIME + 12 * HOUR_MS;
		time.clock.advance(night - time.clock.now());
		const calls = simulator.calls.length;
		expect(await post(10, 'answers', '+1 202 555 0101')).toBe(200);
		const [execution] = await until('the lead waits', async () => {
			const found = await executionsOf(workflow);
			const { status } = await n8n.rest<{ status: string }>('GET', `/rest/executions/${found[0]}`);
			return status === 'waiting' && found;
		});
		expect(simulator.calls).toHaveLength(calls);
		time.clock.advance(11 * HOUR_MS + MINUTE_MS);
		const [result] = await ended([execution!], calls);
		expect(result?.items('Save Summary')).toHaveLength(1);
		expect(simulator.callCounts()).toEqual({ '+12025550101': 1 });
	}, 300_000);
});
