import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { quickTime } from '../clock/quickTime';
import { DeduplicationStore } from './deduplicationStore';
import { callRows, dialRequests, number, rowsOf } from './plainCalls';
import { simulator } from './quickSimulator';
import type { RunOptions } from './workflowRun';

const CONVERSATIONS = '/v1/convai/conversations';
const DAY_MS = 86_400_000;
const store = new DeduplicationStore();
let run = 0;
/** n8n remembers its latest calls, so each test calls other people. */
let user = '';

beforeAll(async () => {
	await DataDeduplicationService.init(store);
});

beforeEach(() => {
	store.rows.clear();
	user = `crm-${++run}`;
});

const limitOf = (maxCalls: number, days = 1, hoursApart = 0) => ({
	contactLimit: { limit: { maxCalls, days, hoursApart } },
});

/** Calls rows that have their person in `user`. */
const call = async (
	rows: IDataObject[],
	options: IDataObject,
	more: Partial<RunOptions> = { onError: 'continueRegularOutput' },
) => await callRows(simulator, rows, { userId: '={{ $json.user }}', ...options }, more);

const rowsFor = (count: number) => rowsOf(count).map((row) => ({ ...row, user }));

const reasonsOf = ({ items }: { items: Array<{ json: IDataObject }> }) =>
	items.map(({ json }) => json.reason);

const foreignCall = (userId: string, agentId = 'agent_simlocked') =>
	simulator.placeForeignCall({
		agentId,
		phoneNumberId: 'phnum_simtwilio',
		number: number(7),
		clientData: { user_id: userId },
	});

const lists = () => simulator.requests.filter(({ path }) => path === CONVERSATIONS);
const keys = () => [...store.rows.values()].flat().length;

describe('a contact limit', () => {
	it('counts calls of other agents and programs, and says when the next one may be made', async () => {
		foreignCall(user, 'agent_simappointments');
		const called = quickTime.now();
		const outcome = await call(rowsFor(1), limitOf(1));
		const next = String(outcome.items[0]?.json.next_call_time);

		expect(outcome.items).toEqual([
			{
				json: {
					success: false,
					message: `Not called: contact limit reached (next possible time: ${next})`,
					reason: 'contact_limit',
					calls_found: 1,
					next_call_time: next,
					to_number: number(0),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(Math.abs(Date.parse(next) - called - DAY_MS)).toBeLessThan(5_000);
		expect(dialRequests(simulator)).toEqual([]);
		expect(outcome.task.hints?.[0]?.message).toBe('0 of 1 called. 1 skipped (contact limit).');
	});

	it('asks for one small list per row, of all agents, just before the dial', async () => {
		await call(
			[0, 1, 2].map((index) => ({ phone: number(index), user: `${user} ${index}` })),
			limitOf(3),
		);
		expect(lists().map(({ query }) => query)).toEqual(
			[0, 1, 2].map((index) => ({
				user_id: `${user} ${index}`,
				sort_direction: 'desc',
				page_size: '13',
			})),
		);
		expect(simulator.calls).toHaveLength(3);
	});

	it('asks nothing for rows that another guard skips, or a dry run', async () => {
		await call(rowsFor(1), { ...limitOf(1), blockedNumbers: number(0) });
		await call(rowsFor(1), { ...limitOf(1), dryRun: true });
		expect(lists()).toEqual([]);
	});

	it('makes the number the User ID of a row without one, and counts by it', async () => {
		const phone = number(500 + run);
		const rows = [{ phone, user: '' }];
		await call(rows, limitOf(1));
		expect(dialRequests(simulator)[0]?.body).toMatchObject({
			conversation_initiation_client_data: { user_id: phone },
		});
		expect(reasonsOf(await call(rows, limitOf(1)))).toEqual(['contact_limit']);
		expect(simulator.callsTo(phone)).toBe(1);
	});

	it('counts calls of earlier runs that are not listed yet', async () => {
		simulator.conversationVisibleAfterMs = 60_000;
		await call(rowsFor(1), limitOf(1));
		expect(reasonsOf(await call(rowsFor(1), limitOf(1)))).toEqual(['contact_limit']);
		expect(simulator.calls).toHaveLength(1);
	});

	it('counts calls of the same run: two rows with the same person', async () => {
		simulator.conversationVisibleAfterMs = 60_000;
		expect(reasonsOf(await call(rowsFor(3), { ...limitOf(2), maxInFlight: 1 }))).toEqual([
			undefined,
			undefined,
			'contact_limit',
		]);
		expect(simulator.calls).toHaveLength(2);
	});

	it('calls a person only once at a time', async () => {
		const reasons = reasonsOf(await call(rowsFor(4), limitOf(9)));
		expect(reasons.filter((reason) => reason === undefined)).toHaveLength(1);
	});

	it('keeps the hours between two calls', async () => {
		await call(rowsFor(1), limitOf(9, 7, 4));
		// ElevenLabs' clock is known to the second, less the time that its answer took.
		quickTime.advance(4 * 3_600_000 - 60_000);
		expect(reasonsOf(await call(rowsFor(1), limitOf(9, 7, 4)))).toEqual(['contact_limit']);
		quickTime.advance(120_000);
		expect(reasonsOf(await call(rowsFor(1), limitOf(9, 7, 4)))).toEqual([undefined]);
	});

	it.each([
		[{ status: 500 }, /can't be read: ElevenLabs responded/],
		[{ status: 429 }, /can't be read: /],
		[{ reset: 'before' }, /can't be read: /],
		[{ body: { conversations: [{ conversation_id: 'conv_a' }] } }, /can't be read: /],
		[{ body: { conversations: [], has_more: true } }, /can't be read: /],
		[{ body: { conversations: [] } }, /can't be read: /],
		[
			{
				body: {
					conversations: [{ conversation_id: 'conv_a', start_time_unix_secs: 0 }],
					has_more: false,
				},
			},
			/can't be read: /,
		],
	] as const)('calls nobody if the calls can’t be read: %j', async (action, message) => {
		simulator.addFault({ match: { path: CONVERSATIONS }, action: action as never });
		const { items } = await call(rowsFor(1), limitOf(3));
		expect(items[0]?.json.error).toMatch(message);
		expect(simulator.calls).toEqual([]);
		expect(keys()).toBe(0);
	});

	it.each([{ status: 422 }, { successFalse: 'No credit' }])(
		'does not count a call that was not placed: %j',
		async (action) => {
			simulator.addFault({ match: { toNumber: number(0) }, action });
			await call(rowsFor(1), limitOf(1));
			expect(keys()).toBe(0);
			expect(reasonsOf(await call(rowsFor(1), limitOf(1)))).toEqual([undefined]);
		},
	);

	it('counts a call whose answer was lost', async () => {
		simulator.addFault({ match: { toNumber: number(0) }, action: { reset: 'before' } });
		await call(rowsFor(1), limitOf(1));
		expect(reasonsOf(await call(rowsFor(1), limitOf(1)))).toEqual(['contact_limit']);
	});

	it('does not count a row whose deduplication key was used before', async () => {
		const withKey = { ...limitOf(2), deduplicationKey: '={{ $json.user }}' };
		await call(rowsFor(1), withKey);
		const before = keys();
		expect(reasonsOf(await call(rowsFor(1), withKey))).toEqual(['duplicate']);
		expect(keys()).toBe(before);
		expect(reasonsOf(await call(rowsFor(1), limitOf(2)))).toEqual([undefined]);
	});

	it('does not call again with Retry On Fail', async () => {
		simulator.addFault({ match: { toNumber: number(1) }, action: { status: 422 } });
		const rows = [0, 1].map((index) => ({ phone: number(index), user: `${user} ${index}` }));
		const { items } = await call(rows, limitOf(1), { retryOnFail: true });
		expect(items.map(({ json }) => json.success)).toEqual([true, true]);
		expect(simulator.callsTo(number(0))).toBe(1);
	});

	it('is refused if it can’t be read: nobody is called', async () => {
		const { error } = await call(
			rowsFor(2),
			{ contactLimit: { limit: { maxCalls: '={{ $json.nothing }}', days: 1, hoursApart: 0 } } },
			{},
		);
		expect(error?.description).toContain("'Contact Limit' has a 'Max Calls' that must be");
		expect(simulator.calls).toEqual([]);
	});
});
