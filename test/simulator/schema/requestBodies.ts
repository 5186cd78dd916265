import { conversationSources, ttsModelFamilies, ttsModels } from './enums';
import type { Fields } from './pydantic';
import {
	decimal,
	dictionary,
	dictionaryOf,
	integer,
	listOf,
	model,
	nullable,
	oneOf,
	scalar,
	text,
	truth,
} from './pydantic';
import { llmNames } from '../workspace/seed/llms';
import type { Provider } from './wireTypes';

const optionalText = nullable(text());
/** The API documents these ranges for agents and voices; whether it enforces them for calls is unknown. */
const zeroToOne = nullable(decimal({ ge: 0, le: 1 }));
const speed = nullable(decimal({ ge: 0.7, le: 1.2 }));
const optionalTexts = nullable(listOf(text()));

const knowledgeBaseLocator = model({
	required: { type: oneOf(['file', 'url', 'text', 'folder']), name: text(), id: text() },
	optional: { usage_mode: oneOf(['prompt', 'auto']) },
});

const supportedVoice = model({
	required: { label: text({ minLength: 1 }), voice_id: text({ minLength: 1 }) },
	optional: {
		description: optionalText,
		language: optionalText,
		model_family: nullable(oneOf(ttsModelFamilies)),
		optimize_streaming_latency: nullable(integer({ ge: 0, le: 4 })),
		stability: zeroToOne,
		speed,
		similarity_boost: zeroToOne,
	},
});

/** `ConversationConfigClientOverride-Input` of the OpenAPI, nullability included. */
const conversationConfigOverride = model({
	optional: {
		asr: nullable(model({ optional: { keywords: nullable(listOf(text(), { atMost: 50 })) } })),
		turn: nullable(
			model({
				optional: {
					soft_timeout_config: nullable(
						model({
							optional: {
								message: nullable(text({ minLength: 1, maxLength: 200 })),
								additional_soft_timeout_messages: nullable(listOf(text(), { atMost: 7 })),
							},
						}),
					),
				},
			}),
		),
		tts: nullable(
			model({
				optional: {
					model_id: nullable(oneOf(ttsModels)),
					voice_id: optionalText,
					supported_voices: nullable(listOf(supportedVoice)),
					stability: zeroToOne,
					speed,
					similarity_boost: zeroToOne,
					pronunciation_dictionary_locators: nullable(
						listOf(
							model({
								required: {
									pronunciation_dictionary_id: text(),
									version_id: nullable(text()),
								},
							}),
						),
					),
				},
			}),
		),
		conversation: nullable(
			model({
				optional: {
					text_only: nullable(truth),
					max_duration_seconds: nullable(integer({ ge: 1, le: 7200 })),
				},
			}),
		),
		agent: nullable(
			model({
				optional: {
					first_message: optionalText,
					language: optionalText,
					max_conversation_duration_message: optionalText,
					prompt: nullable(
						model({
							optional: {
								prompt: optionalText,
								llm: nullable(oneOf(llmNames)),
								tool_ids: optionalTexts,
								tool_ids_strict: nullable(truth),
								native_mcp_server_ids: optionalTexts,
								knowledge_base: nullable(listOf(knowledgeBaseLocator)),
							},
						}),
					),
				},
			}),
		),
	},
});

const conversationInitiationClientData = model({
	optional: {
		conversation_config_override: conversationConfigOverride,
		custom_llm_extra_body: dictionary,
		user_id: optionalText,
		source_info: model({
			optional: {
				source: nullable(oneOf(conversationSources)),
				version: nullable(text({ maxLength: 50 })),
			},
		}),
		branch_id: optionalText,
		environment: optionalText,
		starting_workflow_node_id: optionalText,
		procedure_ids: optionalTexts,
		// The schema takes anything; text, numbers and booleans are what the docs promise.
		dynamic_variables: dictionaryOf(scalar),
	},
});

const telephonyCallConfig = model({
	optional: {
		ringing_timeout_secs: integer({ ge: 1, le: 999 }),
		twilio_call_recording_enabled: truth,
		twilio_machine_detection: nullable(
			model({ optional: { mode: oneOf(['enable', 'detect_message_end']) } }),
		),
	},
});

const outboundCall: Fields = {
	// The API has no pattern for the number: any string goes to the carrier.
	required: { agent_id: text(), agent_phone_number_id: text(), to_number: text() },
	optional: {
		conversation_initiation_client_data: nullable(conversationInitiationClientData),
		telephony_call_config: telephonyCallConfig,
	},
};

export const outboundCallFields: Record<Provider, Fields> = {
	twilio: {
		...outboundCall,
		optional: { ...outboundCall.optional, call_recording_enabled: nullable(truth) },
	},
	sip_trunk: outboundCall,
	exotel: outboundCall,
};
