import * as wire from '@elevenlabs/elevenlabs-js/serialization';

import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { failure, sdkOf, strict, withoutNulls } from './sdkClient';
import type { WebhookReceiver } from './webhookReceiver';
import { startWebhookReceiver } from './webhookReceiver';

let clock: MovableClock;
let simulator: Simulator;
let receiver: WebhookReceiver;
beforeEach(async () => {
	clock = movableClock(1_800_000_000_000);
	simulator = await startSimulator({ clock });
	receiver = await startWebhookReceiver();
});
afterEach(async () => {
	await simulator.close();
	await receiver.close();
});

const sdk = (apiKey?: string) => sdkOf(simulator, apiKey);
const agents = () => sdk().conversationalAi.agents;
const settings = () => sdk().conversationalAi.settings;

const create = async (name = 'n8n', more: object = {}) =>
	await sdk().webhooks.create({
		settings: { authType: 'hmac', name, webhookUrl: receiver.url, ...more },
	});

const attach = async (agentId: string, webhooks: object) =>
	await agents().update(agentId, { platformSettings: { workspaceOverrides: { webhooks } } });

const attached = async (agentId: string) =>
	(await agents().get(agentId)).platformSettings?.workspaceOverrides?.webhooks;

describe('webhooks', () => {
	it('are created with a secret that is shown once, and listed without it', async () => {
		const { webhookId, webhookSecret } = await create();
		const { webhooks } = await sdk().webhooks.list();

		expect(webhookSecret).toMatch(/^wsec_[0-9a-f]{64}$/);
		expect(webhooks).toEqual([
			{
				name: 'n8n',
				webhookId,
				webhookUrl: receiver.url,
				isDisabled: false,
				isAutoDisabled: false,
				createdAtUnix: 1_800_000_000,
				authType: 'hmac',
			},
		]);
		expect(simulator.webhooks.get(webhookId)).toMatchObject({ secret: webhookSecret });
		expect(simulator.requests[0]?.body).toEqual({
			settings: { auth_type: 'hmac', name: 'n8n', webhook_url: receiver.url },
		});
	});

	it('are changed, but for their address', async () => {
		const { webhookId } = await create();
		expect(
			await sdk().webhooks.update(webhookId, {
				isDisabled: true,
				name: 'n8n, off',
				retryEnabled: true,
				events: ['agent_qa'],
				requestHeaders: { 'X-Tenant': 'berlin' },
			}),
		).toEqual({ status: 'ok' });

		const { webhooks } = await sdk().webhooks.list();
		expect(webhooks).toMatchObject([
			{ name: 'n8n, off', webhookUrl: receiver.url, isDisabled: true, events: ['agent_qa'] },
		]);
		expect(simulator.webhooks.get(webhookId)).toMatchObject({
			retryEnabled: true,
			requestHeaders: { 'X-Tenant': 'berlin' },
		});
	});

	it('are not deleted as long as an agent or the workspace has them', async () => {
		const { webhookId } = await create();
		await attach('agent_simlocked', { postCallWebhookId: webhookId });
		await settings().update({ webhooks: { postCallWebhookId: webhookId } });
		const usage = async () =>
			(await sdk().webhooks.list({ includeUsages: true })).webhooks[0]?.usage;

		expect(await usage()).toEqual([
			{ usageType: 'ConvAI Agent Settings' },
			{ usageType: 'ConvAI Settings' },
		]);
		expect((await failure(sdk().webhooks.delete(webhookId))).body).toMatchObject({
			detail: { code: 'webhook_in_use' },
		});
		await attach('agent_simlocked', { postCallWebhookId: null });
		expect(await usage()).toEqual([{ usageType: 'ConvAI Settings' }]);
		expect((await failure(sdk().webhooks.delete(webhookId))).statusCode).toBe(405);
		await settings().update({ webhooks: {} });

		expect(await usage()).toEqual([]);
		expect(await sdk().webhooks.delete(webhookId)).toEqual({ status: 'ok' });
		expect((await sdk().webhooks.list()).webhooks).toEqual([]);
		expect((await failure(sdk().webhooks.delete(webhookId))).statusCode).toBe(404);
	});

	it('are refused to a key that may not write them', async () => {
		const error = await failure(
			sdk('sim-agents-only').webhooks.create({
				settings: { authType: 'hmac', name: 'n8n', webhookUrl: receiver.url },
			}),
		);
		expect(error.statusCode).toBe(401);
		expect(error.body).toMatchObject({
			detail: {
				code: 'missing_permissions',
				message: expect.stringContaining('webhooks_write') as string,
			},
		});
	});
});

describe('an agent', () => {
	it('keeps everything else when a webhook is attached to it', async () => {
		const { webhookId } = await create();
		for (const agentId of ['agent_simappointments', 'agent_simbare']) {
			const before = structuredClone(simulator.agents.get(agentId));
			const answer = await attach(agentId, {
				postCallWebhookId: webhookId,
				events: ['transcript', 'call_initiation_failure'],
			});

			expect(await attached(agentId)).toEqual({
				postCallWebhookId: webhookId,
				events: ['transcript', 'call_initiation_failure'],
			});
			expect(answer).toEqual(await agents().get(agentId));
			wire.GetAgentResponseModel.jsonOrThrow(answer, strict);
			const after = simulator.agents.get(agentId);
			expect({ ...after, metadata: null, platform_settings: null, version_id: null }).toEqual({
				...before,
				metadata: null,
				platform_settings: null,
				version_id: null,
			});
			expect({ ...after?.platform_settings, workspace_overrides: null }).toEqual({
				...before?.platform_settings,
				workspace_overrides: null,
			});
			expect(after?.version_id === before?.version_id).toBe(before?.version_id === undefined);
		}
	});

	it('is changed on the branch that is asked for', async () => {
		const branchId = 'agtbrch_simlocked';
		await agents().update('agent_simlocked', { name: 'Open', branchId });
		expect(simulator.agents.get('agent_simlocked')).toMatchObject({
			name: 'Open',
			branch_id: branchId,
			tags: [],
		});
		const other = agents().update('agent_simlocked', { name: 'Shut', branchId: 'agtbrch_other' });
		expect((await failure(other)).statusCode).toBe(404);
		expect((await failure(agents().update('agent_nobody', {}))).statusCode).toBe(404);
	});

	it("can't use an unknown webhook or event", async () => {
		const unknown = await failure(attach('agent_simlocked', { postCallWebhookId: 'nobody' }));
		expect(unknown.statusCode).toBe(400);
		expect(unknown.body).toMatchObject({ detail: { code: 'webhook_not_found' } });

		const response = await fetch(`${simulator.url}/v1/convai/agents/agent_simlocked`, {
			method: 'PATCH',
			headers: { 'xi-api-key': 'sim-full' },
			body: JSON.stringify({
				platform_settings: {
					workspace_overrides: { webhooks: { events: ['post_call_transcription'] } },
				},
			}),
		});
		expect(response.status).toBe(422);
		expect(await attached('agent_simlocked')).toEqual({ events: ['transcript'] });
	});
});

describe('an agent with branches', () => {
	const branch = (id: string, more: object = {}) => ({
		id,
		name: id,
		agent_id: 'agent_simlocked',
		description: '',
		created_at: 1,
		last_committed_at: 2,
		is_archived: false,
		...more,
	});

	it('has a main branch, on which all calls go, and others that a test gives it', async () => {
		const list = agents().branches;
		const own = await list.list('agent_simlocked');
		wire.ListResponseAgentBranchSummary.jsonOrThrow(own, strict);
		expect(own.results).toMatchObject([
			{ id: 'agtbrch_simlocked', name: 'Main', isArchived: false, currentLivePercentage: 100 },
		]);
		simulator.branches.set('agent_simlocked', [
			branch('agtbrch_simlocked', { current_live_percentage: 60 }),
			branch('agtbrch_b', { current_live_percentage: 40 }),
			branch('agtbrch_c', { is_archived: true }),
		]);
		const idsOf = async (query = {}) =>
			(await list.list('agent_simlocked', query)).results.map(({ id }) => id);
		expect(await idsOf()).toEqual(['agtbrch_simlocked', 'agtbrch_b']);
		expect(await idsOf({ includeArchived: true })).toHaveLength(3);
		expect(await idsOf({ limit: 1 })).toEqual(['agtbrch_simlocked']);
		expect((await failure(list.list('agent_nobody'))).statusCode).toBe(404);
	});

	it('publishes procedures as given, or those of the draft, which ends either way', async () => {
		const version = (versionId: string) => ({
			proc_1: { procedureId: 'proc_1', versionId },
		});
		const wireVersion = (versionId: string) => ({
			proc_1: { procedure_id: 'proc_1', version_id: versionId },
		});
		const edit = () =>
			simulator.drafts.set('agent_simlocked', { procedures: wireVersion('draft') });
		edit();
		await agents().update('agent_simlocked', { procedures: version('one') });
		expect((await agents().get('agent_simlocked')).procedures).toMatchObject(version('one'));
		expect(simulator.drafts.size).toBe(0);
		await agents().update('agent_simlocked', { name: 'Open', versionDescription: 'A new name' });
		expect((await agents().get('agent_simlocked')).procedures).toMatchObject(version('one'));
		edit();
		await agents().update('agent_simlocked', { name: 'Shut' });
		expect((await agents().get('agent_simlocked')).procedures).toMatchObject(version('draft'));
		await agents().update('agent_simlocked', { procedures: {} });
		expect((await agents().get('agent_simlocked')).procedures).toEqual({});
	});

	it('takes no version on a branch that is protected from the owner of the key', async () => {
		const protect = (role: string) =>
			simulator.branches.set('agent_simlocked', [
				{
					...branch('agtbrch_simlocked'),
					protection_status: 'admin_perms_required',
					access_info: {
						is_creator: true,
						creator_name: '',
						creator_email: '',
						role: role as 'admin',
					},
				},
			]);
		protect('editor');
		const refused = await failure(agents().update('agent_simlocked', { name: 'Open' }));
		expect(refused.statusCode).toBe(403);
		expect(refused.body).toMatchObject({ detail: { code: 'admin_perms_required' } });
		protect('admin');
		expect(await agents().update('agent_simlocked', { name: 'Open' })).toMatchObject({
			name: 'Open',
		});
	});
});

describe('the settings of the workspace', () => {
	it('hold a webhook for every agent, and forget what is not sent back', async () => {
		const { webhookId } = await create();
		expect((await settings().get()).webhooks).toEqual({
			events: ['transcript'],
			transcriptFormat: 'json',
			excludeTranscript: false,
		});
		await settings().update({
			webhooks: { postCallWebhookId: webhookId, excludeTranscript: true },
			canUseMcpServers: true,
		});
		const answer = await settings().update({ webhooks: { postCallWebhookId: webhookId } });

		wire.GetConvAiSettingsResponseModel.jsonOrThrow(answer, strict);
		expect(answer).toEqual(await settings().get());
		expect(answer).toMatchObject({ canUseMcpServers: true, defaultLivekitStack: 'standard' });
		expect(answer.webhooks).toEqual({
			postCallWebhookId: webhookId,
			events: ['transcript'],
			transcriptFormat: 'json',
			excludeTranscript: false,
		});
		const unknown = settings().update({ webhooks: { postCallWebhookId: 'nobody' } });
		expect((await failure(unknown)).statusCode).toBe(400);
	});
});

it('signs deliveries so that the SDK accepts them, with the contents that the API sends', async () => {
	const { webhookId, webhookSecret = '' } = await create();
	await attach('agent_simappointments', {
		postCallWebhookId: webhookId,
		events: ['transcript', 'audio', 'call_initiation_failure', 'answering_machine_detection'],
	});
	for (const end of ['0101', '0102', '0103', '0104', '0105', '0106']) {
		await sdk().conversationalAi.twilio.outboundCall({
			agentId: 'agent_simappointments',
			agentPhoneNumberId: 'phnum_simtwilio',
			toNumber: `+1202555${end}`,
			conversationInitiationClientData: {
				dynamicVariables: { customer_name: 'Zoë', appointment_time: '9', company: 'Ü', fee: 1 },
			},
			telephonyCallConfig: { twilioMachineDetection: { mode: 'enable' } },
		});
	}
	clock.advance(3_600_000);
	const results = await simulator.deliverWebhooks();

	const events = await Promise.all(
		receiver.received.map(
			async ({ rawBody, headers }) =>
				(await sdk().webhooks.constructEvent(
					rawBody.toString(),
					String(headers['elevenlabs-signature']),
					webhookSecret,
				)) as { type: string; event_timestamp: number; data: { conversation_id: string } },
		),
	);
	expect(events.map(({ type, event_timestamp: at }) => [type, at - 1_800_000_000])).toEqual([
		['call_initiation_failure', 2],
		['call_initiation_failure', 3],
		['answering_machine_detection', 12],
		['answering_machine_detection', 12],
		['post_call_transcription', 38],
		['post_call_audio', 38],
		['post_call_transcription', 53],
		['post_call_audio', 53],
		['call_initiation_failure', 60],
	]);
	expect(results.map(({ event, conversationId }) => [event, conversationId])).toEqual(
		events.map(({ type, data }) => [type, data.conversation_id]),
	);
	const transcriptions = events.filter(({ type }) => type === 'post_call_transcription');
	for (const { data } of transcriptions) {
		const conversation = await sdk().conversationalAi.conversations.get(data.conversation_id);
		expect(wire.GetConversationResponseModel.jsonOrThrow(conversation, strict)).toEqual(
			withoutNulls(data),
		);
	}
	expect(transcriptions).toHaveLength(2);
});
