import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, signWebhook, startSimulator } from '../../simulator/simulator';
import { ask, dial, dialBody } from './startedSimulator';
import type { WebhookReceiver } from './webhookReceiver';
import { startWebhookReceiver } from './webhookReceiver';

const start = 1_800_000_000_000;

let clock: MovableClock;
let simulator: Simulator;
let receiver: WebhookReceiver;
beforeEach(async () => {
	clock = movableClock(start);
	simulator = await startSimulator({ clock });
	receiver = await startWebhookReceiver();
});
afterEach(async () => {
	await simulator.close();
	await receiver.close();
});

const lockedPath = '/v1/convai/agents/agent_simlocked';

async function change(path: string, body: object): Promise<void> {
	const response = await ask(simulator, path, { method: 'PATCH', body });
	expect([response.status, path]).toEqual([200, path]);
}

async function created(path = '', more: object = {}): Promise<{ id: string; secret: string }> {
	const response = await ask(simulator, '/v1/workspace/webhooks', {
		body: {
			settings: { auth_type: 'hmac', name: 'n8n', webhook_url: receiver.url + path, ...more },
		},
	});
	const answer = (await response.json()) as { webhook_id: string; webhook_secret: string };
	return { id: answer.webhook_id, secret: answer.webhook_secret };
}

const attach = async (id: string | null, more: object = {}) =>
	await change(lockedPath, {
		platform_settings: { workspace_overrides: { webhooks: { post_call_webhook_id: id, ...more } } },
	});

const allEvents = ['transcript', 'audio', 'call_initiation_failure', 'answering_machine_detection'];

const bodies = () =>
	receiver.received.map(
		({ rawBody }) =>
			JSON.parse(rawBody.toString()) as {
				type: string;
				event_timestamp: number;
				data: Record<string, unknown>;
			},
	);

const told = () => bodies().map(({ type, data }) => [type, data.conversation_id]);

const callIds = () => simulator.calls.map(({ conversationId }) => conversationId);

it('delivers the transcript automatically, once, and not before its call is analyzed', async () => {
	const { id, secret } = await created();
	await attach(id);
	await dial(simulator);
	await dial(simulator, dialBody('+12025550103'));
	clock.advance(52_999);
	expect(await simulator.deliverWebhooks()).toEqual([]);
	clock.advance(1);
	const [conversationId] = callIds();
	const results = await simulator.deliverWebhooks({ signedAt: 1_800_000_001 });

	expect(results).toEqual([
		{
			id: simulator.deliveries[0]?.id,
			event: 'post_call_transcription',
			conversationId,
			url: receiver.url,
			status: 200,
			attempt: 1,
		},
	]);
	expect(await simulator.deliverWebhooks()).toEqual([]);
	const [received] = receiver.received;
	expect(bodies()).toEqual([
		{
			type: 'post_call_transcription',
			event_timestamp: 1_800_000_053,
			data: simulator.conversations()[0],
		},
	]);
	expect(received?.headers['elevenlabs-signature']).toBe(
		signWebhook(secret, received?.rawBody ?? '', 1_800_000_001),
	);
	expect(simulator.deliveries).toMatchObject([
		{
			webhookId: id,
			body: received?.rawBody.toString(),
			nextAttemptAt: null,
			attempts: [
				{
					at: start + 53_000,
					status: 200,
					signature: received?.headers['elevenlabs-signature'],
				},
			],
		},
	]);
});

it('says why a call could not be placed, on each kind of line', async () => {
	const { id } = await created();
	await attach(id, { events: ['call_initiation_failure'] });
	for (const provider of ['twilio', 'sip-trunk', 'exotel']) {
		for (const end of ['0101', '0102', '0103', '0104', '0105', '0106']) {
			const number = `phnum_sim${provider.replace('-', '')}`;
			const body = { ...dialBody(`+1202555${end}`), agent_phone_number_id: number };
			await ask(simulator, `/v1/convai/${provider}/outbound-call`, { body });
		}
	}
	clock.advance(3_600_000);
	await simulator.deliverWebhooks();

	const failures = bodies().map(({ data }) => {
		const { type, body } = data.metadata as { type: string; body: Record<string, unknown> };
		return [type, data.failure_reason, body.CallStatus ?? body.sip_status_code];
	});
	expect(failures).toEqual([
		['twilio', 'busy', 'busy'],
		['sip', 'busy', 486],
		['exotel', 'busy', 'busy'],
		['twilio', 'unknown', 'failed'],
		['sip', 'unknown', 404],
		['exotel', 'unknown', 'failed'],
		['twilio', 'no-answer', 'no-answer'],
		['sip', 'no-answer', 480],
		['exotel', 'no-answer', 'no-answer'],
	]);
	expect(bodies()[1]?.data).toMatchObject({
		agent_id: 'agent_simlocked',
		metadata: {
			body: {
				from_number: '+493023125191',
				to_number: '+12025550103',
				error_reason: 'INVITE failed: sip status: 486: Busy Here',
				call_sid: expect.stringMatching(/^SCL_/) as string,
			},
		},
	});
});

it('says who picked up only if Twilio was asked to detect it', async () => {
	const { id } = await created();
	await attach(id, { events: ['answering_machine_detection'] });
	const detecting = (mode: string) => ({
		telephony_call_config: { twilio_machine_detection: { mode } },
	});
	await dial(simulator, dialBody('+12025550101', detecting('enable')));
	await dial(simulator, dialBody('+12025550102', detecting('enable')));
	await dial(simulator, dialBody('+12025550102', detecting('detect_message_end')));
	await dial(simulator, dialBody('+12025550103', detecting('enable')));
	await dial(simulator, dialBody('+12025550102'));
	await ask(simulator, '/v1/convai/sip-trunk/outbound-call', {
		body: {
			...dialBody('+12025550102', detecting('enable')),
			agent_phone_number_id: 'phnum_simsiptrunk',
		},
	});
	clock.advance(3_600_000);
	await simulator.deliverWebhooks();

	expect(bodies().map(({ data }) => [data.conversation_id, data.answered_by])).toEqual([
		[callIds()[0], 'human'],
		[callIds()[1], 'machine_start'],
		[callIds()[2], 'machine_end_beep'],
	]);
	expect(bodies()[0]?.data.call_sid).toBe(simulator.calls[0]?.callSid);
});

it('reports a call that drops at pickup, with neither analysis nor recording', async () => {
	const { id } = await created();
	await attach(id, { events: allEvents });
	await dial(
		simulator,
		dialBody('+12025550102', {
			conversation_initiation_client_data: {
				conversation_config_override: { agent: { first_message: 'Hi' } },
			},
			telephony_call_config: { twilio_machine_detection: { mode: 'enable' } },
		}),
	);
	clock.advance(60_000);
	await simulator.deliverWebhooks();

	expect(bodies()).toMatchObject([
		{
			type: 'post_call_transcription',
			event_timestamp: 1_800_000_009,
			data: { status: 'failed', analysis: null, transcript: [], has_audio: false },
		},
		// The verdict comes after the end.
		{
			type: 'answering_machine_detection',
			event_timestamp: 1_800_000_012,
			data: { answered_by: 'unknown' },
		},
	]);
});

it('delivers a recording in chunks, as big as a test wants it', async () => {
	simulator.recordingMinBytes = 5_000_000;
	const { id } = await created();
	await attach(id, { events: ['audio'] });
	await dial(simulator);
	clock.advance(53_000);
	await simulator.deliverWebhooks();

	const [received] = receiver.received;
	expect(received?.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
	expect(received?.headers).not.toHaveProperty('content-length');
	const audio = Buffer.from(String(bodies()[0]?.data.full_audio), 'base64');
	expect(audio.length).toBeGreaterThanOrEqual(5_000_000);
	const told = await ask(simulator, `/v1/convai/conversations/${callIds()[0]}/audio`);
	expect(Buffer.from(await told.arrayBuffer()).equals(audio)).toBe(true);
});

it('leaves the transcript out when told so, and sends the headers of the webhook', async () => {
	const { id } = await created('', { request_headers: { 'X-Tenant': 'berlin' } });
	await attach(id, { exclude_transcript: true });
	await dial(simulator);
	clock.advance(53_000);
	await simulator.deliverWebhooks();

	expect(bodies()[0]?.data).not.toHaveProperty('transcript');
	expect(bodies()[0]?.data).toHaveProperty('analysis.call_successful', 'success');
	expect(receiver.received[0]?.headers).toMatchObject({ 'x-tenant': 'berlin' });
});

it('sends to the webhook of the agent, otherwise of the workspace, that was attached at the time', async () => {
	const own = await created('/own');
	const common = await created('/common');
	await dial(simulator);
	clock.advance(60_000);
	// Events from before a webhook was attached go nowhere.
	await change('/v1/convai/settings', { webhooks: { post_call_webhook_id: common.id } });
	await dial(simulator);
	await dial(simulator, { ...dialBody(), agent_id: 'agent_simsurvey01' });
	clock.advance(60_000);
	await attach(own.id, { events: allEvents });
	await dial(simulator);
	clock.advance(60_000);
	await attach(null);
	await dial(simulator);
	clock.advance(60_000);
	await simulator.deliverWebhooks();

	expect(receiver.received.map(({ path }) => path)).toEqual([
		'/webhook/common',
		'/webhook/common',
		'/webhook/own',
		'/webhook/own',
		'/webhook/common',
	]);
	const ids = callIds();
	expect(told().map(([, id]) => id)).toEqual([ids[1], ids[2], ids[3], ids[3], ids[4]]);
});

it('sends nothing to a webhook that is off or deleted', async () => {
	const off = await created('/off');
	await attach(off.id);
	await change(`/v1/workspace/webhooks/${off.id}`, { is_disabled: true, name: 'off' });
	await dial(simulator);
	clock.advance(60_000);
	expect(await simulator.deliverWebhooks()).toEqual([]);

	const deleted = await created('/deleted');
	await attach(deleted.id);
	await dial(simulator);
	clock.advance(60_000);
	await attach(null);
	const path = `/v1/workspace/webhooks/${deleted.id}`;
	expect((await ask(simulator, path, { method: 'DELETE' })).status).toBe(200);
	expect(await simulator.deliverWebhooks()).toEqual([]);
	expect(simulator.deliveries).toMatchObject([{ webhookId: deleted.id, attempts: [] }]);
	expect(receiver.received).toEqual([]);
});

it('is not told of a call whose conversation was deleted, and forgets all at a reset', async () => {
	const { id } = await created();
	await attach(id);
	await dial(simulator);
	await dial(simulator);
	const path = `/v1/convai/conversations/${callIds()[0]}`;
	await ask(simulator, path, { method: 'DELETE' });
	clock.advance(60_000);
	await simulator.deliverWebhooks();
	expect(told()).toEqual([['post_call_transcription', callIds()[1]]]);

	await dial(simulator);
	simulator.reset();
	clock.advance(60_000);
	expect(await simulator.deliverWebhooks()).toEqual([]);
	expect(simulator.deliveries).toEqual([]);
	expect(simulator.webhooks.has(id)).toBe(true);
});

it('repeats a delivery to the letter, signed anew or as before', async () => {
	const { id, secret } = await created();
	await attach(id);
	await dial(simulator);
	clock.advance(60_000);
	const [first] = await simulator.deliverWebhooks({ signedAt: 1_800_000_060 });
	const again = await simulator.redeliver(first?.id ?? '', { signature: 'same' });
	await simulator.redeliver(first?.id ?? '', { signedAt: 1_800_000_090 });

	expect(again).toEqual({ ...first, attempt: 2 });
	const [rawBody] = receiver.received.map((received) => received.rawBody);
	expect(receiver.received.map((received) => received.rawBody)).toEqual([
		rawBody,
		rawBody,
		rawBody,
	]);
	expect(receiver.received.map(({ headers }) => headers['elevenlabs-signature'])).toEqual(
		[1_800_000_060, 1_800_000_060, 1_800_000_090].map((time) =>
			signWebhook(secret, rawBody ?? '', time),
		),
	);
	await expect(simulator.redeliver('nobody')).rejects.toThrow('No delivery nobody');
});

describe('a delivery that fails', () => {
	const retrying = async () => {
		const { id } = await created();
		await change(`/v1/workspace/webhooks/${id}`, {
			is_disabled: false,
			name: 'n8n',
			retry_enabled: true,
		});
		await attach(id, { events: allEvents });
		return id;
	};

	it('is tried five times, further and further apart', async () => {
		await retrying();
		receiver.answerWith(500, 200, 429, 408, 503, 500);
		await dial(simulator);
		clock.advance(53_000);
		// The recording, which the second answer is for, would not be repeated.
		expect(await simulator.deliverWebhooks()).toMatchObject([{ status: 500 }, { status: 200 }]);
		const attempts: unknown[] = [];
		for (const seconds of [30, 120, 480, 1800]) {
			clock.advance(seconds * 1000 - 1);
			expect(await simulator.deliverWebhooks()).toEqual([]);
			clock.advance(1);
			attempts.push(...(await simulator.deliverWebhooks()));
		}
		clock.advance(24 * 3_600_000);
		expect(await simulator.deliverWebhooks()).toEqual([]);
		expect(attempts).toMatchObject([
			{ status: 429, attempt: 2 },
			{ status: 408, attempt: 3 },
			{ status: 503, attempt: 4 },
			{ status: 500, attempt: 5 },
		]);
		expect(new Set(told().map(([type]) => type)).size).toBe(2);
	});

	it('is left alone when it was refused, when it got no answer, and without retries', async () => {
		const id = await retrying();
		receiver.answerWith(401, 200, 'reset', 200, 500, 200);
		for (let call = 0; call < 3; call += 1) {
			if (call === 2) {
				await change(`/v1/workspace/webhooks/${id}`, {
					is_disabled: false,
					name: 'n8n',
					retry_enabled: false,
				});
			}
			await dial(simulator);
			clock.advance(53_000);
			await simulator.deliverWebhooks();
		}
		clock.advance(24 * 3_600_000);
		expect(await simulator.deliverWebhooks()).toEqual([]);
		expect(
			simulator.deliveries.map(({ event, attempts }) => [event, ...attempts.map((a) => a.status)]),
		).toEqual([
			['post_call_transcription', 401],
			['post_call_audio', 200],
			['post_call_transcription', null],
			['post_call_audio', 200],
			['post_call_transcription', 500],
			['post_call_audio', 200],
		]);
	});

	it('ten times in a row switches off a webhook that never succeeded, and switching it on may not be enough', async () => {
		const { id } = await created();
		await attach(id);
		receiver.answerWith(404);
		for (let call = 0; call < 12; call += 1) await dial(simulator);
		clock.advance(60_000);

		expect(await simulator.deliverWebhooks()).toHaveLength(10);
		const listed = (await (await ask(simulator, '/v1/workspace/webhooks')).json()) as object;
		expect(listed).toMatchObject({
			webhooks: [
				{
					is_disabled: false,
					is_auto_disabled: true,
					most_recent_failure_error_code: 404,
					most_recent_failure_timestamp: 1_800_000_060,
				},
			],
		});
		receiver.answerWith(200);
		await dial(simulator);
		clock.advance(60_000);
		expect(await simulator.deliverWebhooks()).toEqual([]);
		const turnOn = async () =>
			await change(`/v1/workspace/webhooks/${id}`, { is_disabled: false, name: 'n8n' });
		await turnOn();
		expect(simulator.webhooks.get(id)).toMatchObject({ isDisabled: false, isAutoDisabled: true });
		simulator.reenablesAutoDisabled = true;
		await turnOn();
		await dial(simulator);
		clock.advance(60_000);
		expect(await simulator.deliverWebhooks()).toMatchObject([{ status: 200 }]);
	});

	it('does not switch off a webhook that succeeded in the last seven days', async () => {
		const { id } = await created();
		await attach(id);
		receiver.answerWith(200, 500);
		for (let call = 0; call < 12; call += 1) await dial(simulator);
		clock.advance(60_000);
		expect(await simulator.deliverWebhooks()).toHaveLength(12);
		expect(simulator.webhooks.get(id)).toMatchObject({ isAutoDisabled: false, failuresInARow: 11 });

		await dial(simulator);
		clock.advance(8 * 24 * 3_600_000);
		await simulator.deliverWebhooks();
		expect(simulator.webhooks.get(id)).toMatchObject({ isAutoDisabled: true });
	});
});

it('delivers a burst, many at once', async () => {
	const { id } = await created();
	await attach(id, { events: ['transcript'] });
	for (let call = 0; call < 200; call += 1) {
		simulator.placeForeignCall({
			agentId: 'agent_simlocked',
			phoneNumberId: 'phnum_simtwilio',
			number: '+12025550101',
		});
	}
	clock.advance(60_000);
	const results = await simulator.deliverWebhooks({ inFlight: 50 });

	expect(results.map(({ status }) => status)).toEqual(new Array(200).fill(200));
	expect(results.map(({ conversationId }) => conversationId)).toEqual(
		simulator.conversations().map((conversation) => conversation.conversation_id),
	);
	expect(receiver.received).toHaveLength(200);
});

it('delivers automatically if set to', async () => {
	const eager = await startSimulator({ clock, deliverWebhooksEveryMs: 10 });
	try {
		const response = await ask(eager, '/v1/workspace/webhooks', {
			body: { settings: { auth_type: 'hmac', name: 'n8n', webhook_url: receiver.url } },
		});
		const { webhook_id: id } = (await response.json()) as { webhook_id: string };
		await ask(eager, '/v1/convai/settings', {
			method: 'PATCH',
			body: { webhooks: { post_call_webhook_id: id } },
		});
		await dial(eager);
		clock.advance(60_000);
		await receiver.gets(1);
		expect(told()).toEqual([['post_call_transcription', eager.calls[0]?.conversationId]]);
	} finally {
		await eager.close();
	}
});

it('sends events of a call on another branch to the webhook of that branch, otherwise of the workspace', async () => {
	const [main, branch, workspace] = [
		await created('/main'),
		await created('/branch'),
		await created('/workspace'),
	];
	await attach(main.id);
	await change('/v1/convai/settings', { webhooks: { post_call_webhook_id: workspace.id } });
	simulator.branchWebhooks.set('agtbrch_hooked', { post_call_webhook_id: branch.id });
	const branchIds = [undefined, 'agtbrch_simlocked', 'agtbrch_hooked', 'agtbrch_bare'];
	const agent = simulator.agents.get('agent_simlocked');
	simulator.branches.set(
		'agent_simlocked',
		['agtbrch_simlocked', 'agtbrch_hooked', 'agtbrch_bare'].map((id) => ({
			id,
			name: id,
			agent_id: 'agent_simlocked',
			description: '',
			created_at: 0,
			last_committed_at: 0,
			is_archived: false,
			current_live_percentage: id === agent?.main_branch_id ? 100 : 0,
		})),
	);
	for (const branchId of branchIds) {
		const clientData = branchId === undefined ? {} : { branch_id: branchId };
		await dial(
			simulator,
			dialBody('+12025550101', { conversation_initiation_client_data: clientData }),
		);
	}
	clock.advance(60_000);
	const results = await simulator.deliverWebhooks();
	expect(results.map(({ url }) => url.slice(receiver.url.length))).toEqual([
		'/main',
		'/main',
		'/branch',
		'/workspace',
	]);
});

describe('asked in the wrong way', () => {
	it.each([
		['webhooks', null],
		['webhooks.events', { events: null }],
		['webhooks.transcript_format', { transcript_format: null }],
		['webhooks.exclude_transcript', { exclude_transcript: null }],
	])('attaches nothing: %s is null', async (where, webhooks) => {
		for (const [path, body] of [
			[lockedPath, { platform_settings: { workspace_overrides: { webhooks } } }],
			['/v1/convai/settings', { webhooks }],
		] as const) {
			const before = structuredClone([simulator.agents.get('agent_simlocked'), simulator.settings]);
			const response = await ask(simulator, path, { method: 'PATCH', body });
			const { detail } = (await response.json()) as { detail: Array<{ loc: string[] }> };
			expect(response.status).toBe(422);
			expect(detail[0]?.loc.join('.')).toMatch(new RegExp(`${where}$`));
			expect([simulator.agents.get('agent_simlocked'), simulator.settings]).toEqual(before);
		}
		await change(lockedPath, {
			platform_settings: {
				workspace_overrides: { webhooks: { post_call_webhook_id: null, send_audio: null } },
			},
		});
	});

	const refusals: Array<[what: string, body: object, where: string[]]> = [
		[
			'not nested',
			{ auth_type: 'hmac', name: 'n8n', webhook_url: 'https://a.example' },
			['settings'],
		],
		['without an address', { settings: { auth_type: 'hmac', name: 'n8n' } }, ['webhook_url']],
		[
			'with another way to sign',
			{ settings: { auth_type: 'mtls', name: 'n8n', webhook_url: 'https://a.example' } },
			['auth_type'],
		],
		[
			'with an address that is none',
			{ settings: { auth_type: 'hmac', name: 'n8n', webhook_url: 'here' } },
			['webhook_url'],
		],
	];
	it.each(refusals)('creates no webhook: %s', async (_what, body, where) => {
		const response = await ask(simulator, '/v1/workspace/webhooks', { body });
		const { detail } = (await response.json()) as { detail: Array<{ loc: string[] }> };
		expect(response.status).toBe(422);
		expect(detail.map(({ loc }) => loc.at(-1))).toEqual(where);
		expect(simulator.webhooks.size).toBe(0);
	});

	it('changes no webhook without both its name and whether it is off', async () => {
		const { id } = await created();
		const path = `/v1/workspace/webhooks/${id}`;
		for (const body of [{ name: 'n8n' }, { is_disabled: true }]) {
			expect((await ask(simulator, path, { method: 'PATCH', body })).status).toBe(422);
		}
		expect(simulator.webhooks.get(id)).toMatchObject({ name: 'n8n', isDisabled: false });
	});
});
