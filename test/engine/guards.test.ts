import { ExecuteContext } from 'n8n-core';
import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import {
	callRows,
	cancelledAfter,
	dialRequests,
	lostIds,
	masked,
	number,
	rowsOf,
} from './plainCalls';
import { quickTime } from '../clock/quickTime';
import { until } from './until';
import { cancel, locator } from './workflowRun';
import { simulator } from './quickSimulator';

const continues = { onError: 'continueRegularOutput' } as const;
const DAY_MS = 86_400_000;

const hintOf = (message: string, type: 'info' | 'warning' = 'info') => [
	{ message, type, location: 'outputPane' },
];

const jsonsOf = ({ items }: { items: Array<{ json: IDataObject }> }) =>
	items.map(({ json }) => json);

describe('a number that comes twice in a run', () => {
	const rows = [{ phone: number(0) }, { phone: number(1) }, { phone: '+1 (202) 555-1000' }];

	it('is called for its first item only, and the other one says for which', async () => {
		const { items, task } = await callRows(simulator, rows);
		expect(simulator.callCounts()).toEqual({ [number(0)]: 1, [number(1)]: 1 });
		expect(items[2]).toEqual({
			json: {
				success: false,
				message: 'Not called: same number as item 0',
				reason: 'duplicate',
				duplicate_of_item: 0,
				to_number: number(0),
			},
			pairedItem: { item: 2 },
		});
		expect(task.hints).toEqual(hintOf('2 of 3 called. 1 skipped (same number as item 0).'));
	});

	it('is called for both if that is asked for', async () => {
		const { items, task } = await callRows(simulator, rows, { skipRepeatedNumbers: false });
		expect(simulator.callsTo(number(0))).toBe(2);
		expect(new Set(items.map(({ json }) => json.conversation_id)).size).toBe(3);
		expect(task.hints).toEqual(hintOf('3 of 3 called.'));
	});

	it('and whose answers are both lost is found twice, each conversation once', async () => {
		simulator.addFault({
			match: { toNumber: number(0) },
			times: 2,
			action: { reset: 'after' },
		});
		const outcome = await callRows(simulator, rows, { skipRepeatedNumbers: false });
		expect(lostIds(simulator, outcome)).toEqual([]);
		expect(outcome.items.map(({ json }) => json.success)).toEqual([true, true, true]);
	});
});

describe('allowed numbers', () => {
	it('let the others come out uncalled', async () => {
		const rows = [...rowsOf(2), { phone: '+493023125101' }];
		const { items, task } = await callRows(simulator, rows, {
			allowedNumbers: `${number(0)}, +49*`,
		});
		expect(simulator.callCounts()).toEqual({ [number(0)]: 1, '+493023125101': 1 });
		expect(items[1]).toEqual({
			json: {
				success: false,
				message: "Not called: the number is not in 'Allowed Numbers'",
				reason: 'number_not_allowed',
				to_number: number(1),
			},
			pairedItem: { item: 1 },
		});
		expect(task.hints).toEqual(hintOf('2 of 3 called. 1 skipped (number not allowed).'));
	});

	it('that are empty are refused: nobody is called', async () => {
		const { error } = await callRows(simulator, rowsOf(2), { allowedNumbers: ' ' });
		expect(error?.message).toBe('Nobody was called: 2 of 2 items need fixing');
		expect(error?.description).toContain("• Items 0–1: 'Allowed Numbers' is empty. ");
		expect(simulator.calls).toEqual([]);
	});
});

describe('blocked numbers', () => {
	it('from a list of an expression are not called, even if they are allowed', async () => {
		const { items, task } = await callRows(simulator, rowsOf(3), {
			blockedNumbers: `={{ ['${number(1)}', '+49*'] }}`,
			allowedNumbers: '+1*',
		});
		expect(simulator.callCounts()).toEqual({ [number(0)]: 1, [number(2)]: 1 });
		expect(items[1]).toEqual({
			json: {
				success: false,
				message: "Not called: the number is in 'Blocked Numbers'",
				reason: 'number_blocked',
				to_number: number(1),
			},
			pairedItem: { item: 1 },
		});
		expect(task.hints).toEqual(hintOf('2 of 3 called. 1 skipped (number blocked).'));
	});

	it('may be none, if the list is one of no entries', async () => {
		await callRows(simulator, rowsOf(2), { blockedNumbers: '={{ [] }}' });
		expect(simulator.calls).toHaveLength(2);
	});

	it.each(['={{ $json.nothing }}', "={{ [].join(',') }}"])(
		'that may not have been found are refused: %s',
		async (blockedNumbers) => {
			const { error } = await callRows(simulator, rowsOf(2), { blockedNumbers });
			expect(error?.description).toContain("• Items 0–1: 'Blocked Numbers' is empty. ");
			expect(simulator.calls).toEqual([]);
		},
	);
});

describe('calling hours', () => {
	const weekday = (time: number) => new Date(time).getUTCDay() || 7;
	const hours = (weekdays: number[]) => ({
		callingHours: { hours: { from: '00:00', to: '24:00', weekdays, timeZone: 'UTC' } },
	});

	it('let nobody be called outside of them, and say when it is time', async () => {
		const tomorrow = quickTime.now() + DAY_MS;
		const { items, task } = await callRows(simulator, rowsOf(1), hours([weekday(tomorrow)]));
		const next = `${new Date(tomorrow).toISOString().slice(0, 10)}T00:00:00.000Z`;
		expect(items).toEqual([
			{
				json: {
					success: false,
					message: `Not called: outside calling hours until ${next}`,
					reason: 'outside_calling_hours',
					next_call_time: next,
					to_number: number(0),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(dialRequests(simulator)).toEqual([]);
		expect(task.hints).toEqual(hintOf('0 of 1 called. 1 skipped (outside calling hours).'));
	});

	it('let people be called within them', async () => {
		const { items } = await callRows(simulator, rowsOf(2), hours([1, 2, 3, 4, 5, 6, 7]));
		expect(jsonsOf({ items }).map(({ success }) => success)).toEqual([true, true]);
	});

	it('in the time zones of the number let it be called only within all of them', async () => {
		const noon = DateTime.fromMillis(quickTime.now() + DAY_MS, { zone: 'Europe/Madrid' }).set({
			hour: 12,
			minute: 0,
		});
		quickTime.advance(noon.toMillis() - quickTime.now());
		// In Madrid, and not yet on the Canary Islands, which are an hour behind.
		const hours = { from: '11:30', to: '18:00', weekdays: [1, 2, 3, 4, 5, 6, 7] };
		const { items } = await callRows(
			simulator,
			[
				{ phone: '+34612345101' },
				{ phone: '+34612345102', zone: 'Europe/Madrid' },
				{ phone: '+80012345678' },
			],
			{
				callingHours: {
					hours: { ...hours, zoneFrom: 'number', timeZone: '={{ $json.zone }}' },
				},
			},
			continues,
		);
		expect(items.map(({ json }) => json.reason)).toEqual([
			'outside_calling_hours',
			undefined,
			undefined,
		]);
		expect(items[2]?.json.error).toContain("'Calling Hours' has no 'Time Zone', and the number");
		expect(simulator.callCounts()).toEqual({ '+34612345102': 1 });
	});

	it('that end while a call waits for its turn keep it from being made', async () => {
		const today = weekday(quickTime.now());
		const { items } = await callRows(
			simulator,
			rowsOf(3),
			{
				...hours([today]),
				callsPerMinute: 1,
				maxInFlight: 1,
			},
			{
				onStart: () => {
					void until(() => simulator.calls.length > 0).then(() => quickTime.advance(DAY_MS));
				},
			},
		);
		expect(simulator.callCounts()).toEqual({ [number(0)]: 1 });
		expect(items.map(({ json }) => json.reason)).toEqual([
			undefined,
			'outside_calling_hours',
			'outside_calling_hours',
		]);
	});
});

it('a dry run gives the request that would have been sent, and dials nobody', async () => {
	const { items, task } = await callRows(simulator, rowsOf(1), { dryRun: true, userId: 'crm-1' });
	expect(items).toEqual([
		{
			json: {
				success: false,
				message: 'Dry run: this is the request that would have been sent',
				reason: 'dry_run',
				to_number: number(0),
				request: {
					method: 'POST',
					url: `${simulator.url}/v1/convai/twilio/outbound-call`,
					body: {
						agent_id: 'agent_simlocked',
						agent_phone_number_id: 'phnum_simtwilio',
						to_number: number(0),
						conversation_initiation_client_data: {
							source_info: { version: 'n8n-nodes-elevenlabs-calls/0.1.0' },
							user_id: 'crm-1',
						},
					},
				},
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(dialRequests(simulator)).toEqual([]);
	expect(task.hints).toEqual(hintOf('0 of 1 called. 1 skipped (dry run).'));
});

it('skipped items go to the first output, even if there is an error output', async () => {
	const { items, errorItems } = await callRows(
		simulator,
		rowsOf(2),
		{ allowedNumbers: number(0) },
		{ onError: 'continueErrorOutput', retryOnFail: true },
	);
	expect(jsonsOf({ items }).map(({ success }) => success)).toEqual([true, false]);
	expect(errorItems).toEqual([]);
});

describe('the hint', () => {
	it('is none after a plain run', async () => {
		expect((await callRows(simulator, rowsOf(1))).task.hints).toEqual([]);
	});

	it('counts what was tried more than once, found again and may have been placed', async () => {
		const fault = (index: number, action: Parameters<Simulator['addFault']>[0]['action']) =>
			simulator.addFault({ match: { toNumber: number(index) }, action });
		fault(0, { status: 429 });
		fault(1, { reset: 'after' });
		fault(2, { reset: 'before' });
		const { task } = await callRows(simulator, [...rowsOf(4), ...rowsOf(1)], {}, continues);
		expect(task.hints).toEqual(
			hintOf(
				'3 of 5 called. 1 skipped (same number as item 0). 1 may have been called: look for them in ElevenLabs before calling again. 1 retried because ElevenLabs did not accept them at first. 1 found among the conversations after the response was lost.',
				'warning',
			),
		);
	});
});

it('a call on a SIP trunk that is found again has the ID under its own name', async () => {
	simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'after' } });
	const { items } = await callRows(
		simulator,
		rowsOf(1),
		{},
		{ parameters: { phoneNumberId: locator('phnum_simsiptrunk') } },
	);
	const [placed] = simulator.calls;
	expect(jsonsOf({ items })).toEqual([
		{
			success: true,
			message:
				"Call initiated; found among the conversations because ElevenLabs' response was lost",
			conversation_id: placed?.conversationId,
			sip_call_id: placed?.callSid,
			to_number: number(0),
		},
	]);
});

it("a call is not confused with someone else's call to another number at the same time", async () => {
	const agent = { agentId: 'agent_simlocked', phoneNumberId: 'phnum_simtwilio' };
	simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'before' } });
	simulator.placeForeignCall({ ...agent, number: number(7) });
	const { items } = await callRows(simulator, rowsOf(1), {}, continues);
	expect(items[0]?.json).toMatchObject({ details: { call_may_have_been_placed: true } });
});

describe('an execution that is canceled', () => {
	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'with %s dials nobody anymore, and every other item says that it was not called',
		async (onError) => {
			const { items } = await callRows(
				simulator,
				rowsOf(8),
				{ maxInFlight: 1 },
				{ ...cancelledAfter(simulator, { answered: 2 }), onError },
			);
			expect(dialRequests(simulator)).toHaveLength(3);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3, 4, 5, 6, 7].map((item) => ({ item })),
			);
			expect(items[7]?.json.error).toBe('Not called: the execution was canceled [item 7]');
		},
	);

	it('ends at once, with what was answered until then; of the others it says that they may have been placed', async () => {
		const { items } = await callRows(
			simulator,
			rowsOf(12),
			{},
			cancelledAfter(simulator, { answered: 4, underWay: 4 }),
		);
		expect(dialRequests(simulator).filter(({ status }) => status === null)).toHaveLength(4);
		expect(items.map(({ json }) => json.conversation_id).slice(0, 4)).toEqual(
			simulator.calls.slice(0, 4).map(({ conversationId }) => conversationId),
		);
		expect(items.slice(4).map(({ json }) => json.error)).toEqual([
			...[4, 5, 6, 7].map(
				(item) =>
					`The call to ${masked(item)} may have been placed: the execution was stopped before ElevenLabs responded [item ${item}]`,
			),
			...[8, 9, 10, 11].map((item) => `Not called: the execution was canceled [item ${item}]`),
		]);
	});

	it("keeps the IDs of calls that are answered after that in n8n's log", async () => {
		const warn = jest.fn<void, [string]>();
		const log = jest
			.spyOn(ExecuteContext.prototype, 'logger', 'get')
			.mockReturnValue({ warn, info: () => {} } as unknown as ExecuteContext['logger']);
		const held = simulator.hold({ toNumber: number(1) });
		await callRows(
			simulator,
			rowsOf(3),
			{ maxInFlight: 1 },
			{ onStart: (engine) => void held.reaches(1).then(() => cancel(engine)) },
		);
		held.end();
		await until(() => warn.mock.calls.length > 1);
		expect(warn.mock.calls).toEqual([
			[
				`Calls placed before the execution was stopped, by item: 0: ${simulator.calls[0]?.conversationId}`,
			],
			[
				`The call to ${masked(1)} (item 1) was placed; ElevenLabs responded after the execution was stopped: ${simulator.calls[1]?.conversationId}`,
			],
		]);
		expect(simulator.calls).toHaveLength(2);
		log.mockRestore();
	});

	it('while it waits for room on the line dials nobody', async () => {
		simulator.placeForeignCall({
			agentId: 'agent_simlocked',
			phoneNumberId: 'phnum_simtwilio',
			number: '+12025550105',
		});
		const looks = () => simulator.requests.filter(({ path }) => path.endsWith('/live-count'));
		const { items } = await callRows(
			simulator,
			rowsOf(2),
			{ maxSimultaneousCalls: 1 },
			{
				onStart: (engine) => {
					void until(() => looks().length >= 3).then(() => cancel(engine));
				},
			},
		);
		expect(dialRequests(simulator)).toEqual([]);
		expect(items).toHaveLength(2);
	});
});

describe('the pace', () => {
	it('holds dials while as many calls are live as may be, also those of others', async () => {
		const foreign = { agentId: 'agent_simlocked', phoneNumberId: 'phnum_simtwilio' };
		simulator.placeForeignCall({ ...foreign, number: '+12025550105' });
		simulator.placeForeignCall({ ...foreign, number: number(90) });
		const begun = quickTime.now();
		const { items } = await callRows(simulator, rowsOf(6), { maxSimultaneousCalls: 3 });

		expect(items.map(({ json }) => json.success)).toEqual(Array(6).fill(true));
		expect(simulator.callCounts()).toEqual(
			Object.fromEntries(rowsOf(6).map(({ phone }) => [phone, 1])),
		);
		// A call that is answered is live for 48 seconds; one of the foreign ones never ends.
		const starts = [begun, begun, ...simulator.calls.map(({ time }) => time)];
		const liveAt = (time: number) =>
			starts.filter((start, index) => start <= time && (index === 0 || time < start + 48_000))
				.length;
		expect(Math.max(...simulator.calls.map(({ time }) => liveAt(time)))).toBe(3);
	});

	it('asks for the live count before each dial, and fails the item if there is none', async () => {
		simulator.addFault({
			match: { path: '/v1/convai/analytics/live-count' },
			action: { status: 403 },
		});
		const { items } = await callRows(simulator, rowsOf(2), { maxSimultaneousCalls: 3 }, continues);
		expect(items.map(({ json }) => json.success)).toEqual([undefined, true]);
		expect(items[0]?.json).toMatchObject({ details: { call_may_have_been_placed: false } });
		expect(simulator.callsTo(number(0))).toBe(0);
	});

	it('starts as many calls in a minute as it may, evenly', async () => {
		// One after the other: the clock is ahead of a request that is under way while another waits.
		await callRows(simulator, rowsOf(4), { callsPerMinute: 6, maxInFlight: 1 });
		const times = simulator.calls.map(({ time }) => time);
		const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
		expect(gaps).toHaveLength(3);
		for (const gap of gaps) expect(gap).toBeGreaterThan(9_900);
		for (const gap of gaps) expect(gap).toBeLessThan(15_000);
	});

	it('with "stop", dials nobody else after the first failure', async () => {
		// All four are answered in the same turn.
		const held = simulator.hold();
		void held.reaches(4).then(() => held.end());
		simulator.addFault({ match: { toNumber: number(0) }, action: { status: 422 } });
		for (const index of [1, 2, 3]) {
			simulator.addFault({
				match: { toNumber: number(index) },
				times: 2,
				action: { status: 429 },
			});
		}
		const { error } = await callRows(simulator, rowsOf(5));
		expect(error?.message).toContain(`The call to ${masked(0)} was not placed: `);
		expect(simulator.calls).toEqual([]);
	});

	it.each([
		[0, 1],
		[2, 2],
		[60, 6],
	])('gives up after %i seconds of 429, with %i requests or so', async (secs, most) => {
		simulator.addFault({ match: { toNumber: number(0) }, times: 99, action: { status: 429 } });
		const { error } = await callRows(simulator, rowsOf(1), { keepTryingSecs: secs });
		expect(error?.message).toContain('was not placed');
		expect(dialRequests(simulator).length).toBeGreaterThanOrEqual(Math.max(1, most - 1));
		expect(dialRequests(simulator).length).toBeLessThanOrEqual(most + 1);
	});
});
