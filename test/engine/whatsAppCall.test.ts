import { CALL_OUTPUT } from '../../nodes/ElevenLabsCalls/conversationOutput';
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, INode } from 'n8n-workflow';
import packageJson from '../../package.json';
import { quickTime } from '../clock/quickTime';
import { whatsAppIds } from '../simulator/workspace/seed/whatsAppAccounts';
import { askAgent } from './agentRun';
import { DeduplicationStore } from './deduplicationStore';
import { ANSWERED } from './operations';
import {
	callRows,
	cancelledAfter,
	dialRequests,
	digitsOf,
	number,
	ON_WHATSAPP,
	rowsOf,
} from './plainCalls';
import { simulator } from './quickSimulator';
import { until } from './until';
import type { RunOptions } from './workflowRun';
import { locator } from './workflowRun';

const NOT_ASKED = '+12025550108';
const DECLINES = '+12025550109';

const HOUR_MS = 3_600_000;

const call = async (
	rows: IDataObject[],
	options: IDataObject = {},
	{ parameters, ...more }: Partial<RunOptions> = {},
) =>
	await callRows(simulator, rows, options, {
		parameters: { ...ON_WHATSAPP, ...parameters },
		...more,
	});

beforeAll(async () => {
	await DataDeduplicationService.init(new DeduplicationStore());
});

const accountReads = () =>
	simulator.requests.filter(({ path }) => path === '/v1/convai/whatsapp-accounts').length;

const note = expect.stringMatching(/hasn't allowed calls yet.*when they approve/) as string;

describe('the output', () => {
	it('is the answer field for field, and says that the call may come later', async () => {
		const { items, error } = await call([{ phone: ANSWERED }, { phone: NOT_ASKED }]);

		expect(error).toBeUndefined();
		expect(dialRequests(simulator).map(({ path }) => path)).toEqual([
			'/v1/convai/whatsapp/outbound-call',
			'/v1/convai/whatsapp/outbound-call',
		]);
		const [now, later] = simulator.calls;
		expect(items).toEqual([
			{
				json: {
					success: true,
					message: 'Call initiated successfully',
					conversation_id: now?.conversationId,
					to_number: ANSWERED,
					note,
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					success: true,
					message: 'Call permission request sent successfully',
					conversation_id: later?.conversationId,
					to_number: NOT_ASKED,
					note,
				},
				pairedItem: { item: 1 },
			},
		]);
		expect(simulator.callCounts()).toEqual({ [digitsOf(ANSWERED)]: 1, [digitsOf(NOT_ASKED)]: 1 });
	});

	it('passes on what it does not know', async () => {
		const body = { later: [null], success: true, message: 'OK', conversation_id: null };
		simulator.addFault({ match: { method: 'POST' }, action: { status: 200, body } });
		const { items } = await call(rowsOf(1));
		expect(items.map(({ json }) => json)).toEqual([{ ...body, to_number: number(0), note }]);
	});
});

describe('the request', () => {
	it('is the same JSON as that of the official SDK', async () => {
		const sdk = new ElevenLabsClient({ apiKey: 'sim-full', baseUrl: simulator.url });
		await sdk.conversationalAi.whatsapp.outboundCall({
			agentId: 'agent_simappointments',
			whatsappPhoneNumberId: whatsAppIds.good,
			whatsappUserId: digitsOf(ANSWERED),
			whatsappCallPermissionRequestTemplateName: 'call_permission',
			whatsappCallPermissionRequestTemplateLanguageCode: 'en_US',
			conversationInitiationClientData: {
				userId: 'crm-1042',
				branchId: 'agtbrch_simappointments',
				environment: 'staging',
				sourceInfo: { version: `${packageJson.name}/${packageJson.version}` },
				customLlmExtraBody: { temperature: 0.2 },
				startingWorkflowNodeId: 'node_simconfirm',
				procedureIds: ['agtprc_simreminder'],
				dynamicVariables: {
					customer_name: 'Ada',
					appointment_time: '10 am',
					company: 'Acme',
					fee: 12.5,
				},
				conversationConfigOverride: {
					agent: { firstMessage: 'Hi Ada!', language: 'de' },
					tts: { voiceId: 'voice_1', speed: 0.7 },
				},
			},
		});
		const [wanted] = dialRequests(simulator);
		simulator.reset();

		const { error } = await call(
			[{ phone: ` +1 (202) 555-0101 `, name: 'Ada' }],
			{
				userId: 'crm-1042',
				branchId: 'agtbrch_simappointments',
				environment: 'staging',
				customLlmExtraBody: '{"temperature":0.2}',
				startingWorkflowNodeId: 'node_simconfirm',
				procedureIds: 'agtprc_simreminder',
			},
			{
				parameters: {
					agentId: locator('agent_simappointments'),
					whatsAppAccountId: locator(whatsAppIds.good, 'list'),
					dynamicVariablesMode: 'json',
					dynamicVariablesJson:
						'={{ { customer_name: $json.name, appointment_time: "10 am", company: "Acme", fee: 12.5 } }}',
					overrides: {
						firstMessage: '=Hi {{ $json.name }}!',
						language: 'de',
						voiceId: locator('voice_1'),
						speed: 0.7,
					},
				},
			},
		);
		expect(error).toBeUndefined();
		expect(dialRequests(simulator)).toEqual([
			expect.objectContaining({
				path: wanted?.path,
				body: wanted?.body,
				unknownFields: [],
				unknownParameters: [],
			}),
		]);
	});

	it('has nothing that was not set, and each item its own account and template', async () => {
		const { error } = await call(
			[{ phone: number(0), account: Number(whatsAppIds.good), template: ' ask_1\n', code: 'de' }],
			{},
			{
				parameters: {
					whatsAppAccountId: locator('={{ $json.account }}'),
					permissionTemplate: '={{ $json.template }}',
					permissionTemplateLanguage: '={{ $json.code }}',
				},
			},
		);
		expect(error).toBeUndefined();
		expect(dialRequests(simulator)[0]?.body).toEqual({
			agent_id: 'agent_simlocked',
			whatsapp_phone_number_id: whatsAppIds.good,
			whatsapp_user_id: digitsOf(number(0)),
			whatsapp_call_permission_request_template_name: 'ask_1',
			whatsapp_call_permission_request_template_language_code: 'de',
			conversation_initiation_client_data: {
				source_info: { version: `${packageJson.name}/${packageJson.version}` },
			},
		});
	});
});

describe('nobody is called', () => {
	it.each<[why: string, parameters: IDataObject, message: string]>([
		[
			'with an expired token',
			{ whatsAppAccountId: locator(whatsAppIds.expired) },
			"'WhatsApp Account' 'Old desk (…0197)' has an expired token",
		],
		[
			'from an account of another workspace',
			{ whatsAppAccountId: locator('elsewhere') },
			"'WhatsApp Account' 'elsewhere' is not the ID of a WhatsApp account in this workspace",
		],
		[
			'without an account',
			{ whatsAppAccountId: locator('={{ undefined }}') },
			"'WhatsApp Account' is empty",
		],
		['without a template', { permissionTemplate: ' ' }, "'Permission Template' is empty"],
		[
			'without a language',
			{ permissionTemplateLanguage: '={{ null }}' },
			"'Template Language' is empty",
		],
		['without a number', { toNumber: 'Ada' }, "'To Number'"],
		[
			'if the agent needs a variable',
			{ agentId: locator('agent_simappointments') },
			'has no value for',
		],
	])('%s', async (_, parameters, message) => {
		const { error } = await call(rowsOf(2), {}, { parameters });
		expect(`${error?.message} ${error?.description}`).toContain(message);
		expect(dialRequests(simulator)).toEqual([]);
	});

	it('if the accounts cannot be read', async () => {
		simulator.addFault({
			match: { path: '/v1/convai/whatsapp-accounts' },
			times: 100,
			action: { status: 403 },
		});
		const { error } = await call(rowsOf(2));
		expect(error?.message).toContain('2 of 2 items failed');
		expect(dialRequests(simulator)).toEqual([]);
	});

	it('because of one bad row, if the node stops on failure', async () => {
		const { error } = await call([...rowsOf(2), { phone: 'none' }]);
		expect(error?.message).toContain("item 2: 'To Number'");
		expect(dialRequests(simulator)).toEqual([]);
	});
});

it('the accounts are read once, and a bad row does not keep the others from their calls', async () => {
	const { items } = await call(
		[...rowsOf(5), { phone: 'none' }],
		{},
		{ onError: 'continueRegularOutput' },
	);
	expect(accountReads()).toBe(1);
	expect(simulator.calls).toHaveLength(5);
	expect(items[5]?.json).toMatchObject({ phone: 'none', error: expect.any(String) });
});

it('a refusal says what to check', async () => {
	simulator.addFault({ match: { method: 'POST' }, action: { successFalse: 'Meta says 131042' } });
	const { error } = await call(rowsOf(1));
	expect(error?.message).toContain('The call to …1000 was not placed');
	expect(error?.message).toContain('Meta says 131042');
	expect(error?.description).toContain('WhatsApp Manager');
});

it('an agent with zero retention is refused, in the words of ElevenLabs', async () => {
	const agent = simulator.agents.get('agent_simlocked')!;
	const { platform_settings: settings } = agent;
	simulator.agents.set('agent_simlocked', {
		...agent,
		platform_settings: { ...settings, privacy: { zero_retention_mode: true } },
	});
	try {
		const { error } = await call(rowsOf(1));
		expect(error?.message).toContain('was not placed');
		expect(error?.message).toContain('zero retention');
		expect(simulator.calls).toEqual([]);
	} finally {
		simulator.agents.set('agent_simlocked', agent);
	}
});

describe('the guards of a phone call', () => {
	it('show the request in a dry run', async () => {
		const { items } = await call(rowsOf(1), { dryRun: true });
		expect(items[0]?.json).toMatchObject({
			success: false,
			reason: 'dry_run',
			request: {
				method: 'POST',
				url: `${simulator.url}/v1/convai/whatsapp/outbound-call`,
				body: { whatsapp_user_id: digitsOf(number(0)) },
			},
		});
		expect(items[0]?.json).not.toHaveProperty('note');
		expect(dialRequests(simulator)).toEqual([]);
	});

	it('check numbers, repetitions and hours', async () => {
		const tomorrow = new Date(quickTime.now() + 86_400_000).getUTCDay() || 7;
		const rows = [
			{ phone: number(0) },
			{ phone: number(0) },
			{ phone: number(1) },
			{ phone: '+493023125101' },
		];
		const { items } = await call(rows, { allowedNumbers: '+1*', blockedNumbers: number(1) });
		expect(items.map(({ json }) => json.reason)).toEqual([
			undefined,
			'duplicate',
			'number_blocked',
			'number_not_allowed',
		]);
		expect(simulator.callCounts()).toEqual({ [digitsOf(number(0))]: 1 });

		const { items: late } = await call(rowsOf(1), {
			callingHours: {
				hours: { from: '00:00', to: '24:00', weekdays: [tomorrow], timeZone: 'UTC' },
			},
		});
		expect(late[0]?.json).toMatchObject({ success: false, next_call_time: expect.any(String) });
	});

	it('call once for a deduplication key', async () => {
		const key = { deduplicationKey: 'lead-1042', userId: 'crm-1042' };
		await call(rowsOf(1), key);
		const { items } = await call(rowsOf(1), key);
		expect(items[0]?.json).toMatchObject({
			reason: 'duplicate',
			earlier_conversation_id: simulator.calls[0]?.conversationId,
		});
		expect(simulator.calls).toHaveLength(1);
	});
});

it('a person who was asked counts for the contact limit, which a phone call respects', async () => {
	const limit = { contactLimit: { limit: { maxCalls: 1, days: 1 } } };
	await call([{ phone: NOT_ASKED }], limit);
	expect(dialRequests(simulator)[0]?.body).toMatchObject({
		conversation_initiation_client_data: { user_id: NOT_ASKED },
	});
	const { items } = await callRows(simulator, [{ phone: NOT_ASKED }], limit);
	expect(items[0]?.json.reason).toBe('contact_limit');
	expect(simulator.calls).toHaveLength(1);
});

describe('an uncertain call', () => {
	it('is not taken for a phone call to the same person', async () => {
		simulator.addFault({
			match: { method: 'POST' },
			times: 1,
			action: { reset: 'before' },
		});
		simulator.placeForeignCall({
			agentId: 'agent_simlocked',
			phoneNumberId: 'phnum_simtwilio',
			number: number(0),
		});
		const { error } = await call(rowsOf(1));
		expect(error?.message).toContain('The call to …1000 may have been placed');
		expect(simulator.callsTo(digitsOf(number(0)))).toBe(0);
	});

	it('keeps a phone call to the same person from being dialed in its execution', async () => {
		simulator.addFault({ match: { method: 'POST' }, times: 1, action: { reset: 'before' } });
		const { tasks } = await call(
			rowsOf(1),
			{},
			{
				onError: 'continueRegularOutput',
				next: { pick: (items) => items.filter(({ json }) => json.error), to: 'Calls' },
			},
		);
		const last = tasks.at(-1)?.data?.main?.[0]?.[0]?.json;
		expect(last?.reason).toBe('may_have_been_placed');
		expect(dialRequests(simulator)).toHaveLength(1);
	});
});

it('Retry On Fail keeps what was placed, with its note', async () => {
	simulator.addFault({
		match: { toNumber: digitsOf(number(1)) },
		times: 1,
		action: { status: 422 },
	});
	const { items, error } = await call(rowsOf(3), {}, { retryOnFail: true });
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json)).toEqual(
		rowsOf(3).map(() => expect.objectContaining({ success: true, note })),
	);
	expect(Object.values(simulator.callCounts())).toEqual([1, 1, 1]);
});

it('a stopped execution keeps the IDs', async () => {
	const { run } = await call(rowsOf(3), {}, cancelledAfter(simulator, { answered: 2 }));
	const kept = JSON.stringify(run.data.resultData.metadata);
	for (const { conversationId } of simulator.calls.slice(0, 2)) {
		expect(kept).toContain(conversationId);
	}
});

it('an AI agent that uses it as a tool gets the note', async () => {
	const [told = ''] = await askAgent(simulator, 'invoking', [[number(0)]], {
		parameters: ON_WHATSAPP as INode['parameters'],
	});
	expect(JSON.parse(told)).toEqual([expect.objectContaining({ success: true, note })]);
});

describe('Wait for Completion', () => {
	const waiting = (maxWaitMinutes: number) => ({
		parameters: { waitForCompletion: true, maxWaitMinutes },
	});

	/** Lets the person of the first call approve, some time after it was placed. */
	async function approveAfter(ms: number): Promise<void> {
		const begun = quickTime.now();
		await until(() => quickTime.now() - begun >= ms);
		simulator.approveWhatsAppCall(simulator.calls[0]?.conversationId ?? '');
	}

	it('gives the outcome of a call that came at once', async () => {
		const { items } = await call([{ phone: ANSWERED }], {}, waiting(15));
		expect(Object.keys(items[0]?.json ?? {})).toEqual(CALL_OUTPUT.fields);
		expect(items[0]?.json).toMatchObject({
			outcome: 'answered',
			outcome_reason: 'The person picked up',
			to_number: ANSWERED,
			conversation_id: simulator.calls[0]?.conversationId,
			success: true,
		});
	});

	it('waits for hours until the person approves', async () => {
		const running = call([{ phone: NOT_ASKED }], {}, waiting(24 * 60));
		await approveAfter(3 * HOUR_MS);
		const { items } = await running;
		expect(items[0]?.json).toMatchObject({ outcome: 'answered' });
		expect(items[0]?.json).not.toHaveProperty('note');
	});

	it('says that the person declined', async () => {
		const { items } = await call([{ phone: DECLINES }], {}, waiting(15));
		expect(items[0]?.json).toMatchObject({
			success: true,
			outcome: 'failed',
			outcome_reason: 'The call failed: User declined the call permission request',
		});
		expect(items[0]?.json).not.toHaveProperty('note');
	});

	it('ends at its maximum, and still says that the call may come', async () => {
		const { items } = await call([{ phone: NOT_ASKED }], {}, waiting(10));
		expect(items[0]?.json).toMatchObject({
			outcome: 'unknown',
			outcome_reason: expect.stringContaining('waiting for the person to approve'),
			timed_out: true,
			note,
		});
	});

	it('of people who have not approved keeps nobody else from being called', async () => {
		const begun = quickTime.now();
		const rows = [...'23456'].map((digit) => ({ phone: `+1${digit}025550108` }));
		const { items } = await call([...rows, { phone: ANSWERED }], { maxInFlight: 1 }, waiting(60));
		expect(simulator.calls).toHaveLength(6);
		expect(simulator.calls.every(({ time }) => time - begun < 60_000)).toBe(true);
		expect(items.map(({ json }) => json.outcome)).toEqual([
			...rows.map(() => 'unknown'),
			'answered',
		]);
	});
});
