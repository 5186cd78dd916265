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

const root = resolve(__dirname, '../../..');
const number = '+12025550101';

let child: ChildProcess;
let simulator: RemoteSimulator;

async function start(): Promise<void> {
	child = spawn(process.execPath, ['--import', 'tsx', 'test/simulator/main.ts', '--port', '0'], {
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
	beforeAll(start, 60_000);
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
			{ number, conversationId, fate: 'answered', provider: 'twilio' },
		]);
		expect(await simulator.callsTo(number)).toBe(1);
		expect(await simulator.callsTo('+1')).toBe(0);
		expect(await simulator.state()).toEqual({
			maxInFlight: 1,
			maxInFlightOverall: 1,
			inFlight: 0,
			requests: 1,
			calls: 1,
			counts: { [number]: 1 },
		});
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

	it('refuses what it does not understand', async () => {
		const control = async (method: string, name: string, body?: string) =>
			(await fetch(`${simulator.url}/__simulator/${name}`, { method, body })).status;

		expect(await control('POST', 'faults', '{"action":{"explode":true},"match":{}}')).toBe(400);
		expect(await control('POST', 'faults', '{')).toBe(400);
		expect(await control('PUT', 'settings', '{"latencyMs":-1}')).toBe(400);
		expect(await control('PUT', 'settings', '{"url":"x"}')).toBe(400);
		expect(await control('GET', 'secrets')).toBe(404);
		await expect(simulator.change({ latencyMs: -1 })).rejects.toThrow('PUT settings');
	});

	it('stops on SIGTERM, also while requests are under way', async () => {
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

it('stops on SIGINT', async () => {
	await start();

	expect(await stop('SIGINT')).toEqual([0, null]);
}, 60_000);
