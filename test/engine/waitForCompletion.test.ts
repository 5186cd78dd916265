import { ExecuteContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { CALL_OUTPUT } from '../../nodes/ElevenLabsCalls/conversationOutput';
import { ANSWERED, BUSY, NEVER_ENDS, NO_ANSWER, runOperation, VOICEMAIL } from './operations';
import { callRows, dialRequests, lostIds, number } from './plainCalls';
import { quickTime } from '../clock/quickTime';
import { until } from './until';
import type { RunOptions } from './workflowRun';
import { cancel } from './workflowRun';
import { simulator } from './quickSimulator';

const call = async (
	phones: string[],
	{
		wait,
		options,
		...more
	}: { wait?: IDataObject; options?: IDataObject } & Partial<RunOptions> = {},
) =>
	await callRows(
		simulator,
		phones.map((phone) => ({ phone })),
		{ skipRepeatedNumbers: false, ...options },
		{ parameters: { waitForCompletion: true, ...wait }, ...more },
	);

/** A number of another area, whose calls end the same way. */
const elsewhere = (phone: string, index: number) => `+1${202 + index}${phone.slice(5)}`;

const looks = () =>
	simulator.requests.filter(({ path }) => path === '/v1/convai/conversations').length;

const readsOf = (id: string) =>
	simulator.requests.filter(({ path }) => path === `/v1/convai/conversations/${id}`);

/** With its jitter, and what a busy machine takes for a thousand reads. */
const LONGEST_INTERVAL_MS = 30_000;

const stoppedOnce = (hasHappened: () => boolean): Partial<RunOptions> => ({
	onStart: (engine) => void until(hasHappened).then(() => cancel(engine)),
});

describe('an item', () => {
	it('comes out with ten fields, the most useful first', async () => {
		const { items } = await call([ANSWERED, BUSY]);
		const [placed] = simulator.calls;
		expect(items[0]?.json).toEqual({
			outcome: 'answered',
			outcome_reason: 'The person picked up',
			to_number: ANSWERED,
			summary: expect.any(String),
			transcript: expect.stringContaining('Agent: '),
			duration_secs: 40,
			cost: expect.any(Number),
			conversation_url: `https://elevenlabs.io/app/agents/history/${placed?.conversationId}`,
			conversation_id: placed?.conversationId,
			success: true,
		});
		for (const { json } of items) expect(Object.keys(json)).toEqual(CALL_OUTPUT.fields);
	});

	it('has details on request, under the names of the whole simplified conversation', async () => {
		const include = (CALL_OUTPUT.details ?? []).map(({ value }) => value);
		const { items } = await call([ANSWERED], {
			wait: { include },
			options: { userId: 'crm-1042' },
		});
		expect(Object.keys(items[0]?.json ?? {}).slice(0, 10)).toEqual(CALL_OUTPUT.fields);
		expect(items[0]?.json).toMatchObject({
			message: expect.any(String),
			callSid: simulator.calls[0]?.callSid,
			agent_id: 'agent_simlocked',
			status: 'done',
			start_time: expect.any(String),
			termination_reason: expect.any(String),
			user_id: 'crm-1042',
			dynamic_variables: expect.any(Object),
			call_successful: 'success',
			turns: expect.arrayContaining([expect.objectContaining({ role: 'agent' })]),
		});
		const { conversation_id: conversationId } = items[0]?.json ?? {};
		const read = await runOperation(simulator, 'conversation.get', {
			conversationId,
			include: ['collectedData', 'evaluationResults'],
		});
		const { data_collection, evaluation_criteria } = read.items[0]?.json ?? {};
		expect(items[0]?.json).toMatchObject({ data_collection, evaluation_criteria });
	});

	it('is rejected if it asks for details that do not exist, and nobody is called', async () => {
		const { error } = await call([ANSWERED], { wait: { include: ['recording'] } });
		expect(error?.message).toContain("'Include'");
		expect(simulator.calls).toEqual([]);
	});

	it("has ElevenLabs' response and conversation as they were sent if Simplify is off", async () => {
		const { items } = await call([ANSWERED], { wait: { simplify: false } });
		const [placed] = simulator.calls;
		expect(items[0]?.json).toEqual({
			success: true,
			message: expect.any(String),
			conversation_id: placed?.conversationId,
			callSid: placed?.callSid,
			to_number: ANSWERED,
			outcome: 'answered',
			outcome_reason: expect.any(String),
			timed_out: false,
			conversation: simulator.conversations()[0],
		});
	});

	it('has the fields of its input after its own, if they are wanted', async () => {
		const row = { phone: ANSWERED, name: 'Ada', summary: 'old', cost: { mine: 1 } };
		const { items } = await callRows(
			simulator,
			[row],
			{ includeInputFields: true },
			{ parameters: { waitForCompletion: true } },
		);
		const { json = {} } = items[0] ?? {};
		expect(Object.keys(json)).toEqual([...CALL_OUTPUT.fields, 'phone', 'name']);
		expect(json).toMatchObject({ phone: ANSWERED, name: 'Ada', cost: expect.any(Number) });
		expect(json.summary).not.toBe('old');
	});

	it('comes out at its deadline with its ID and what is known, without an error', async () => {
		const begun = quickTime.now();
		const { items, error } = await call([NEVER_ENDS], { wait: { maxWaitMinutes: 3 } });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			success: true,
			conversation_id: simulator.calls[0]?.conversationId,
			outcome: 'unknown',
			timed_out: true,
			to_number: NEVER_ENDS,
			transcript: '',
		});
		expect(quickTime.now() - begun).toBeLessThan(200_000);
	});

	it('has its outcome on an older host, too', async () => {
		simulator.callResult = false;
		const { items } = await call([ANSWERED, VOICEMAIL]);
		simulator.callResult = true;
		expect(items.map(({ json }) => json.outcome)).toEqual(['answered', 'voicemail']);
	});

	it('that was not called has no outcome', async () => {
		const { items } = await call([ANSWERED, ANSWERED], { options: { skipRepeatedNumbers: true } });
		expect(items[1]?.json).toEqual({
			success: false,
			message: expect.any(String),
			reason: 'duplicate',
			duplicate_of_item: 0,
			to_number: ANSWERED,
		});
	});

	it('whose answer has no conversation ID comes out at once, and says so', async () => {
		simulator.addFault({ match: { method: 'POST' }, action: { conversationId: null } });
		const { items } = await call([ANSWERED]);
		expect(items[0]?.json).toMatchObject({
			success: true,
			outcome: 'unknown',
			outcome_reason: "ElevenLabs gave no conversation ID, so the call can't be followed",
			conversation_id: null,
			conversation_url: null,
			callSid: simulator.calls[0]?.callSid,
		});
	});

	it('whose answer was lost is found, and waited for', async () => {
		simulator.addFault({ match: { method: 'POST' }, times: 1, action: { reset: 'after' } });
		const { items } = await call([VOICEMAIL]);
		expect(items[0]?.json).toMatchObject({
			message: expect.stringContaining('found among the conversations'),
			conversation_id: simulator.calls[0]?.conversationId,
			outcome: 'voicemail',
		});
	});

	it('fails if the maximum is invalid, and nobody is called', async () => {
		const { error } = await call([ANSWERED], { wait: { maxWaitMinutes: '={{ "long" }}' } });
		expect(error?.message).toMatch(/^'Max Wait \(Minutes\)' must be a number/);
		expect(simulator.calls).toEqual([]);
	});

	it('has a maximum of its own', async () => {
		const { items } = await callRows(
			simulator,
			[
				{ phone: 'none', minutes: '' },
				{ phone: NEVER_ENDS, minutes: 1 },
				{ phone: ANSWERED, minutes: 5 },
			],
			{},
			{
				parameters: { waitForCompletion: true, maxWaitMinutes: '={{ $json.minutes }}' },
				onError: 'continueRegularOutput',
			},
		);
		expect(items[0]?.json.error).toEqual(expect.any(String));
		expect(items.slice(1).map(({ json }) => [json.outcome, json.timed_out])).toEqual([
			['unknown', true],
			['answered', undefined],
		]);
	});

	it('keeps its ID if the key may not read conversations', async () => {
		simulator.addFault({
			match: { method: 'GET', path: '/v1/convai/conversations' },
			times: 1_000,
			action: { status: 401, body: { detail: { status: 'missing_permissions', message: 'No.' } } },
		});
		const { items, error } = await call([ANSWERED, BUSY]);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json)).toMatchObject(
			simulator.calls.map(({ conversationId }) => ({
				success: true,
				conversation_id: conversationId,
				outcome: 'unknown',
				outcome_reason: 'The conversation could not be read: ElevenLabs responded: No',
			})),
		);
	});
});

describe('the pace', () => {
	/** Most calls that were going on at once. */
	const maxAtOnce = () => {
		const ends = simulator.calls.map(({ time, outcome }) => ({
			time,
			end: time + { answered: 48_000, busy: 2_000 }[String(outcome)]!,
		}));
		return Math.max(
			...ends.map(({ time }) => ends.filter((one) => one.time <= time && time < one.end).length),
		);
	};

	it('holds the next call until one has ended', async () => {
		const { items } = await call(
			Array.from({ length: 9 }, (_, index) => (index % 3 === 0 ? BUSY : ANSWERED)),
			{ options: { maxInFlight: 2 } },
		);
		expect(items.filter(({ json }) => json.timed_out)).toEqual([]);
		expect(maxAtOnce()).toBe(2);
	});

	it('holds also for calls whose answers were lost', async () => {
		simulator.addFault({ match: { method: 'POST' }, times: 6, action: { reset: 'after' } });
		const { items } = await callRows(
			simulator,
			Array.from({ length: 6 }, (_, row) => ({ phone: number(row) })),
			{ maxInFlight: 2 },
			{ parameters: { waitForCompletion: true }, onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json.outcome)).toEqual(items.map(() => 'answered'));
		expect(maxAtOnce()).toBe(2);
	});

	it('continues with "stop" as soon as there is room, once an uncertain call is found', async () => {
		simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { reset: 'after' } });
		await call([NEVER_ENDS, BUSY, BUSY, BUSY], {
			options: { maxInFlight: 2 },
			wait: { maxWaitMinutes: 15 },
		});
		const [first, , third, fourth] = simulator.calls.map(({ time }) => time);
		expect((third ?? Infinity) - (first ?? 0)).toBeLessThan(120_000);
		expect((fourth ?? Infinity) - (first ?? 0)).toBeLessThan(120_000);
	});

	it('makes as many calls at once as allowed, with a limit of active calls too', async () => {
		await call([ANSWERED, ANSWERED, ANSWERED, ANSWERED, ANSWERED], {
			options: { maxInFlight: 4, maxSimultaneousCalls: 3 },
		});
		expect(maxAtOnce()).toBe(3);
	});
});

it('the summary says how all calls ended, for how long people talked, and what it cost', async () => {
	const { tasks } = await callRows(
		simulator,
		[ANSWERED, BUSY, ANSWERED, 'none', VOICEMAIL].map((phone) => ({ phone })),
		{},
		{ parameters: { waitForCompletion: true }, onError: 'continueRegularOutput' },
	);
	expect(tasks.flatMap(({ hints }) => hints ?? [])).toMatchObject([
		{
			type: 'info',
			message: expect.stringMatching(
				/^3 of 5 called: 1 answered, 1 voicemail, 1 busy\. 1 min \d+ s in calls, [\d,]+ credits\. 1 skipped \(same number as item 0\)\. 1 could not be called\.$/,
			),
		},
	]);
});

it('with "stop", waits for nobody once a call is refused: the error has the IDs', async () => {
	simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { status: 422 } });
	const begun = quickTime.now();
	const outcome = await call([NEVER_ENDS, ANSWERED, ANSWERED]);
	expect(outcome.error?.message).toContain('Item 1: The call to');
	expect(lostIds(simulator, outcome)).toEqual([]);
	expect(quickTime.now() - begun).toBeLessThan(60_000);
});

it('with Retry On Fail, waits for those who were called before, and does not call them again', async () => {
	simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { status: 422 } });
	const { items } = await call([ANSWERED, BUSY], { retryOnFail: true });
	expect(items.map(({ json }) => json.outcome)).toEqual(['answered', 'busy']);
	expect(dialRequests(simulator)).toHaveLength(3);
	expect(simulator.calls).toHaveLength(2);
});

it('with Retry On Fail does not ask again how a call ended that an earlier try saw end', async () => {
	simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { status: 422 } });
	const { items } = await call([ANSWERED, BUSY], {
		retryOnFail: true,
		options: { maxInFlight: 1 },
	});
	expect(items.map(({ json }) => json.outcome)).toEqual(['answered', 'busy']);
	const [first] = simulator.calls;
	const secondDial = dialRequests(simulator)[1]?.time ?? Infinity;
	const reads = readsOf(String(first?.conversationId));
	expect(reads.length).toBeGreaterThan(0);
	expect(reads.filter(({ time }) => time > secondDial)).toEqual([]);
});

describe('an execution that is stopped while it waits', () => {
	it('ends at once with every ID, and makes no further call', async () => {
		const phones = Array.from({ length: 6 }, (_, index) => (index < 4 ? NEVER_ENDS : ANSWERED));
		const { items } = await call(phones, {
			wait: { maxWaitMinutes: 1e9 },
			...stoppedOnce(() => looks() >= 2),
		});
		expect(simulator.calls).toHaveLength(4);
		expect(items.slice(0, 4).map(({ json }) => json)).toMatchObject(
			simulator.calls.map(({ conversationId }) => ({
				success: true,
				conversation_id: conversationId,
				outcome: 'unknown',
				outcome_reason: 'The execution was stopped before the call was over',
			})),
		);
		expect(items[5]?.json.error).toBe('Not called: the execution was canceled [item 5]');
	});

	it("keeps the IDs in the execution's custom data, and in n8n's log", async () => {
		const warn = jest.fn<void, [string]>();
		const log = jest
			.spyOn(ExecuteContext.prototype, 'logger', 'get')
			.mockReturnValue({ warn, info: () => {} } as unknown as ExecuteContext['logger']);
		const { run } = await call(
			Array.from({ length: 20 }, (_, index) => elsewhere(NEVER_ENDS, index)),
			{
				options: { maxInFlight: 20 },
				wait: { maxWaitMinutes: 1e9 },
				...stoppedOnce(() => looks() >= 1),
			},
		);
		log.mockRestore();
		const kept = Object.values(run.data.resultData.metadata ?? {});
		const ids = simulator.calls.map(({ conversationId }) => conversationId);
		expect(ids).toHaveLength(20);
		for (const places of [kept.join(), warn.mock.calls.join()]) {
			expect(ids.filter((id) => !places.includes(id))).toEqual([]);
		}
		expect(Math.max(...kept.map((value) => value.length))).toBeLessThan(256);
	});
});

it('1,000 calls of mixed outcomes come out right and in time, with few requests', async () => {
	const DROPS = 'drops';
	const numbers = [ANSWERED, VOICEMAIL, BUSY, NO_ANSWER, '+12025550106', NEVER_ENDS, DROPS];
	const outcomes = ['answered', 'voicemail', 'busy', 'no_answer', 'failed', 'unknown', 'failed'];
	const rows = Array.from({ length: 1_000 }, (_, row) => ({
		phone:
			numbers[row % numbers.length] === DROPS
				? number(row)
				: elsewhere(String(numbers[row % numbers.length]), Math.floor(row / numbers.length)),
		agent: numbers[row % numbers.length] === DROPS ? 'agent_simbare' : 'agent_simlocked',
		line: row % 2 === 0 ? 'phnum_simtwilio' : 'phnum_simsiptrunk',
	}));
	const { items } = await callRows(
		simulator,
		rows,
		{ skipRepeatedNumbers: false, maxInFlight: 1_000, checkAgent: false },
		{
			parameters: {
				waitForCompletion: true,
				maxWaitMinutes: 5,
				agentId: { __rl: true, mode: 'id', value: '={{ $json.agent }}' },
				phoneNumberId: { __rl: true, mode: 'id', value: '={{ $json.line }}' },
			},
		},
	);
	expect(items.map(({ json }) => json.outcome)).toEqual(
		rows.map((_, row) => outcomes[row % outcomes.length]),
	);
	expect(items.map(({ json }) => json.timed_out)).toEqual(
		rows.map((_, row) => (numbers[row % numbers.length] === NEVER_ENDS ? true : undefined)),
	);
	const endsAfterSecs = new Map(
		[ANSWERED, VOICEMAIL, BUSY, NO_ANSWER, '+12025550106'].map((phone, index) => [
			phone,
			[53, 38, 2, 60, 3][index]!,
		]),
	);
	for (const { number: called, time, conversationId } of simulator.calls) {
		const to = elsewhere(called, 0);
		const end = time + 1_000 * (to === NEVER_ENDS ? 300 : (endsAfterSecs.get(to) ?? 9));
		const reads = readsOf(conversationId).filter((read) => read.time >= end - 1_000);
		expect(reads).toHaveLength(1);
		expect((reads[0]?.time ?? Infinity) - end).toBeLessThan(LONGEST_INTERVAL_MS);
	}
	const byLook = new Map<number, number>();
	for (const { path, time } of simulator.requests) {
		if (path !== '/v1/convai/conversations') continue;
		const second = Math.floor(time / 1_000);
		byLook.set(second, (byLook.get(second) ?? 0) + 1);
	}
	expect(Math.max(...byLook.values())).toBeLessThanOrEqual(60);
});
