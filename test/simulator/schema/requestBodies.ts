import { conversationSources, ttsModelFamilies, ttsModels } from './enums';
import type { Field, Fields } from './pydantic';
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

const digits: Field = (value, loc, findings) => {
	text()(value, loc, findings);
	if (typeof value === 'string' && !/^\d+$/.test(value)) {
		findings.add(loc, 'value_error', 'Value error, must contain digits only');
	}
};

const timeZone: Field = (value, loc, findings) => {
	text()(value, loc, findings);
	if (typeof value !== 'string') return;
	try {
		new Intl.DateTimeFormat('en', { timeZone: value });
	} catch {
		findings.add(loc, 'value_error', `Value error, unknown time zone ${value}`);
	}
};

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

const permissionTemplate = {
	whatsapp_call_permission_request_template_name: text(),
	whatsapp_call_permission_request_template_language_code: text(),
};

export const whatsAppOutboundCallFields: Fields = {
	required: {
		whatsapp_phone_number_id: text(),
		// No pattern in the schema, but the docs say: digits only.
		whatsapp_user_id: digits,
		agent_id: text(),
		...permissionTemplate,
	},
	optional: { conversation_initiation_client_data: nullable(conversationInitiationClientData) },
};

const recipient = model({
	optional: {
		id: optionalText,
		phone_number: optionalText,
		whatsapp_user_id: nullable(digits),
		conversation_initiation_client_data: nullable(conversationInitiationClientData),
	},
});

/** `Body_Submit_a_batch_call_request` of the OpenAPI. */
export const batchCallFields: Fields = {
	required: {
		call_name: text(),
		agent_id: text(),
		recipients: listOf(recipient, { atLeast: 1, atMost: 10_000 }),
	},
	optional: {
		agent_phone_number_id: optionalText,
		whatsapp_params: nullable(
			model({
				required: permissionTemplate,
				optional: { whatsapp_phone_number_id: optionalText },
			}),
		),
		scheduled_time_unix: nullable(integer({ ge: 0 })),
		timezone: nullable(timeZone),
		branch_id: optionalText,
		environment: optionalText,
		telephony_call_config: telephonyCallConfig,
		target_concurrency_limit: nullable(integer({ ge: 1 })),
	},
};
