import * as wire from '@elevenlabs/elevenlabs-js/serialization';

import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { whatsAppIds } from '../../simulator/workspace/seed/whatsAppAccounts';
import { failure, sdkOf, strict, withoutNulls } from './sdkClient';
import { ask, told } from './startedSimulator';

let clock: MovableClock;
let simulator: Simulator;
beforeEach(async () => {
	clock = movableClock(1_800_000_000_000);
	simulator = await startSimulator({ clock });
});
afterEach(async () => await simulator.close());

const sdk = () => sdkOf(simulator).conversationalAi;

const call = async (whatsappUserId = '12025550101', more: object = {}) =>
	await sdk().whatsapp.outboundCall({
		whatsappPhoneNumberId: whatsAppIds.good,
		whatsappUserId,
		whatsappCallPermissionRequestTemplateName: 'call_request',
		whatsappCallPermissionRequestTemplateLanguageCode: 'en',
		agentId: 'agent_simlocked',
		...more,
	});

const conversation = () => simulator.conversations()[0];

it('lists accounts, all or by agent', async () => {
	const { items } = await sdk().whatsappAccounts.list({});
	const ofAgent = await sdk().whatsappAccounts.list({ agentId: 'agent_simappointments' });

	expect(items.map(({ isTokenExpired }) => isTokenExpired)).toEqual([false, true]);
	expect(wire.ListWhatsAppAccountsResponse.jsonOrThrow({ items }, strict)).toEqual({
		items: withoutNulls([...simulator.whatsAppAccounts.values()]),
	});
	expect(ofAgent.items.map(({ phoneNumberId }) => phoneNumberId)).toEqual([whatsAppIds.good]);
});

it('calls a person who allows it at once', async () => {
	const { conversationId, success } = await call('12025550101', {
		conversationInitiationClientData: { userId: 'crm-1' },
	});
	clock.advance(60_000);
	const whole = await sdk().conversations.get(conversationId ?? '');

	expect(success).toBe(true);
	expect(simulator.callsTo('12025550101')).toBe(1);
	expect(whole).toMatchObject({
		status: 'done',
		userId: 'crm-1',
		metadata: {
			conversationInitiationSource: 'whatsapp',
			whatsapp: {
				direction: 'outbound',
				whatsappPhoneNumberId: whatsAppIds.good,
				whatsappUserId: '12025550101',
			},
		},
	});
	expect(wire.GetConversationResponseModel.jsonOrThrow(whole, strict)).toEqual(
		withoutNulls(conversation()),
	);
});

it('waits for the approval of a person who was not asked before', async () => {
	const { conversationId = '' } = await call('12025550108');
	clock.advance(3 * 3600_000);
	expect(conversation()?.status).toBe('initiated');
	expect(await sdk().analytics.liveCount.get()).toEqual({ count: 0 });

	simulator.approveWhatsAppCall(conversationId);
	clock.advance(9_000);
	expect(conversation()?.status).toBe('in-progress');
	expect(await sdk().analytics.liveCount.get()).toEqual({ count: 1 });
	clock.advance(60_000);
	expect(conversation()).toMatchObject({ status: 'done', metadata: { call_duration_secs: 40 } });

	await call('12025550108');
	clock.advance(60_000);
	expect(simulator.conversations()[1]?.status).toBe('done');
	expect(() => simulator.approveWhatsAppCall(conversationId)).toThrow('approval');
});

it('fails if the person declines', async () => {
	await call('12025550109');
	clock.advance(10_000);

	expect(conversation()).toMatchObject({
		status: 'failed',
		metadata: { termination_reason: 'User declined the call permission request.' },
		transcript: [],
		analysis: null,
	});
});

it('refuses a number that cannot be called', async () => {
	expect(await call('12025550107')).toMatchObject({ success: false });
	expect(simulator.calls).toEqual([]);
});

it.each<[string, number, object]>([
	['an expired token', 400, { whatsapp_phone_number_id: whatsAppIds.expired }],
	['an unknown account', 404, { whatsapp_phone_number_id: '1' }],
	['an unknown agent', 404, { agent_id: 'agent_nobody' }],
	['an unknown branch', 404, { conversation_initiation_client_data: { branch_id: 'x' } }],
	['a number with a plus', 422, { whatsapp_user_id: '+12025550101' }],
	['no template', 422, { whatsapp_call_permission_request_template_name: undefined }],
	['variables in words', 422, { conversation_initiation_client_data: { dynamic_variables: '' } }],
])('refuses %s', async (_what, status, more) => {
	const answer = await told(
		ask(simulator, '/v1/convai/whatsapp/outbound-call', {
			body: {
				whatsapp_phone_number_id: whatsAppIds.good,
				whatsapp_user_id: '12025550101',
				whatsapp_call_permission_request_template_name: 'call_request',
				whatsapp_call_permission_request_template_language_code: 'en',
				agent_id: 'agent_simlocked',
				...more,
			},
		}),
	);
	expect(answer.status).toBe(status);
	expect(simulator.calls).toEqual([]);
});

it('refuses an agent that keeps nothing', async () => {
	const agent = simulator.agents.get('agent_simlocked');
	if (!agent) throw new Error('no agent');
	agent.platform_settings = { privacy: { zero_retention_mode: true } };

	expect((await failure(call())).statusCode).toBe(400);
});
