import * as wire from '@elevenlabs/elevenlabs-js/serialization';

import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { failure, sdkOf, strict, withoutNulls } from './sdkClient';

const start = 1_800_000_000_000;

let clock: MovableClock;
let simulator: Simulator;
beforeEach(async () => {
	clock = movableClock(start);
	simulator = await startSimulator({ clock });
});
afterEach(async () => await simulator.close());

const sdk = () => sdkOf(simulator).conversationalAi;

const outcomeNumbers = ['0101', '0102', '0103', '0104', '0105', '0106'].map(
	(end) => `+1202555${end}`,
);

async function callEverybody(): Promise<void> {
	const more = {
		conversationInitiationClientData: {
			userId: 'crm-4711',
			dynamicVariables: { run: 'r1' },
			sourceInfo: { source: 'node_js_sdk', version: '1.0' },
		},
	} as const;
	for (const toNumber of outcomeNumbers) {
		const agentId = 'agent_simlocked';
		const request = { agentId, toNumber, ...more };
		await sdk().twilio.outboundCall({ ...request, agentPhoneNumberId: 'phnum_simtwilio' });
		await sdk().sipTrunk.outboundCall({ ...request, agentPhoneNumberId: 'phnum_simsiptrunk' });
		await sdk().exotel.outboundCall({ ...request, agentPhoneNumberId: 'phnum_simexotel' });
	}
	// This one drops.
	await sdk().twilio.outboundCall({
		agentId: 'agent_simbare',
		agentPhoneNumberId: 'phnum_simtwilio',
		toNumber: '+12025550101',
	});
}

it('understands every conversation whole, at each stage of every call', async () => {
	await callEverybody();
	const stages = new Set<string>();
	for (const ms of [0, 2_500, 6_000, 20_000, 10_000, 12_000, 3_600_000]) {
		clock.advance(ms);
		for (const seed of simulator.conversations()) {
			const conversation = await sdk().conversations.get(seed.conversation_id);
			expect(wire.GetConversationResponseModel.jsonOrThrow(conversation, strict)).toEqual(
				withoutNulls(seed),
			);
			stages.add(`${conversation.metadata.phoneCall?.type} ${conversation.status}`);
		}
	}

	const statuses = ['done', 'failed', 'in-progress', 'initiated', 'processing'];
	expect([...stages].sort()).toEqual(
		['exotel', 'sip_trunking', 'twilio'].flatMap((type) =>
			statuses.map((status) => `${type} ${status}`),
		),
	);
});

it("returns the calls' results in the SDK", async () => {
	await callEverybody();
	clock.advance(3_600_000);
	const results: unknown[] = [];
	for (const { conversationId } of simulator.calls.filter(
		({ provider }) => provider === 'sip_trunk',
	)) {
		const { metadata, status } = await sdk().conversations.get(conversationId);
		results.push([status, metadata.phoneCall?.callResult]);
	}

	expect(results).toEqual([
		['done', 'answered'],
		['done', 'voicemail'],
		['failed', 'busy'],
		['failed', 'no_answer'],
		['initiated', undefined],
		['failed', 'failed'],
	]);
});

it('lists page by page, each once, newest first, without a field that the SDK does not know', async () => {
	await callEverybody();
	clock.advance(60_000);
	const found: string[] = [];
	const sizes: number[] = [];
	let cursor: string | undefined;
	do {
		const page = await sdk().conversations.list({ pageSize: 8, cursor, summaryMode: 'include' });
		wire.GetConversationsPageResponseModel.jsonOrThrow(page, strict);
		found.push(...page.conversations.map(({ conversationId }) => conversationId));
		sizes.push(page.conversations.length);
		expect(page.hasMore).toBe(page.nextCursor !== undefined);
		cursor = page.nextCursor;
	} while (cursor);

	expect(sizes).toEqual([8, 8, 3]);
	expect(found).toEqual(simulator.calls.map(({ conversationId }) => conversationId).reverse());
});

it('narrows the list down by everything at once', async () => {
	await callEverybody();
	clock.advance(60_000);
	await callEverybody();
	const { conversations } = await sdk().conversations.list({
		agentId: 'agent_simlocked',
		userId: 'crm-4711',
		callStartAfterUnix: start / 1000 - 1,
		callStartBeforeUnix: start / 1000 + 1,
		callSuccessful: 'success',
		excludeStatuses: ['initiated', 'in-progress'],
		dynamicVariableParams: ['run:eq:r1', 'other:eq:'],
		summaryMode: 'include',
		search: 'goodbye',
		sortDirection: 'asc',
	});

	expect(conversations).toMatchObject(
		simulator.calls.slice(0, 3).map(({ conversationId, provider }) => ({
			conversationId,
			status: 'done',
			callSuccessful: 'success',
			direction: 'outbound',
			conversationInitiationSource: provider,
			transcriptSummary: expect.any(String) as string,
		})),
	);
	expect(conversations).toHaveLength(3);
	const [request] = simulator.requests.slice(-1);
	expect(request?.query).toMatchObject({
		exclude_statuses: ['initiated', 'in-progress'],
		dynamic_variable_params: ['run:eq:r1', 'other:eq:'],
	});
});

it('deletes a conversation, which is then a 404 that the SDK can read', async () => {
	await callEverybody();
	const id = simulator.calls[0]?.conversationId ?? '';
	await sdk().conversations.delete(id);

	for (const call of [sdk().conversations.get(id), sdk().conversations.delete(id)]) {
		const error = await failure(call);
		expect(error.statusCode).toBe(404);
		expect(error.body).toMatchObject({
			detail: { code: 'conversation_not_found', status: 'conversation_history_not_found' },
		});
	}
});

it('counts those that are live', async () => {
	await callEverybody();
	const count = async (request = {}) => await sdk().analytics.liveCount.get(request);

	expect(await count()).toEqual({ count: 19 });
	expect(await count({ agentId: 'agent_simbare' })).toEqual({ count: 1 });
	expect(await count({ agentIds: ['agent_simbare', 'agent_simlocked'] })).toEqual({ count: 19 });
	clock.advance(60_000);
	expect(await count()).toEqual({ count: 3 });
	expect(await count({ agentId: 'agent_simbare' })).toEqual({ count: 0 });
});
