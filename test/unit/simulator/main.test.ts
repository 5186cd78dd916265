/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- this test starts a process, and is never shipped to n8n */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

import type { RemoteSimulator } from '../../simulator/remote';
import { remoteSimulator } from '../../simulator/remote';
import { dialBody } from './startedSimulator';
import { startWebhookReceiver } from './webhookReceiver';

const root = resolve(__dirname, '../../..');
const number = '+12025550101';

let child: ChildProcess;
let simulator: RemoteSimulator;

async function start(...flags: string[]): Promise<void> {
	const main = ['--import', 'tsx', 'test/simulator/main.ts', '--port', '0'];
	child = spawn(process.execPath, [...main, ...flags], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	if (!child.stdout) throw new Error('no output to read');
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	const [, url] = /^simulator listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
	if (!url) throw new Error(`Unexpected first line: ${line}`);
	simulator = remoteSimulator(url);
}

async function stop(signal: NodeJS.Signals): Promise<unknown[]> {
	const exit = once(child, 'exit');
	child.kill(signal);
	return await exit;
}

const dial = async () =>
	await fetch(`${simulator.url}/v1/convai/twilio/outbound-call`, {
		method: 'POST',
		headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
		body: JSON.stringify(dialBody(number)),
	});

describe('as a process', () => {
	beforeAll(async () => await start(), 60_000);
	afterAll(async () => {
		if (child.exitCode === null) await stop('SIGKILL');
	});
	beforeEach(async () => await simulator.reset());

	it('shows what happened, without counting those who look', async () => {
		const { conversation_id: conversationId } = (await (await dial()).json()) as {
			conversation_id: string;
		};

		expect(await simulator.requests()).toMatchObject([
			{ path: '/v1/convai/twilio/outbound-call', toNumber: number, status: 200 },
		]);
		expect(await simulator.calls()).toMatchObject([
			{ number, conversationId, outcome: 'answered', provider: 'twilio' },
		]);
		expect(await simulator.callsTo(number)).toBe(1);
		expect(await simulator.callsTo('+1')).toBe(0);
		expect(await simulator.state()).toEqual({
			maxInFlight: 1,
			maxInFlightOverall: 1,
			inFlight: 0,
			requests: 1,
			calls: 1,
			batches: 0,
			counts: { [number]: 1 },
		});
	});

	it('shows batches, and approves calls on WhatsApp', async () => {
		const post = async (path: string, body: object) => {
			const response = await fetch(`${simulator.url}/v1/convai/${path}`, {
				method: 'POST',
				headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
				body: JSON.stringify({ agent_id: 'agent_simlocked', ...body }),
			});
			return { status: response.status, body: (await response.json()) as Record<string, string> };
		};
		const batch = {
			call_name: 'Renewals',
			agent_phone_number_id: 'phnum_simtwilio',
			recipients: [{ phone_number: number }],
		};
		await simulator.change({ batchAgreementAccepted: false });
		expect((await post('batch-calling/submit', batch)).status).toBe(403);
		await simulator.change({ batchAgreementAccepted: true });
		await post('batch-calling/submit', batch);
		const { body: call } = await post('whatsapp/outbound-call', {
			whatsapp_phone_number_id: '106540352242922',
			whatsapp_user_id: '12025550108',
			whatsapp_call_permission_request_template_name: 'call_request',
			whatsapp_call_permission_request_template_language_code: 'en',
		});
		await simulator.approveWhatsAppCall(call.conversation_id ?? '');

		expect(await simulator.batches()).toMatchObject([
			{ name: 'Renewals', recipients: [{ phone_number: number }] },
		]);
		expect(await simulator.state()).toMatchObject({ batches: 1, calls: 2 });
		expect(await simulator.calls()).toMatchObject([
			{ number },
			{ permission: 'asked', approvedAfter: expect.any(Number) as number },
		]);
	});

	it('forgets on reset', async () => {
		await dial();
		await simulator.reset();

		expect(await simulator.calls()).toEqual([]);
		expect(await simulator.requests()).toEqual([]);
	});

	it('takes faults', async () => {
		await simulator.addFault({
			match: { toNumber: number },
			action: { status: 502, body: '<html>', placeCall: true },
		});
		const response = await dial();

		expect(response.status).toBe(502);
		expect(await response.text()).toBe('<html>');
		expect(await simulator.callsTo(number)).toBe(1);
		expect((await dial()).status).toBe(200);
	});

	it('takes settings', async () => {
		await simulator.change({ latencyMs: 40 });
		const start = performance.now();
		await dial();
		// A timer may be early by the fraction of a millisecond that the clocks differ.
		expect(performance.now() - start).toBeGreaterThan(39);
		await simulator.change({ latencyMs: 0 });
	});

	it('shows the conversations, even those it hides elsewhere', async () => {
		await simulator.change({
			conversationVisibleAfterMs: 60_000,
			phoneCallKnownAfterMs: 60_000,
			callResult: false,
		});
		await dial();

		const [conversation] = await simulator.conversations();
		expect(conversation).toMatchObject({
			status: 'initiated',
			metadata: { phone_call: { external_number: number } },
		});
		expect(conversation?.metadata.phone_call).not.toHaveProperty('call_result');
		const path = `/v1/convai/conversations/${conversation?.conversation_id}`;
		const headers = { 'xi-api-key': 'sim-full' };
		expect((await fetch(simulator.url + path, { headers })).status).toBe(404);

		await simulator.change({
			conversationVisibleAfterMs: 0,
			phoneCallKnownAfterMs: 0,
			callResult: true,
		});
		expect((await fetch(simulator.url + path, { headers })).status).toBe(200);
	});

	it('does not move a clock that is not its own', async () => {
		await expect(simulator.advance(1)).rejects.toThrow("clock can't be moved");
	});

	it('refuses what it does not understand', async () => {
		const control = async (method: string, name: string, body?: string) =>
			(await fetch(`${simulator.url}/__simulator/${name}`, { method, body })).status;

		expect(await control('POST', 'faults', '{"action":{"explode":true},"match":{}}')).toBe(400);
		expect(await control('POST', 'faults', '{')).toBe(400);
		expect(await control('PUT', 'settings', '{"latencyMs":-1}')).toBe(400);
		expect(await control('PUT', 'settings', '{"url":"x"}')).toBe(400);
		expect(await control('GET', 'secrets')).toBe(404);
		expect(await control('PUT', 'settings', '{"conversationVisibleAfterMs":-1}')).toBe(400);
		expect(await control('POST', 'clock', '{"advanceMs":-1}')).toBe(400);
		expect(await control('POST', 'clock', '{}')).toBe(400);
		expect(await control('POST', 'deliver', '{"inFlight":0}')).toBe(400);
		expect(await control('POST', 'redeliver', '{}')).toBe(400);
		expect(await control('POST', 'review', '{"conversationId":"a","rating":6}')).toBe(400);
		expect(await control('POST', 'review', '{"conversationId":"a","rating":5}')).toBe(404);
		await expect(simulator.change({ latencyMs: -1 })).rejects.toThrow('PUT settings');
	});

	it('stops on SIGTERM, even during requests', async () => {
		await simulator.change({ latencyMs: 60 * 60_000 });
		const unanswered = dial();
		unanswered.catch(() => {});
		while ((await simulator.state()).calls === 0);
		const halfARequest = connect(Number(new URL(simulator.url).port), '127.0.0.1');
		halfARequest.on('error', () => {});
		await once(halfARequest, 'connect');
		halfARequest.write('POST /v1/convai/twilio/outbound-call HTTP/1.1\r\n');
		const closed = new Promise((resolve) => halfARequest.once('close', resolve));

		expect(await stop('SIGTERM')).toEqual([0, null]);
		await closed;
		await expect(unanswered).rejects.toThrow('fetch failed');
	});
});

it('moves its clock on when it was started so', async () => {
	await start('--movable-clock');
	try {
		await dial();
		const before = await simulator.advance(0);
		expect(Math.abs(before - Date.now())).toBeLessThan(60_000);

		expect(await simulator.advance(3_600_000)).toBeGreaterThanOrEqual(before + 3_600_000);
		expect(await simulator.conversations()).toMatchObject([{ status: 'done' }]);
	} finally {
		await stop('SIGKILL');
	}
}, 60_000);

it('delivers to webhooks, on demand and automatically', async () => {
	const receiver = await startWebhookReceiver();
	const api = async (method: string, path: string, body: object) => {
		const headers = { 'xi-api-key': 'sim-full', 'content-type': 'application/json' };
		const response = await fetch(simulator.url + path, {
			method,
			headers,
			body: JSON.stringify(body),
		});
		return (await response.json()) as { webhook_id: string; webhook_secret: string };
	};
	try {
		for (const flags of [[], ['--deliver-webhooks-every-ms', '20']]) {
			await start('--movable-clock', ...flags);
			const { webhook_id: id, webhook_secret: secret } = await api(
				'POST',
				'/v1/workspace/webhooks',
				{ settings: { auth_type: 'hmac', name: 'n8n', webhook_url: receiver.url } },
			);
			await api('PATCH', '/v1/convai/agents/agent_simlocked', {
				platform_settings: { workspace_overrides: { webhooks: { post_call_webhook_id: id } } },
			});
			expect(await simulator.webhooks()).toMatchObject([{ id, secret, url: receiver.url }]);
			expect(
				(await simulator.agents()).filter(
					({ platform_settings: settings }) =>
						settings?.workspace_overrides?.webhooks?.post_call_webhook_id === id,
				),
			).toMatchObject([{ agent_id: 'agent_simlocked' }]);

			await dial();
			const [conversation] = await simulator.conversations();
			const conversationId = conversation?.conversation_id ?? '';
			await simulator.review(conversationId, { rating: 4 });
			await simulator.advance(60_000);
			if (flags.length === 0) {
				const [result] = await simulator.deliverWebhooks({ inFlight: 2 });
				expect(result).toMatchObject({ conversationId, status: 200, attempt: 1 });
				expect(await simulator.redeliver(result?.id ?? '', { signature: 'same' })).toMatchObject({
					conversationId,
					status: 200,
					attempt: 2,
				});
				await expect(simulator.redeliver('nobody')).rejects.toThrow('No delivery nobody');
			} else {
				await receiver.gets(3);
			}
			const body = JSON.parse(String(receiver.received.at(-1)?.rawBody)) as object;
			expect(body).toMatchObject({
				data: { conversation_id: conversationId, metadata: { feedback: { rating: 4 } } },
			});
			expect(await simulator.deliveries()).toMatchObject([
				{ conversationId, body: String(receiver.received.at(-1)?.rawBody) },
			]);
			await stop('SIGKILL');
		}
		expect(receiver.received).toHaveLength(3);
	} finally {
		if (child.exitCode === null) child.kill('SIGKILL');
		await receiver.close();
	}
}, 60_000);

it('stops on SIGINT', async () => {
	await start();

	expect(await stop('SIGINT')).toEqual([0, null]);
}, 60_000);
