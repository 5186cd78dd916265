import * as wire from '@elevenlabs/elevenlabs-js/serialization';

import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { failure, sdkOf, strict, withoutNulls } from './sdkClient';
import { ask, told } from './startedSimulator';

const start = 1_800_000_000_000;
const startSecs = start / 1000;

let clock: MovableClock;
let simulator: Simulator;
beforeEach(async () => {
	clock = movableClock(start);
	simulator = await startSimulator({ clock });
});
afterEach(async () => await simulator.close());

const sdk = () => sdkOf(simulator).conversationalAi.batchCalls;

const number = (ending: string) => `+1202555${ending}`;
const numbered = (...endings: string[]) =>
	endings.map((ending) => ({ id: `row-${ending}`, phoneNumber: number(ending) }));

const from = { agentId: 'agent_simlocked', agentPhoneNumberId: 'phnum_simtwilio' };

const submit = async (
	recipients: Array<{
		id?: string;
		phoneNumber: string;
		conversationInitiationClientData?: object;
	}>,
	more: object = {},
) => await sdk().create({ callName: 'Renewals', recipients, ...from, ...more });

const statuses = (id: string) =>
	Object.fromEntries(
		simulator.batch(id)?.recipients.map((recipient) => [recipient.id, recipient.status]) ?? [],
	);

describe('a batch', () => {
	it('calls everybody once, through the same conversations as single calls', async () => {
		const { id } = await submit([
			{
				id: 'ada',
				phoneNumber: number('0101'),
				conversationInitiationClientData: {
					userId: 'crm-1',
					dynamicVariables: { customer_name: 'Ada' },
				},
			},
			{ id: 'bob', phoneNumber: number('0103') },
		]);
		clock.advance(60_000);

		expect(simulator.callCounts()).toEqual({ [number('0101')]: 1, [number('0103')]: 1 });
		expect(simulator.conversations()).toMatchObject([
			{
				status: 'done',
				user_id: 'crm-1',
				conversation_initiation_client_data: { dynamic_variables: { customer_name: 'Ada' } },
				metadata: { batch_call: { batch_call_id: id, batch_call_recipient_id: 'ada' } },
			},
			{
				status: 'failed',
				metadata: { batch_call: { batch_call_id: id, batch_call_recipient_id: 'bob' } },
			},
		]);
		expect(simulator.batches).toMatchObject([{ id, time: start }]);
	});

	it('is understood by the SDK at each stage', async () => {
		const { id } = await submit(numbered('0101', '0102', '0103', '0104', '0106', '0107'), {
			scheduledTimeUnix: startSecs + 60,
			timezone: 'Europe/Berlin',
			branchId: 'agtbrch_simlocked',
			telephonyCallConfig: { ringingTimeoutSecs: 20 },
			targetConcurrencyLimit: 2,
		});
		const seen = new Set<string>();
		for (const seconds of [0, 60, 1, 5, 30, 20, 60, 60]) {
			clock.advance(seconds * 1000);
			const whole = await sdk().get(id);
			const { recipients, ...summary } = simulator.batch(id) ?? { recipients: [] };
			expect(wire.BatchCallDetailedResponse.jsonOrThrow(whole, strict)).toEqual(
				withoutNulls(simulator.batch(id)),
			);
			const page = await sdk().list();
			expect(wire.WorkspaceBatchCallsResponse.jsonOrThrow(page, strict)).toEqual({
				batch_calls: [withoutNulls(summary)],
				has_more: false,
			});
			seen.add(whole.status);
			for (const { status } of recipients) seen.add(status);
		}

		expect([...seen].sort()).toEqual(
			[
				'completed',
				'dispatched',
				'failed',
				'in_progress',
				'initiated',
				'pending',
				'voicemail',
			].sort(),
		);
	});

	it('waits for its time', async () => {
		const { id, scheduledTimeUnix } = await submit(numbered('0101'), {
			scheduledTimeUnix: startSecs + 3600,
		});
		expect(scheduledTimeUnix).toBe(startSecs + 3600);
		clock.advance(3_599_000);
		expect(simulator.callsTo(number('0101'))).toBe(0);
		expect(simulator.batch(id)?.status).toBe('pending');

		clock.advance(7_201_000);
		expect(simulator.calls).toMatchObject([{ time: start + 3_600_000 }]);
		expect(simulator.batch(id)?.status).toBe('completed');
	});

	it('has at most as many active calls as its limit', async () => {
		await submit(
			Array.from({ length: 50 }, (_, n) => ({ phoneNumber: `+120255502${n + 10}` })),
			{ targetConcurrencyLimit: 3 },
		);
		clock.advance(10 * 3600_000);
		const times = simulator.calls.map(({ time }) => time);
		const talk = 48_000;

		expect(times).toHaveLength(50);
		for (const time of times) {
			expect(times.filter((other) => other <= time && other + talk > time).length).toBeLessThan(4);
		}
	});

	it('gives each recipient one status', async () => {
		const { id } = await submit(numbered('0101', '0102', '0103', '0104', '0105', '0106', '0107'));
		clock.advance(3600_000);

		expect(statuses(id)).toEqual({
			'row-0101': 'completed',
			'row-0102': 'voicemail',
			'row-0103': 'failed',
			'row-0104': 'failed',
			'row-0105': 'initiated',
			'row-0106': 'failed',
			'row-0107': 'failed',
		});
		expect(simulator.batch(id)).toMatchObject({
			status: 'in_progress',
			total_calls_scheduled: 7,
			total_calls_dispatched: 6,
			total_calls_finished: 6,
		});
	});

	it('calls nobody else once it is canceled', async () => {
		const { id } = await submit(numbered('0101', '0108', '0109'), { targetConcurrencyLimit: 1 });
		clock.advance(10_000);
		const canceled = await sdk().cancel(id);
		clock.advance(3600_000);

		expect(canceled.status).toBe('cancelled');
		expect(simulator.calls).toHaveLength(1);
		expect(statuses(id)).toEqual({
			'row-0101': 'completed',
			'row-0108': 'cancelled',
			'row-0109': 'cancelled',
		});
		expect(await sdk().cancel(id)).toMatchObject({ status: 'cancelled' });
	});

	it('can only be canceled before its end, and only retried after it', async () => {
		const { id } = await submit(numbered('0101'));
		expect((await failure(sdk().retry(id))).statusCode).toBe(400);
		clock.advance(60_000);
		expect((await failure(sdk().cancel(id))).statusCode).toBe(400);
		expect(simulator.batch(id)?.status).toBe('completed');
	});

	it('calls those again whose calls failed', async () => {
		const { id } = await submit(numbered('0101', '0102', '0103', '0104', '0107'));
		clock.advance(3600_000);
		const retried = await sdk().retry(id);
		expect(retried).toMatchObject({ status: 'in_progress', retryCount: 1, totalCallsFinished: 3 });
		clock.advance(3600_000);

		expect(simulator.callCounts()).toEqual({
			[number('0101')]: 1,
			[number('0102')]: 1,
			[number('0103')]: 2,
			[number('0104')]: 2,
		});
		expect(simulator.batch(id)).toMatchObject({
			status: 'completed',
			total_calls_finished: 5,
			total_calls_dispatched: 4,
		});
	});

	it('is gone once it is deleted, and its conversations stay', async () => {
		const { id } = await submit(numbered('0101', '0108'), { targetConcurrencyLimit: 1 });
		const response = await ask(simulator, `/v1/convai/batch-calling/${id}`, { method: 'DELETE' });
		expect({ status: response.status, body: await response.text() }).toEqual({
			status: 204,
			body: '',
		});
		clock.advance(3600_000);

		expect((await failure(sdk().get(id))).statusCode).toBe(404);
		expect((await failure(sdk().delete(id))).statusCode).toBe(404);
		expect(simulator.conversations()).toHaveLength(1);
		expect(simulator.batches).toMatchObject([{ id, isDeleted: true }]);
	});

	it('is deleted by the SDK', async () => {
		const { id } = await submit(numbered('0101'));
		await sdk().delete(id);
		expect((await sdk().list()).batchCalls).toEqual([]);
	});
});

it('lists the newest first, page by page, and by agent', async () => {
	for (const agentId of ['agent_simlocked', 'agent_simsecret', 'agent_simlocked']) {
		await submit(numbered('0101'), { agentId, callName: agentId });
	}
	const ids = simulator.batches.map(({ id }) => id).reverse();
	const first = await sdk().list({ limit: 2 });
	const second = await sdk().list({ limit: 2, lastDoc: first.nextDoc });
	const ofAgent = await sdk().list({ agentId: 'agent_simsecret' });

	expect(first.batchCalls.map(({ id }) => id)).toEqual(ids.slice(0, 2));
	expect(second.batchCalls.map(({ id }) => id)).toEqual(ids.slice(2));
	expect([first.hasMore, second.hasMore]).toEqual([true, false]);
	expect(ofAgent.batchCalls.map(({ id }) => id)).toEqual([ids[1]]);
});

it('refuses batches until the terms are accepted', async () => {
	simulator.batchAgreementAccepted = false;
	const error = await failure(submit(numbered('0101')));

	expect(error.statusCode).toBe(403);
	expect(error.body).toMatchObject({ detail: { code: 'batch_calling_agreement_required' } });
	expect(simulator.batches).toEqual([]);
	simulator.batchAgreementAccepted = true;
	await submit(numbered('0101'));
	expect(simulator.batches).toHaveLength(1);
});

const body = (more: object = {}) => ({
	call_name: 'Renewals',
	agent_id: 'agent_simlocked',
	agent_phone_number_id: 'phnum_simtwilio',
	recipients: [{ phone_number: number('0101') }],
	...more,
});

const post = async (sent: object) =>
	await told(ask(simulator, '/v1/convai/batch-calling/submit', { body: sent }));

const whatsApp = {
	whatsapp_call_permission_request_template_name: 'call_request',
	whatsapp_call_permission_request_template_language_code: 'en',
};

it.each<[string, number, object]>([
	['no name', 422, { call_name: undefined }],
	['no recipients', 422, { recipients: [] }],
	[
		'too many recipients',
		422,
		{ recipients: Array(10_001).fill({ phone_number: '+12025550101' }) },
	],
	['a recipient without a number', 422, { recipients: [{ id: 'ada' }] }],
	['a number as a number', 422, { recipients: [{ phone_number: 12025550101 }] }],
	['a WhatsApp user on the phone', 422, { recipients: [{ whatsapp_user_id: '12025550101' }] }],
	['a phone number and WhatsApp', 422, { whatsapp_params: whatsApp }],
	['neither a phone number nor WhatsApp', 422, { agent_phone_number_id: undefined }],
	['a time in the past', 422, { scheduled_time_unix: startSecs - 3600 }],
	['a time in words', 422, { scheduled_time_unix: '2027-01-15T09:00Z' }],
	['an unknown time zone', 422, { timezone: 'Europe/Atlantis' }],
	['no calls at once', 422, { target_concurrency_limit: 0 }],
	['a ringing timeout out of range', 422, { telephony_call_config: { ringing_timeout_secs: 0 } }],
	['no telephony by null', 422, { telephony_call_config: null }],
	[
		'variables in words',
		422,
		{
			recipients: [
				{
					phone_number: '+12025550101',
					conversation_initiation_client_data: { dynamic_variables: '{}' },
				},
			],
		},
	],
	['an unknown agent', 404, { agent_id: 'agent_nobody' }],
	['an unknown branch', 404, { branch_id: 'agtbrch_nobody' }],
	['an unknown number', 404, { agent_phone_number_id: 'phnum_nobody' }],
	['an Exotel number', 400, { agent_phone_number_id: 'phnum_simexotel' }],
	['a number that cannot dial', 400, { agent_phone_number_id: 'phnum_simtwilioinbound' }],
])('refuses %s', async (_what, status, more) => {
	expect((await post(body(more))).status).toBe(status);
	expect(simulator.batches).toEqual([]);
	clock.advance(3600_000);
	expect(simulator.calls).toEqual([]);
});

it('calls on WhatsApp', async () => {
	const account = { ...whatsApp, whatsapp_phone_number_id: '106540352242922' };
	const sent = body({
		agent_phone_number_id: undefined,
		whatsapp_params: account,
		recipients: [{ id: 'ada', whatsapp_user_id: '12025550101' }],
	});
	const { status, body: answer } = await post(sent);
	clock.advance(60_000);

	expect(status).toBe(200);
	expect(answer).toMatchObject({ phone_number_id: null, whatsapp_params: account });
	expect(simulator.callsTo('12025550101')).toBe(1);
	expect(simulator.conversations()).toMatchObject([
		{ metadata: { whatsapp: { whatsapp_user_id: '12025550101' }, phone_call: null } },
	]);
});

it('creates the batch although the answer is lost', async () => {
	simulator.addFault({ match: { path: '/v1/convai/batch-calling/' }, action: { reset: 'after' } });
	await expect(post(body())).rejects.toThrow();
	simulator.addFault({
		match: { path: '/v1/convai/batch-calling/' },
		action: { status: 502, placeCall: true },
	});
	expect((await post(body())).status).toBe(502);
	simulator.addFault({ match: {}, action: { reset: 'before' } });
	await expect(post(body())).rejects.toThrow();

	expect(simulator.batches).toHaveLength(2);
});

it('takes a hundred thousand recipients quickly', async () => {
	for (let batch = 0; batch < 10; batch += 1) {
		const recipients = Array.from({ length: 10_000 }, (_, n) => ({
			phone_number: `+1202555${String(batch * 10_000 + n).padStart(7, '0')}`,
		}));
		expect((await post(body({ recipients, target_concurrency_limit: 500 }))).status).toBe(200);
	}
	clock.advance(24 * 3600_000);

	expect(simulator.calls).toHaveLength(100_000);
	expect(simulator.batches.map(({ id }) => simulator.batch(id)?.status)).toEqual(
		Array(10).fill('completed'),
	);
}, 30_000);
