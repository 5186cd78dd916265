/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StartOptions } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Simulator } from '../simulator/simulator';
import { signWebhook, startSimulator } from '../simulator/simulator';
import type { Deployment } from './publishedCalls';
import { idle, publishCalls } from './publishedCalls';
import { createBatch, CREDENTIAL, elevenLabsCalls, node, to } from './rowsWorkflow';

// Things that happen at the same moment: what holds for one n8n and for many processes.

const ROUNDS = 50;
const LIMITED_ROUNDS = 10;
const DELIVERIES = 100;
const SECRET = 'wsec_at_once';
const TRIGGER_ID = '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b90';

/** What is around the n8n of these tests. */
export interface Setting {
	simulator: Simulator;
	/** The package, and a credential for the simulator. */
	forN8n: Pick<StartOptions, 'tarballs' | 'credentials' | 'log'>;
	/** Conversations that the trigger's workflow was started for. */
	told: string[];
	/** Where the workflow tells of them. */
	listenerUrl: string;
	close(): Promise<void>;
}

export async function startSetting(): Promise<Setting> {
	const simulator = await startSimulator();
	const told: string[] = [];
	const listener = createServer((request, response) => {
		told.push(request.url?.slice(1) ?? '');
		response.setHeader('content-type', 'application/json').end('{}');
	});
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	const packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	return {
		simulator,
		forN8n: {
			tarballs: [await packTarball(packed)],
			credentials: [
				{
					...CREDENTIAL,
					type: 'elevenLabsCallsApi',
					data: {
						apiKey: 'sim-full',
						region: 'custom',
						baseUrl: simulator.url,
						webhookSecret: SECRET,
					},
				},
			],
			// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
			log: (line) => console.log(line),
		},
		told,
		listenerUrl: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
		async close() {
			listener.close();
			await simulator.close();
			rmSync(packed, { recursive: true, force: true });
		},
	};
}

export const withKey = (options = {}) =>
	elevenLabsCalls({ deduplicationKey: '={{ $json.phone }}', ...options });

/** Numbers that are answered, and that no other test calls. */
export const freshPhones = (count: number) =>
	Array.from({ length: count }, () => `+1202${String(5_561_000 + freshPhones.used++)}`);
freshPhones.used = 0;

export const callsOf = (simulator: Simulator, phones: string[]) => {
	const wanted = new Set(phones);
	return simulator.calls.filter(({ number }) => wanted.has(number));
};

export const expectOneCallEach = (simulator: Simulator, phones: string[]) =>
	expect(phones.map((phone) => simulator.callsTo(phone))).toEqual(phones.map(() => 1));

/** What holds for any number of processes. */
export function testAtOnce(setting: () => Setting, deployment: () => Deployment) {
	it.each([2, 4])('%s executions with the same Deduplication Key: one calls', async (atOnce) => {
		const workflow = await publishCalls(deployment(), `same-key-${atOnce}`, withKey());
		const phones = freshPhones(ROUNDS);
		for (const phone of phones) {
			const all = Array.from(
				{ length: atOnce },
				async (_, each) => await workflow.post(each, [phone]),
			);
			const outputs = (await Promise.all(all)).flat();
			expect(outputs.map(({ reason }) => reason).sort()).toEqual([
				...Array.from({ length: atOnce - 1 }, () => 'duplicate'),
				undefined,
			]);
		}
		expectOneCallEach(setting().simulator, phones);
	});

	it('200 executions with keys of their own: none is forgotten', async () => {
		const workflow = await publishCalls(deployment(), 'all-keys', withKey());
		const phones = freshPhones(200);
		for (let time = 0; time < 2; time++) {
			for (let first = 0; first < phones.length; first += 20) {
				const part = phones.slice(first, first + 20);
				await Promise.all(part.map(async (phone, each) => await workflow.post(each, [phone])));
			}
			expectOneCallEach(setting().simulator, phones);
		}
	});

	describe.each([
		['calls', elevenLabsCalls],
		['batches', createBatch],
	])('two executions at once, without keys, that make %s', (kind, callOf) => {
		it('call each person once if the Contact Limit is one call', async () => {
			const workflow = await publishCalls(
				deployment(),
				`limited-${kind}`,
				callOf({ contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } } }),
			);
			for (let round = 0; round < LIMITED_ROUNDS; round++) {
				const phones = freshPhones(5);
				const both = [0, 1].map(async (each) => await workflow.post(each, phones));
				const outputs = (await Promise.all(both)).flat();
				expectOneCallEach(setting().simulator, phones);
				expect(outputs.filter(({ reason }) => reason === 'contact_limit')).toHaveLength(
					phones.length,
				);
			}
		});
	});

	describe('deliveries', () => {
		beforeAll(async () => {
			const { main } = deployment();
			const id = await main.saveWorkflow({
				name: 'Tell',
				nodes: [
					{
						...node('Trigger', 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger', {
							registration: 'manual',
						}),
						typeVersion: 1.1,
						webhookId: TRIGGER_ID,
						credentials: { elevenLabsCallsApi: CREDENTIAL },
					},
					{
						...node('Tell', 'n8n-nodes-base.httpRequest', {
							url: `=${setting().listenerUrl}/{{ $json.conversation_id }}`,
							options: {},
						}),
						typeVersion: 4.2,
					},
				],
				connections: { Trigger: { main: [[to('Tell')]] } },
				settings: { executionOrder: 'v1' },
			});
			await main.activateWorkflow(id);
		});

		beforeEach(() => void (setting().told.length = 0));

		const deliver = async (process: number, id: string) => {
			const { webhookUrls } = deployment();
			const body = JSON.stringify({
				type: 'post_call_transcription',
				event_timestamp: 1_794_400_000,
				data: { conversation_id: id, agent_id: 'agent_simlocked', status: 'done' },
			});
			const seconds = Math.floor(Date.now() / 1000);
			const url = webhookUrls[process % webhookUrls.length];
			const response = await fetch(`${url}/webhook/${TRIGGER_ID}/webhook`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'elevenlabs-signature': signWebhook(SECRET, body, seconds),
				},
				body,
			});
			expect([response.status, await response.text()]).toEqual([200, 'OK']);
		};

		const conversations = (kind: string) =>
			Array.from({ length: DELIVERIES }, (_, index) => `conv_${kind}_${index}`).sort();

		it('of the same event to two processes: the workflow starts once', async () => {
			const ids = conversations('same');
			for (const id of ids) await Promise.all([deliver(0, id), deliver(1, id)]);
			await idle(deployment());
			expect([...setting().told].sort()).toEqual(ids);
		});

		it('of many events, and all repeated to the other process: the workflow starts once for each', async () => {
			const ids = conversations('burst');
			for (let time = 0; time < 2; time++) {
				await Promise.all(ids.map(async (id, index) => await deliver(index + time, id)));
				await idle(deployment());
				expect([...setting().told].sort()).toEqual(ids);
			}
		});
	});
}
