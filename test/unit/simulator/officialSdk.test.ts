import { ElevenLabs } from '@elevenlabs/elevenlabs-js';
import * as wire from '@elevenlabs/elevenlabs-js/serialization';

import {
	callResults,
	conversationSources,
	conversationStatuses,
	guardrailTypes,
	providers,
	sortDirections,
	subscribedEvents,
	transcriptFormats,
	ttsModelFamilies,
	ttsModels,
	workspaceWebhookEvents,
} from '../../simulator/schema/enums';
import { agentIds } from '../../simulator/workspace/seed/agents';
import { llmNames, seedLlms } from '../../simulator/workspace/seed/llms';
import { phoneNumberIds } from '../../simulator/workspace/seed/phoneNumbers';
import { failure, sdkOf, strict, withoutNulls } from './sdkClient';
import { startedSimulator } from './startedSimulator';

const simulator = startedSimulator();

const sdk = (apiKey?: string) => sdkOf(simulator(), apiKey);

describe('agents', () => {
	it('are listed page by page, each once, in the order of the workspace', async () => {
		const pages: string[][] = [];
		let cursor: string | undefined;
		do {
			const page = await sdk().conversationalAi.agents.list({ cursor });
			pages.push(page.agents.map(({ agentId }) => agentId));
			expect(page.hasMore).toBe(page.nextCursor !== undefined);
			cursor = page.nextCursor;
		} while (cursor);

		expect(pages.map((page) => page.length)).toEqual([30, 5]);
		expect(pages.flat()).toEqual([...simulator().agents.keys()]);
	});

	it('are listed with what a picker shows', async () => {
		const { agents } = await sdk().conversationalAi.agents.list({ search: 'appoint' });

		expect(agents).toEqual([
			{
				agentId: agentIds.appointments,
				name: 'Appointment reminders',
				voiceId: 'simVoice000000000001',
				tags: ['reminders', 'production'],
				createdAtUnixSecs: 1_760_000_000,
				accessInfo: {
					isCreator: true,
					creatorName: 'Sim Owner',
					creatorEmail: 'owner@simulator.example',
					role: 'admin',
				},
				archived: false,
			},
		]);
	});

	it('are each read whole, without a field that the SDK does not know', async () => {
		for (const [id, seed] of simulator().agents) {
			const agent = await sdk().conversationalAi.agents.get(id);
			expect(wire.GetAgentResponseModel.jsonOrThrow(agent, strict)).toEqual(withoutNulls(seed));
		}
	});

	it('say in the SDK what they say, declare and allow', async () => {
		const agent = await sdk().conversationalAi.agents.get(agentIds.appointments);
		const { conversationConfig: config, platformSettings: settings } = agent;

		expect(config.agent?.firstMessage).toContain('{{customer_name}}');
		expect(config.agent?.prompt?.prompt).toContain('{{company}}');
		// The SDK leaves this one as it came over the wire.
		expect(config.agent?.dynamicVariables).toEqual({
			dynamic_variable_placeholders: {
				customer_name: 'Ada',
				appointment_time: '10 am',
				fee: 20,
				notes: '',
			},
		});
		expect(config.languagePresets?.de?.overrides.agent?.language).toBe('de');
		expect(config.agent?.prompt?.builtInTools?.endCall?.name).toBe('end_call');
		expect(settings?.overrides?.conversationConfigOverride?.agent?.firstMessage).toBe(true);
		expect(settings?.overrides?.conversationConfigOverride?.tts?.voiceId).toBe(true);
		expect(agent.phoneNumbers?.map(({ phoneNumberId }) => phoneNumberId)).toEqual([
			phoneNumberIds.twilio,
		]);
	});

	it('with an unknown ID are a 404', async () => {
		const error = await failure(sdk().conversationalAi.agents.get('agent_nobody'));

		expect(error.statusCode).toBe(404);
		expect(error.body).toMatchObject({ detail: { code: 'document_not_found' } });
		expect(error.requestId).toBe(simulator().requests[0]?.id);
	});
});

describe('phone numbers', () => {
	it('are listed bare, all at once', async () => {
		const numbers = await sdk().conversationalAi.phoneNumbers.list();

		expect(wire.conversationalAi.phoneNumbers.list.Response.jsonOrThrow(numbers, strict)).toEqual(
			withoutNulls([...simulator().phoneNumbers.values()]),
		);
	});

	it('are listed page by page in the newer list', async () => {
		const found: ElevenLabs.GetPhoneNumbersPageResponseModelPhoneNumbersItem[] = [];
		let pages = 0;
		let cursor: string | undefined;
		do {
			const page = await sdk().conversationalAi.phoneNumbers.listV2({ pageSize: 4, cursor });
			found.push(...page.phoneNumbers);
			pages += 1;
			expect(page.hasMore).toBe(page.nextCursor !== undefined);
			cursor = page.nextCursor;
		} while (cursor);

		expect(pages).toBe(2);
		expect(
			found.map((number) =>
				wire.GetPhoneNumbersPageResponseModelPhoneNumbersItem.jsonOrThrow(number, strict),
			),
		).toEqual(withoutNulls([...simulator().phoneNumbers.values()]));
	});

	it('are narrowed down by the newer list', async () => {
		const { phoneNumbers } = await sdk().conversationalAi.phoneNumbers.listV2({
			provider: 'twilio',
			supportsOutbound: false,
			search: 'hot',
		});

		expect(phoneNumbers.map(({ phoneNumberId }) => phoneNumberId)).toEqual([
			phoneNumberIds.twilioInbound,
		]);
	});

	it('are each read whole', async () => {
		for (const [id, seed] of simulator().phoneNumbers) {
			const number = await sdk().conversationalAi.phoneNumbers.get(id);
			expect(wire.conversationalAi.PhoneNumbersGetResponse.jsonOrThrow(number, strict)).toEqual(
				withoutNulls(seed),
			);
		}
	});

	it('with an unknown ID are a 404', async () => {
		const error = await failure(sdk().conversationalAi.phoneNumbers.get('phnum_nobody'));

		expect(error.statusCode).toBe(404);
	});
});

describe('voices', () => {
	it('are listed page by page, each whole', async () => {
		const found: ElevenLabs.Voice[] = [];
		const sizes: number[] = [];
		let nextPageToken: string | undefined;
		do {
			const page = await sdk().voices.search({ nextPageToken });
			found.push(...page.voices);
			sizes.push(page.voices.length);
			expect(page.totalCount).toBe(35);
			expect(page.hasMore).toBe(page.nextPageToken !== undefined);
			nextPageToken = page.nextPageToken;
		} while (nextPageToken);

		expect(sizes).toEqual([10, 10, 10, 5]);
		expect(found.map((voice) => wire.Voice.jsonOrThrow(voice, strict))).toEqual(
			withoutNulls(simulator().voices),
		);
	});

	it('are searched by name, accents and all', async () => {
		const { voices, totalCount } = await sdk().voices.search({ search: 'JÜRGEN', pageSize: 100 });

		expect(voices.map(({ name }) => name)).toEqual(['Jürgen']);
		expect(totalCount).toBe(1);
	});
});

it('lists the LLMs whole', async () => {
	const list = await sdk().conversationalAi.llm.list();

	expect(wire.LlmListResponseModel.jsonOrThrow(list, strict)).toEqual(withoutNulls(seedLlms));
});

describe('an outbound call', () => {
	const request = {
		agentId: agentIds.appointments,
		toNumber: '+12025550101',
		conversationInitiationClientData: {
			userId: 'crm-4711',
			sourceInfo: { source: 'node_js_sdk', version: '1.0' },
			branchId: 'agtbrch_simappointments',
			environment: 'production',
			startingWorkflowNodeId: 'node_simconfirm',
			procedureIds: ['agtprc_simreminder'],
			customLlmExtraBody: { temperature: 0.2 },
			dynamicVariables: { customer_name: 'Ada', appointment_time: 9, company: 'X', fee: true },
			conversationConfigOverride: {
				asr: { keywords: ['Ada'] },
				turn: {
					softTimeoutConfig: { message: 'Hm', additionalSoftTimeoutMessages: ['Still here'] },
				},
				tts: {
					modelId: 'eleven_flash_v2_5',
					voiceId: 'simVoice000000000002',
					supportedVoices: [
						{
							label: 'Other',
							voiceId: 'simVoice000000000003',
							description: 'Another',
							language: 'en',
							modelFamily: 'flash',
							optimizeStreamingLatency: 3,
							stability: 0.4,
							speed: 1,
							similarityBoost: 0.7,
						},
					],
					stability: 0.4,
					speed: 1.1,
					similarityBoost: 0.9,
					pronunciationDictionaryLocators: [
						{ pronunciationDictionaryId: 'dict_1', versionId: 'v_1' },
					],
				},
				conversation: { textOnly: false, maxDurationSeconds: 300 },
				agent: {
					firstMessage: 'Hello {{customer_name}}',
					language: 'en',
					maxConversationDurationMessage: 'Time is up',
					prompt: {
						prompt: 'Be brief',
						llm: 'gpt-4o-mini',
						toolIds: ['tool_1'],
						toolIdsStrict: true,
						nativeMcpServerIds: ['mcp_1'],
						knowledgeBase: [{ type: 'file', name: 'Prices', id: 'kb_1', usageMode: 'auto' }],
					},
				},
			},
		},
		telephonyCallConfig: {
			ringingTimeoutSecs: 30,
			twilioCallRecordingEnabled: true,
			twilioMachineDetection: { mode: 'detect_message_end' },
		},
	} satisfies Omit<
		ElevenLabs.conversationalAi.BodyHandleAnOutboundCallViaSipTrunkV1ConvaiSipTrunkOutboundCallPost,
		'agentPhoneNumberId'
	>;

	it('goes out through Twilio with everything that the SDK can say', async () => {
		const answer = await sdk().conversationalAi.twilio.outboundCall({
			...request,
			agentPhoneNumberId: phoneNumberIds.twilio,
			callRecordingEnabled: true,
		});

		const [call] = simulator().calls;
		expect(answer).toEqual({
			success: true,
			message: 'Call initiated successfully',
			conversationId: call?.conversationId,
			callSid: call?.callSid,
		});
		expect(call?.provider).toBe('twilio');
		expect(call?.callSid).toMatch(/^CA[0-9a-f]{32}$/);
		expect(call?.drop).toBeUndefined();
		expect(simulator().requests[0]?.unknownFields).toEqual([]);
	});

	it('goes out through a SIP trunk', async () => {
		const answer = await sdk().conversationalAi.sipTrunk.outboundCall({
			...request,
			agentPhoneNumberId: phoneNumberIds.sipTrunk,
		});

		const [call] = simulator().calls;
		expect(answer).toEqual({
			success: true,
			message: 'Call initiated successfully',
			conversationId: call?.conversationId,
			sipCallId: call?.callSid,
		});
		expect(call?.provider).toBe('sip_trunk');
		expect(call?.callSid).toMatch(/^SCL_/);
		expect(simulator().requests[0]?.unknownFields).toEqual([]);
	});

	it('goes out through Exotel', async () => {
		const answer = await sdk().conversationalAi.exotel.outboundCall({
			...request,
			agentPhoneNumberId: phoneNumberIds.exotel,
		});

		const [call] = simulator().calls;
		expect(answer).toEqual({
			success: true,
			message: 'Call initiated successfully',
			conversationId: call?.conversationId,
			callSid: call?.callSid,
		});
		expect(call?.provider).toBe('exotel');
		expect(simulator().requests[0]?.unknownFields).toEqual([]);
	});

	it('that the carrier refuses is a 200 without a conversation', async () => {
		const answer = await sdk().conversationalAi.twilio.outboundCall({
			agentId: agentIds.locked,
			agentPhoneNumberId: phoneNumberIds.twilio,
			toNumber: '+12025550107',
		});

		expect(answer.success).toBe(false);
		expect(answer.message).toMatch(/^Call failed: /);
		expect(answer.conversationId).toBeUndefined();
		expect(answer.callSid).toBeUndefined();
		expect(simulator().calls).toEqual([]);
	});

	it('out of shape is an UnprocessableEntityError which the SDK can read', async () => {
		const error = await failure(
			sdk().conversationalAi.twilio.outboundCall({
				agentId: agentIds.locked,
				agentPhoneNumberId: phoneNumberIds.twilio,
				toNumber: '+12025550101',
				telephonyCallConfig: { ringingTimeoutSecs: 1000 },
			}),
		);

		expect(error).toBeInstanceOf(ElevenLabs.UnprocessableEntityError);
		expect(wire.HttpValidationError.parseOrThrow(error.body, strict)).toEqual({
			detail: [
				{
					loc: ['body', 'telephony_call_config', 'ringing_timeout_secs'],
					msg: 'Input should be less than or equal to 999',
					type: 'less_than_equal',
				},
			],
		});
	});

	it('through the wrong provider is a 400', async () => {
		const error = await failure(
			sdk().conversationalAi.exotel.outboundCall({
				...request,
				agentPhoneNumberId: phoneNumberIds.twilio,
			}),
		);

		expect(error.statusCode).toBe(400);
		expect(error.body).toMatchObject({ detail: { status: 'invalid_provider_config' } });
	});

	it('with a key that may not dial is a 401 which names the scope', async () => {
		const error = await failure(
			sdk('sim-no-write').conversationalAi.twilio.outboundCall({
				...request,
				agentPhoneNumberId: phoneNumberIds.twilio,
			}),
		);

		expect(error.statusCode).toBe(401);
		expect(error.body).toMatchObject({
			detail: {
				status: 'missing_permissions',
				message: expect.stringContaining('convai_write') as string,
			},
		});
	});
});

it('accepts the same names as the SDK', () => {
	expect([...llmNames].sort()).toEqual(Object.values(ElevenLabs.Llm).sort());
	expect([...ttsModels].sort()).toEqual(Object.values(ElevenLabs.TtsConversationalModel).sort());
	expect([...ttsModelFamilies].sort()).toEqual(Object.values(ElevenLabs.TtsModelFamily).sort());
	expect([...conversationStatuses].sort()).toEqual(
		Object.values(ElevenLabs.GetConversationResponseModelStatus).sort(),
	);
	expect([...providers].sort()).toEqual(Object.values(ElevenLabs.TelephonyProvider).sort());
	expect([...callResults].sort()).toEqual(Object.values(ElevenLabs.EvaluationSuccessResult).sort());
	expect([...guardrailTypes].sort()).toEqual(Object.values(ElevenLabs.GuardrailType).sort());
	expect([...sortDirections].sort()).toEqual(Object.values(ElevenLabs.SortDirection).sort());
	expect([...subscribedEvents].sort()).toEqual(Object.values(ElevenLabs.WebhookEventType).sort());
	expect([...transcriptFormats].sort()).toEqual(
		Object.values(ElevenLabs.WebhookTranscriptFormat).sort(),
	);
	expect([...workspaceWebhookEvents].sort()).toEqual(
		Object.values(ElevenLabs.WorkspaceWebhookEventType).sort(),
	);
	expect([...conversationSources].sort()).toEqual(
		Object.values(ElevenLabs.ConversationInitiationSource).sort(),
	);
});
