import { conversationSources, ttsModelFamilies, ttsModels } from './enums';
import type { Fields } from './pydantic';
import {
	decimal,
	dictionary,
	integer,
	listOf,
	model,
	nullable,
	oneOf,
	text,
	truth,
} from './pydantic';
import { llmNames } from './seed/llms';
import type { Provider } from './wireTypes';

const optionalText = nullable(text());
const optionalNumber = nullable(decimal);
const optionalTexts = nullable(listOf(text()));

const knowledgeBaseLocator = model({
	required: { type: oneOf(['file', 'url', 'text', 'folder']), name: text(), id: text() },
	optional: { usage_mode: oneOf(['prompt', 'auto']) },
});

const supportedVoice = model({
	required: { label: text(), voice_id: text() },
	optional: {
		description: optionalText,
		language: optionalText,
		model_family: nullable(oneOf(ttsModelFamilies)),
		optimize_streaming_latency: nullable(integer({ ge: 0, le: 4 })),
		stability: optionalNumber,
		speed: optionalNumber,
		similarity_boost: optionalNumber,
	},
});

/** The schema states no ranges: those are the agent's own, and too fast a voice is no 422. */
const conversationConfigOverride = model({
	optional: {
		asr: nullable(model({ optional: { keywords: optionalTexts } })),
		turn: nullable(
			model({
				optional: {
					soft_timeout_config: nullable(
						model({
							optional: {
								message: optionalText,
								additional_soft_timeout_messages: optionalTexts,
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
					stability: optionalNumber,
					speed: optionalNumber,
					similarity_boost: optionalNumber,
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
				optional: { text_only: nullable(truth), max_duration_seconds: nullable(integer()) },
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
		dynamic_variables: dictionary,
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
	// The API has no pattern for the number: whatever is a string goes to the carrier.
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
