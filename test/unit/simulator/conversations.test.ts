import { durations } from '../../simulator/calls/durations';
import type { Conversation, MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { ask, dial, dialBody, told } from './startedSimulator';

const start = 1_800_000_000_000;
const startSecs = start / 1000;

let clock: MovableClock;
let simulator: Simulator;
beforeEach(async () => {
	clock = movableClock(start);
	simulator = await startSimulator({ clock });
});
afterEach(async () => await simulator.close());

const numbers = {
	answered: '+12025550101',
	voicemail: '+12025550102',
	busy: '+12025550103',
	no_answer: '+12025550104',
	never_ends: '+12025550105',
	failed: '+12025550106',
};

const pathOf = (id: string | undefined) => `/v1/convai/conversations/${id}`;

async function get(id = simulator.calls.at(-1)?.conversationId): Promise<Conversation> {
	const { status, body } = await told(ask(simulator, pathOf(id)));
	if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
	return body as Conversation;
}

interface Page {
	conversations: Array<Record<string, unknown> & { conversation_id: string }>;
	next_cursor: string | null;
	has_more: boolean;
}

const list = async (query = '') =>
	(await told(ask(simulator, `/v1/convai/conversations?${query}`))).body as Page;

const idsOf = ({ conversations }: Page) => conversations.map((entry) => entry.conversation_id);

async function liveCount(query = ''): Promise<unknown> {
	const { body } = await told(ask(simulator, `/v1/convai/analytics/live-count?${query}`));
	return (body as { count: number }).count;
}

/** Dials, and resolves to the ID of the conversation. */
async function called(number: string, more: object = {}): Promise<string> {
	expect((await dial(simulator, dialBody(number, more))).status).toBe(200);
	return simulator.calls.at(-1)?.conversationId ?? '';
}

const sip = { agent_phone_number_id: 'phnum_simsiptrunk' };

async function calledBySip(number: string): Promise<string> {
	await ask(simulator, '/v1/convai/sip-trunk/outbound-call', { body: dialBody(number, sip) });
	return simulator.calls.at(-1)?.conversationId ?? '';
}

describe('the course of a call', () => {
	type Step = [seconds: number, status: string, durationSecs: number, callResult: string | null];

	const courses: Record<keyof typeof numbers, Step[]> = {
		answered: [
			[0, 'initiated', 0, null],
			[7.999, 'initiated', 0, null],
			[8, 'in-progress', 0, null],
			[47.999, 'in-progress', 0, null],
			[48, 'processing', 40, 'answered'],
			[52.999, 'processing', 40, 'answered'],
			[53, 'done', 40, 'answered'],
			[86_400, 'done', 40, 'answered'],
		],
		voicemail: [
			[7.999, 'initiated', 0, null],
			[8, 'in-progress', 0, null],
			[33, 'processing', 25, 'voicemail'],
			[38, 'done', 25, 'voicemail'],
		],
		busy: [
			[1.999, 'initiated', 0, null],
			[2, 'failed', 0, 'busy'],
		],
		no_answer: [
			[59.999, 'initiated', 0, null],
			[60, 'failed', 0, 'no_answer'],
		],
		never_ends: [
			[0, 'initiated', 0, null],
			[8, 'initiated', 0, null],
			[31_536_000, 'initiated', 0, null],
		],
		failed: [
			[2.999, 'initiated', 0, null],
			[3, 'failed', 0, 'failed'],
		],
	};

	it.each(Object.entries(courses))('that is %s', async (outcome, steps) => {
		await called(numbers[outcome as keyof typeof numbers]);
		for (const [seconds, status, durationSecs, callResult] of steps) {
			clock.advance(start + seconds * 1000 - clock.now());
			const conversation = await get();
			const isOver = callResult !== null;
			const talked = isOver && durationSecs > 0;

			expect(conversation).toMatchObject({
				status,
				metadata: {
					start_time_unix_secs: startSecs,
					call_duration_secs: durationSecs,
					phone_call: { call_result: callResult },
					termination_reason: isOver ? (expect.any(String) as string) : null,
				},
			});
			expect(conversation.transcript.length > 0).toBe(talked);
			expect(conversation.analysis !== null).toBe(status === 'done');
			expect(conversation.has_audio).toBe(status === 'done');
			expect((await list()).conversations).toMatchObject([
				{ status, call_duration_secs: durationSecs, message_count: conversation.transcript.length },
			]);
		}
	});

	it('rings as long as the request allows', async () => {
		await called(numbers.no_answer, { telephony_call_config: { ringing_timeout_secs: 30 } });
		clock.advance(29_999);
		expect((await get()).status).toBe('initiated');
		clock.advance(1);
		expect((await get()).status).toBe('failed');
	});

	it('shows its end: a person', async () => {
		await called(numbers.answered);
		clock.advance(durations.ringing);
		expect((await get()).metadata).toMatchObject({
			accepted_time_unix_secs: startSecs + 8,
			cost: null,
			charging: null,
		});
		clock.advance(durations.conversation + durations.processing);

		expect(await get()).toMatchObject({
			metadata: {
				cost: 280,
				charging: { call_charge: 280 },
				error: null,
				termination_reason: 'Call ended by remote party',
				main_language: 'en',
				features_usage: { voicemail_detection: { enabled: true, used: false } },
			},
			analysis: { call_successful: 'success' },
			transcript: [
				{ role: 'agent', message: 'Hello, this is an automated call.', time_in_call_secs: 0 },
				{ role: 'user' },
				{ role: 'agent' },
			],
		});
	});

	it('shows its end: a machine', async () => {
		await called(numbers.voicemail);
		clock.advance(durations.ringing);
		expect((await get()).metadata.features_usage?.voicemail_detection?.used).toBe(false);
		clock.advance(60_000);

		expect(await get()).toMatchObject({
			metadata: {
				termination_reason: 'voicemail_detection tool was called.',
				features_usage: { voicemail_detection: { enabled: true, used: true } },
			},
			analysis: { call_successful: 'failure' },
		});
		expect((await list()).conversations[0]?.tool_names).toEqual(['voicemail_detection']);
	});

	it.each([
		['busy', 486],
		['no_answer', 480],
		['failed', 404],
	] as const)('tells on a SIP trunk why it was %s, and elsewhere not', async (outcome, code) => {
		const ids = [await calledBySip(numbers[outcome]), await called(numbers[outcome])];
		clock.advance(60_000);
		const [onSip, onTwilio] = await Promise.all(ids.map(get));

		expect(onSip?.metadata).toMatchObject({ termination_reason: '', error: { code } });
		expect(onSip?.metadata.error?.reason).toMatch(`INVITE failed: sip status: ${code}: `);
		expect(onTwilio?.metadata).toMatchObject({ termination_reason: '', error: null });
	});

	const notAllowed = "Override for field 'first_message' is not allowed by config.";
	const missing = "Missing required dynamic variables in first message: {'name'}";
	const overriding = {
		conversation_initiation_client_data: {
			conversation_config_override: { agent: { first_message: 'x' } },
		},
	};

	it.each([
		['an override', overriding, notAllowed],
		['a missing variable', { agent_id: 'agent_simbare' }, missing],
	])('drops a second after pickup over %s', async (_what, more, reason) => {
		await called(numbers.answered, more);
		clock.advance(8_000);
		expect((await get()).status).toBe('in-progress');
		clock.advance(999);
		expect((await get()).status).toBe('in-progress');
		clock.advance(1);

		expect(await get()).toMatchObject({
			status: 'failed',
			analysis: null,
			transcript: [],
			has_audio: false,
			metadata: {
				call_duration_secs: 1,
				termination_reason: reason,
				error: { code: 1008, reason },
				phone_call: { call_result: 'answered' },
			},
		});
	});

	it('does not drop before anyone picks up', async () => {
		await called(numbers.never_ends, overriding);
		await called(numbers.busy, overriding);
		clock.advance(3_600_000);

		expect(simulator.conversations().map(({ status }) => status)).toEqual(['initiated', 'failed']);
		expect((await get()).metadata).toMatchObject({
			error: null,
			phone_call: { call_result: 'busy' },
		});
	});
});

describe('a conversation', () => {
	it('contains what was sent, and says it', async () => {
		const data = {
			user_id: 'crm-4711',
			branch_id: 'agtbrch_simappointments',
			environment: 'staging',
			dynamic_variables: { customer_name: 'Ada', appointment_time: 9, company: 'X', fee: true },
			conversation_config_override: { agent: { first_message: 'Hi {{ customer_name }}!' } },
			source_info: { version: 'n8n-nodes-elevenlabs-calls/0.1.0' },
		};
		const id = await called(numbers.answered, {
			agent_id: 'agent_simappointments',
			conversation_initiation_client_data: data,
		});
		clock.advance(60_000);

		expect(await get(id)).toMatchObject({
			agent_id: 'agent_simappointments',
			agent_name: 'Appointment reminders',
			conversation_id: id,
			user_id: 'crm-4711',
			branch_id: 'agtbrch_simappointments',
			environment: 'staging',
			metadata: { conversation_initiation_source_version: 'n8n-nodes-elevenlabs-calls/0.1.0' },
			conversation_initiation_client_data: data,
		});
		expect((await get(id)).transcript[0]?.message).toBe('Hi Ada!');
	});

	it('is in the language asked for, in its own words', async () => {
		await called(numbers.answered, {
			agent_id: 'agent_simappointments',
			conversation_initiation_client_data: {
				conversation_config_override: { agent: { language: 'de' } },
				dynamic_variables: {
					customer_name: 'Ada',
					appointment_time: 9,
					company: 'X',
					fee: 1,
					anrede: 'Frau',
				},
			},
		});
		clock.advance(60_000);
		const { metadata, transcript } = await get();

		expect(metadata.main_language).toBe('de');
		expect(transcript[0]?.message).toMatch(/^Guten Tag Frau Ada, /);
	});

	it('has no audio if the agent does not record', async () => {
		const privacy = simulator.agents.get('agent_simlocked')?.platform_settings?.privacy;
		if (!privacy) throw new Error('no such seed');
		privacy.record_voice = false;
		await called(numbers.answered);
		clock.advance(60_000);

		expect(await get()).toMatchObject({ status: 'done', has_audio: false, has_user_audio: false });
	});

	it('started without data', async () => {
		await called(numbers.answered);

		expect(await get()).toMatchObject({
			user_id: null,
			conversation_initiation_client_data: null,
		});
	});

	it.each([
		['twilio', 'phnum_simtwilio', '+12025550190', 'twilio'],
		['exotel', 'phnum_simexotel', '+912261930193', 'exotel'],
		['sip-trunk', 'phnum_simsiptrunk', '+493023125191', 'sip_trunking'],
	])('describes a phone call at %s', async (path, phoneNumberId, agentNumber, type) => {
		const body = dialBody('+1 (202) 555-0101', { agent_phone_number_id: phoneNumberId });
		const dialed = await told(ask(simulator, `/v1/convai/${path}/outbound-call`, { body }));
		const answer = dialed.body as Record<string, string>;
		const { metadata } = await get(answer.conversation_id);

		expect(metadata.conversation_initiation_source).toBe(simulator.calls[0]?.provider);
		expect(metadata.phone_call).toEqual({
			type,
			direction: 'outbound',
			phone_number_id: phoneNumberId,
			agent_number: agentNumber,
			external_number: '+1 (202) 555-0101',
			call_sid: answer.callSid ?? answer.sip_call_id,
			call_result: null,
			...(type === 'sip_trunking'
				? { call_id: expect.any(String) as string, sip_header_dynamic_variables: {} }
				: { stream_sid: expect.any(String) as string }),
		});
		if (metadata.phone_call?.type === 'sip_trunking') {
			expect(metadata.phone_call.call_id).not.toBe(answer.sip_call_id);
		}
	});

	it('has no call result on an older host', async () => {
		simulator.callResult = false;
		await called(numbers.busy);
		clock.advance(60_000);

		expect((await get()).metadata.phone_call).toBeDefined();
		expect((await get()).metadata.phone_call).not.toHaveProperty('call_result');
	});

	it("exists even if the dial's answer had no ID", async () => {
		simulator.addFault({ match: {}, action: { reset: 'after' } });
		await expect(dial(simulator)).rejects.toThrow('fetch failed');

		expect(idsOf(await list())).toEqual([simulator.calls[0]?.conversationId]);
	});

	it('is not there when no call was placed', async () => {
		await dial(simulator, dialBody('+12025550107'));
		await dial(simulator, dialBody(numbers.answered, { agent_id: 'nobody' }));

		expect(await list()).toEqual({ conversations: [], next_cursor: null, has_more: false });
		expect(simulator.conversations()).toEqual([]);
	});

	it('with an unknown ID is a 404', async () => {
		expect(await told(ask(simulator, pathOf('conv_nobody')))).toEqual({
			status: 404,
			body: {
				detail: {
					type: 'not_found',
					code: 'conversation_not_found',
					message: 'Conversation with id conv_nobody not found.',
					status: 'conversation_history_not_found',
					request_id: simulator.requests[0]?.id,
					param: null,
				},
			},
		});
	});

	it('is forgotten on reset', async () => {
		const id = await called(numbers.answered);
		simulator.reset();

		expect((await list()).conversations).toEqual([]);
		expect((await ask(simulator, pathOf(id))).status).toBe(404);
		expect(await liveCount()).toBe(0);
		expect(await liveCount('agent_id=agent_simlocked')).toBe(0);
	});
});

describe('delays', () => {
	it('keep a new conversation out of the list and a 404, until they are over', async () => {
		simulator.conversationVisibleAfterMs = 5_000;
		const id = await called(numbers.answered);
		for (const ms of [0, 4_999]) {
			clock.advance(ms);
			expect((await ask(simulator, pathOf(id))).status).toBe(404);
			expect((await ask(simulator, pathOf(id), { method: 'DELETE' })).status).toBe(404);
			expect((await list()).conversations).toEqual([]);
			expect((await list('user_id=x')).conversations).toEqual([]);
		}
		expect(await liveCount()).toBe(1);
		expect(simulator.conversations()).toHaveLength(1);

		clock.advance(1);
		expect((await get(id)).status).toBe('initiated');
		expect(idsOf(await list())).toEqual([id]);
	});

	it('leave older conversations in the list', async () => {
		const old = await called(numbers.answered);
		clock.advance(60_000);
		simulator.conversationVisibleAfterMs = 5_000;
		await called(numbers.answered);

		expect(idsOf(await list('page_size=1'))).toEqual([old]);
	});

	it('keep the phone call to themselves, until they are over', async () => {
		simulator.phoneCallKnownAfterMs = 3_000;
		const id = await called(numbers.answered);
		clock.advance(2_999);
		expect((await get(id)).metadata.phone_call).toBeNull();
		expect((await list()).conversations[0]?.direction).toBeNull();
		expect(simulator.conversations()[0]?.metadata.phone_call).not.toBeNull();

		clock.advance(1);
		expect((await get(id)).metadata.phone_call).toMatchObject({ direction: 'outbound' });
		expect((await list()).conversations[0]?.direction).toBe('outbound');
	});

	it('can be set from the start', async () => {
		const other = await startSimulator({
			conversationVisibleAfterMs: 1,
			phoneCallKnownAfterMs: 2,
			callResult: false,
		});
		try {
			expect(other).toMatchObject({
				conversationVisibleAfterMs: 1,
				phoneCallKnownAfterMs: 2,
				callResult: false,
			});
		} finally {
			await other.close();
		}
	});
});

describe('the list', () => {
	const data = (more: object) => ({ conversation_initiation_client_data: more });

	/** Seven calls, ten seconds apart: name → id. */
	async function sevenCalls(): Promise<Record<string, string>> {
		const ids: Record<string, string> = {};
		const place = async (name: string, number: string, more: object = {}) => {
			ids[name] = await called(number, more);
			clock.advance(10_000);
		};
		await place('ada', numbers.answered, data({ user_id: 'ada', dynamic_variables: { row: 1 } }));
		await place('bob', numbers.voicemail, data({ user_id: 'bob', dynamic_variables: { row: 2 } }));
		await place('busy', numbers.busy, data({ dynamic_variables: { row: '10', note: 'a:b' } }));
		await place('survey', numbers.answered, { agent_id: 'agent_simsurvey01' });
		await place('lost', numbers.never_ends, data({ dynamic_variables: { note: '', ok: true } }));
		await place('ada2', numbers.answered, data({ user_id: 'ada', dynamic_variables: {} }));
		await place('new', numbers.answered);
		return ids;
	}

	const filters: Array<[query: string, names: string[]]> = [
		['', ['new', 'ada2', 'lost', 'survey', 'busy', 'bob', 'ada']],
		['sort_direction=asc', ['ada', 'bob', 'busy', 'survey', 'lost', 'ada2', 'new']],
		['agent_id=agent_simsurvey01', ['survey']],
		['agent_id=agent_simsurvey02', []],
		['agent_id=agent_simlocked&user_id=ada', ['ada2', 'ada']],
		['user_id=ada&sort_direction=asc', ['ada', 'ada2']],
		['user_id=a', []],
		[`call_start_after_unix=${startSecs + 40}`, ['new', 'ada2']],
		[`call_start_before_unix=${startSecs + 10}`, ['bob', 'ada']],
		[
			`call_start_after_unix=${startSecs + 9}&call_start_before_unix=${startSecs + 31}`,
			['survey', 'busy', 'bob'],
		],
		[`call_start_after_unix=${startSecs + 9}&user_id=ada`, ['ada2']],
		[`call_start_after_unix=${startSecs + 31}&call_start_before_unix=${startSecs + 9}`, []],
		['call_successful=success', ['ada']],
		['call_successful=failure', ['bob']],
		['call_successful=error', []],
		['call_successful=unknown&agent_id=agent_simsurvey01', ['survey']],
		['exclude_statuses=initiated', ['new', 'ada2', 'survey', 'busy', 'bob', 'ada']],
		['exclude_statuses=done&exclude_statuses=in-progress', ['lost', 'busy']],
		['exclude_statuses=done&exclude_statuses=failed', ['new', 'ada2', 'lost', 'survey']],
		['dynamic_variable_params=row:eq:1', ['ada']],
		['dynamic_variable_params=row:eq:01', []],
		['dynamic_variable_params=row:eq:', ['new', 'ada2', 'lost', 'survey']],
		['dynamic_variable_params=row:neq:', ['busy', 'bob', 'ada']],
		['dynamic_variable_params=row:neq:1&user_id=ada', ['ada2']],
		['dynamic_variable_params=row:in:1|10', ['busy', 'ada']],
		['dynamic_variable_params=row:gt:1', ['busy', 'bob']],
		['dynamic_variable_params=row:gte:2', ['busy', 'bob']],
		['dynamic_variable_params=row:lt:2', ['ada']],
		['dynamic_variable_params=row:lte:2', ['bob', 'ada']],
		['dynamic_variable_params=note:eq:a:b', ['busy']],
		['dynamic_variable_params=ok:eq:true', ['lost']],
		['dynamic_variable_params=constructor:neq:', []],
		['dynamic_variable_params=row:eq:1&dynamic_variable_params=row:eq:2', []],
		['dynamic_variable_params=row:gte:1&dynamic_variable_params=row:lt:10', ['bob', 'ada']],
		['search=TONE', ['bob']],
		['search=suits', ['ada']],
	];

	it('finds by each filter what it should', async () => {
		const ids = await sevenCalls();
		const nameOf = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
		const found: typeof filters = [];
		for (const [query] of filters) {
			const names = idsOf(await list(query)).map((id) => nameOf.get(id) ?? id);
			found.push([query, names]);
		}

		expect(found).toEqual(filters);
	});

	it.each(['', '&sort_direction=asc', '&user_id=many', '&exclude_statuses=failed'])(
		'goes page by page through what it found: %s',
		async (query) => {
			const ids: string[] = [];
			for (let row = 0; row < 7; row += 1) {
				ids.push(await called(numbers.answered, data({ user_id: 'many' })));
				if (row % 3 === 0) clock.advance(1_000);
			}
			const wanted = query.includes('asc') ? ids : ids.reverse();
			const found: string[] = [];
			const sizes: number[] = [];
			let cursor = '';
			do {
				const page = await list(`page_size=3${query}&cursor=${cursor}`);
				found.push(...idsOf(page));
				sizes.push(page.conversations.length);
				expect(page.has_more).toBe(page.next_cursor !== null);
				cursor = page.next_cursor ?? '';
			} while (cursor);

			expect(found).toEqual(wanted);
			expect(sizes).toEqual([3, 3, 1]);
		},
	);

	it('does not promise a page that would be empty', async () => {
		await called(numbers.busy);
		await called(numbers.answered);
		clock.advance(2_000);
		const page = await list('page_size=1&exclude_statuses=failed');

		expect(page.conversations).toHaveLength(1);
		expect(page).toMatchObject({ has_more: false, next_cursor: null });
	});

	it('continues at the same place, although calls are added and deleted', async () => {
		const ids = [await called(numbers.answered), await called(numbers.answered)];
		const last = await called(numbers.answered);
		const { next_cursor: cursor } = await list('page_size=1');
		await called(numbers.answered);
		await ask(simulator, pathOf(last), { method: 'DELETE' });

		expect(idsOf(await list(`cursor=${cursor}`))).toEqual(ids.reverse());
	});

	it('shows thirty unless told otherwise', async () => {
		for (let row = 0; row < 31; row += 1) await called(numbers.busy);

		expect((await list()).conversations).toHaveLength(30);
		expect((await list('page_size=100')).conversations).toHaveLength(31);
	});

	it('shows what its entries are, and no phone number', async () => {
		const id = await called(numbers.answered, data({ user_id: 'ada' }));
		clock.advance(60_000);
		const { conversations } = await list();

		expect(conversations).toEqual([
			{
				agent_id: 'agent_simlocked',
				branch_id: 'agtbrch_simlocked',
				version_id: 'agtvrsn_simlocked',
				agent_name: 'Locked',
				conversation_id: id,
				start_time_unix_secs: startSecs,
				call_duration_secs: 40,
				message_count: 3,
				status: 'done',
				termination_reason: 'Call ended by remote party',
				call_successful: 'success',
				call_success_score: null,
				call_summary_title: 'A short call',
				main_language: 'en',
				conversation_initiation_source: 'twilio',
				tool_names: [],
				direction: 'outbound',
				rating: null,
				tag_ids: [],
			},
		]);
		expect(JSON.stringify(conversations)).not.toContain('2025550');
	});

	it('shows summaries when asked to', async () => {
		await called(numbers.answered);
		expect((await list('summary_mode=include')).conversations).toMatchObject([
			{ transcript_summary: null },
		]);
		clock.advance(60_000);

		expect((await list('summary_mode=include')).conversations).toMatchObject([
			{ transcript_summary: expect.stringContaining('agreed') as string },
		]);
		expect((await list('summary_mode=exclude')).conversations[0]).not.toHaveProperty(
			'transcript_summary',
		);
	});

	it.each([
		['call_start_after_unix=yesterday', ['query', 'call_start_after_unix'], 'int_parsing'],
		['call_successful=perhaps', ['query', 'call_successful'], 'enum'],
		['summary_mode=some', ['query', 'summary_mode'], 'enum'],
		['sort_direction=up', ['query', 'sort_direction'], 'enum'],
		[
			'exclude_statuses=done&exclude_statuses=in_progress',
			['query', 'exclude_statuses', 1],
			'enum',
		],
		['exclude_statuses=done,failed', ['query', 'exclude_statuses', 0], 'enum'],
		['dynamic_variable_params=row', ['query', 'dynamic_variable_params', 0], 'value_error'],
		['dynamic_variable_params=row:is:1', ['query', 'dynamic_variable_params', 0], 'value_error'],
		['dynamic_variable_params=row:gt:x', ['query', 'dynamic_variable_params', 0], 'value_error'],
		['dynamic_variable_params=row:gt:', ['query', 'dynamic_variable_params', 0], 'value_error'],
	])('refuses %s', async (query, loc, type) => {
		const { status, body } = await told(ask(simulator, `/v1/convai/conversations?${query}`));

		expect(status).toBe(422);
		expect(body).toMatchObject({ detail: [{ loc, type }] });
	});

	it('finds one among ten thousand calls', async () => {
		const others = { agentId: 'agent_simlocked', phoneNumberId: 'phnum_simtwilio' };
		for (let row = 0; row < 10_000; row += 1) {
			const number = `+1202${String(row).padStart(7, '0')}`;
			simulator.placeForeignCall({
				...others,
				number,
				clientData: { user_id: `user ${row}`, dynamic_variables: { row } },
			});
		}
		for (let row = 0; row < 10_000; row += 100) {
			const [byUser] = (await list(`user_id=user ${row}`)).conversations;
			const [byRow] = (await list(`dynamic_variable_params=row:eq:${row}`)).conversations;
			expect(byUser?.conversation_id).toBe(byRow?.conversation_id);
		}
		expect(await liveCount()).toBe(10_000);
	});
});

describe('a deleted conversation', () => {
	it('is gone everywhere, though the call was made', async () => {
		const kept = await called(numbers.answered);
		const id = await called(numbers.answered);
		const deleted = await ask(simulator, pathOf(id), { method: 'DELETE' });

		expect(deleted.status).toBe(200);
		expect((await ask(simulator, pathOf(id))).status).toBe(404);
		expect((await ask(simulator, pathOf(id), { method: 'DELETE' })).status).toBe(404);
		expect(idsOf(await list())).toEqual([kept]);
		expect(simulator.conversations()).toHaveLength(1);
		expect(await liveCount()).toBe(1);
		expect(simulator.calls).toHaveLength(2);
	});
});

describe('the live count', () => {
	it('follows the calls', async () => {
		expect(await liveCount()).toBe(0);
		await called(numbers.answered);
		await called(numbers.busy);
		await called(numbers.never_ends);
		clock.advance(1_000);
		await called(numbers.voicemail, { agent_id: 'agent_simsurvey01' });
		const counts: Array<[seconds: number, all: unknown, survey: unknown]> = [];
		for (const seconds of [1, 2, 33.999, 34, 47.999, 48, 86_400]) {
			clock.advance(start + seconds * 1000 - clock.now());
			counts.push([seconds, await liveCount(), await liveCount('agent_id=agent_simsurvey01')]);
		}

		expect(counts).toEqual([
			[1, 4, 1],
			[2, 3, 1],
			[33.999, 3, 1],
			[34, 2, 0],
			[47.999, 2, 0],
			[48, 1, 0],
			[86_400, 1, 0],
		]);
	});

	it('is of the agents asked for', async () => {
		for (const agent of ['agent_simlocked', 'agent_simsurvey01', 'agent_simsurvey01']) {
			await called(numbers.answered, { agent_id: agent });
		}

		expect(await liveCount('agent_id=agent_simlocked')).toBe(1);
		expect(await liveCount('agent_id=agent_nobody')).toBe(0);
		expect(await liveCount('agent_ids=agent_simlocked&agent_ids=agent_simsurvey01')).toBe(3);
		expect(await liveCount('agent_id=agent_simlocked&agent_ids=agent_simsurvey01')).toBe(2);
	});
});

describe('a foreign call', () => {
	const foreign = {
		agentId: 'agent_simlocked',
		phoneNumberId: 'phnum_simtwilio',
		number: numbers.answered,
	};

	it('has a conversation and is live, and is not counted', async () => {
		const own = await called(numbers.answered);
		const call = simulator.placeForeignCall({ ...foreign, clientData: { user_id: 'other' } });

		expect(idsOf(await list())).toEqual([call.conversationId, own]);
		expect(idsOf(await list('user_id=other'))).toEqual([call.conversationId]);
		expect(await liveCount()).toBe(2);
		expect(simulator.calls.map(({ conversationId }) => conversationId)).toEqual([own]);
		expect(simulator.callsTo(numbers.answered)).toBe(1);
		expect(simulator.callCounts()).toEqual({ [numbers.answered]: 1 });
		expect(simulator.requests.every(({ id }) => id !== call.requestId)).toBe(true);
	});

	it('takes the same course as any other', async () => {
		const { conversationId } = simulator.placeForeignCall({ ...foreign, number: numbers.busy });
		clock.advance(2_000);

		expect(await get(conversationId)).toMatchObject({
			status: 'failed',
			metadata: {
				phone_call: {
					external_number: numbers.busy,
					agent_number: '+12025550190',
					call_result: 'busy',
				},
			},
		});
	});

	it('needs an agent and a number', () => {
		expect(() => simulator.placeForeignCall({ ...foreign, agentId: 'agent_x' })).toThrow('agent_x');
		expect(() => simulator.placeForeignCall({ ...foreign, phoneNumberId: 'phnum_x' })).toThrow(
			'phnum_x',
		);
	});
});
