import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

// All permissive: a new, missing or null field that the node doesn't need must not break a workflow.

/** A value of an unexpected type counts as absent. */
export function optionalOf<T extends z.ZodTypeAny>(type: T) {
	return type.nullish().catch(undefined);
}

/** A list without the entries that can't be read: one odd neighbor must not hide the others. */
export function listOf<T extends z.ZodTypeAny>(entry: T) {
	return z.array(z.unknown()).transform((entries): Array<z.output<T>> =>
		entries.flatMap((value) => {
			const parsed = entry.safeParse(value);
			return parsed.success ? [parsed.data as z.output<T>] : [];
		}),
	);
}

/** A resource of ElevenLabs, with every field as it was sent. */
export const record = z.record(z.unknown()) as unknown as z.ZodType<
	IDataObject,
	z.ZodTypeDef,
	unknown
>;

/** The entries of a list, as they were sent. */
export const records = z
	.array(record.nullable())
	.transform((entries) => entries.filter((entry) => entry !== null));

const agentSummary = z.object({ agent_id: z.string(), name: optionalOf(z.string()) });

/** Agents, as a list has them. */
export const agentSummaries = listOf(agentSummary);

/** The agent's texts, both its own and those of a language preset. */
const spokenTexts = {
	first_message: z.string().nullish(),
	prompt: z.object({ prompt: z.string().nullish() }).passthrough().nullish(),
};

const agentOverrides = z
	.object({
		agent: z.object(spokenTexts).passthrough().nullish(),
	})
	.passthrough();

/** `GET /v1/convai/agents/{agent_id}` */
export const agent = z
	.object({
		agent_id: z.string(),
		name: z.string().nullish(),
		conversation_config: z
			.object({
				agent: z
					.object({
						...spokenTexts,
						language: z.string().nullish(),
						dynamic_variables: z
							.object({ dynamic_variable_placeholders: optionalOf(z.record(z.unknown())) })
							.passthrough()
							.nullish(),
					})
					.passthrough()
					.nullish(),
				language_presets: z
					.record(z.object({ overrides: agentOverrides.nullish() }).passthrough().nullable())
					.nullish()
					.catch(undefined),
			})
			.passthrough()
			.nullish(),
		platform_settings: z
			.object({ overrides: z.record(z.unknown()).nullish() })
			.passthrough()
			.nullish(),
	})
	.passthrough();

const phoneNumber = z
	.object({
		phone_number_id: z.string(),
		phone_number: z.string(),
		label: z.string().nullish(),
		provider: z.string(),
		supports_outbound: optionalOf(z.boolean()),
		outbound_trunk: z.unknown(),
	})
	.passthrough();

/** Phone numbers of the workspace, as either of its lists has them. */
export const phoneNumbers = listOf(phoneNumber);

const voice = z
	.object({ voice_id: z.string(), name: z.string().nullish(), category: z.string().nullish() })
	.passthrough();

/** Voices, as a list has them. */
export const voices = listOf(voice);

/** `GET /v1/convai/llm/list` */
export const llmList = z.object({ llms: listOf(z.object({ llm: z.string() }).passthrough()) });

/** Conversations, as a list has them, with what tells them apart for a person. */
export const conversationSummaries = listOf(
	z.object({
		conversation_id: z.string(),
		agent_name: z.string().nullish(),
		call_summary_title: z.string().nullish(),
		start_time_unix_secs: z.number().nullish(),
		call_duration_secs: z.number().nullish(),
		status: z.string().nullish(),
	}),
);

export type ConversationSummary = z.infer<typeof conversationSummaries>[number];

/** Conversations, as a list has them, with the Unix seconds in which they started. */
export const startedConversations = listOf(
	z
		.object({ conversation_id: z.string(), start_time_unix_secs: z.number() })
		.transform(({ conversation_id: conversationId, start_time_unix_secs: startedAt }) => ({
			conversationId,
			startedAt,
		})),
);

/** Conversations, as a list has them, with their status. */
export const conversationStatuses = listOf(
	z
		.object({ conversation_id: z.string(), status: z.string() })
		.transform(({ conversation_id: conversationId, status }) => ({ conversationId, status })),
);

/** Conversations of one person, as a list has them. None may be left out, because they are counted. */
export const userConversations = z.array(
	z
		.object({
			conversation_id: z.string(),
			// With 0, it isn't known when the call began.
			start_time_unix_secs: z.number().positive(),
			direction: optionalOf(z.string()),
		})
		.transform(
			({ conversation_id: conversationId, start_time_unix_secs: startedAt, direction }) => ({
				conversationId,
				startedAt,
				isInbound: direction === 'inbound',
			}),
		),
);

/** `GET /v1/convai/conversations/{conversation_id}`, unchanged. */
export const conversation = z
	.object({
		conversation_id: z.string(),
		agent_id: z.unknown(),
		status: z.unknown(),
		metadata: z.unknown(),
		analysis: z.unknown(),
		transcript: z.unknown(),
	})
	.passthrough();

const analysisResult = z.object({
	result: optionalOf(z.string()),
	rationale: optionalOf(z.string()),
});

/** The contents of a conversation; a value of an unexpected type counts as absent. */
export const conversationContents = z.object({
	conversation_id: optionalOf(z.string()),
	agent_id: optionalOf(z.string()),
	status: optionalOf(z.string()),
	user_id: optionalOf(z.string()),
	conversation_initiation_client_data: optionalOf(
		z.object({
			user_id: optionalOf(z.string()),
			dynamic_variables: optionalOf(record),
		}),
	),
	metadata: optionalOf(
		z.object({
			start_time_unix_secs: optionalOf(z.number()),
			call_duration_secs: optionalOf(z.number()),
			cost: optionalOf(z.number()),
			termination_reason: optionalOf(z.string()),
			phone_call: optionalOf(
				z.object({
					type: optionalOf(z.string()),
					direction: optionalOf(z.string()),
					external_number: optionalOf(z.string()),
					agent_number: optionalOf(z.string()),
					call_sid: optionalOf(z.string()),
				}),
			),
			whatsapp: optionalOf(
				z.object({
					direction: optionalOf(z.string()),
					whatsapp_user_id: optionalOf(z.string()),
				}),
			),
		}),
	),
	analysis: optionalOf(
		z.object({
			call_successful: optionalOf(z.string()),
			transcript_summary: optionalOf(z.string()),
			evaluation_criteria_results: optionalOf(z.record(analysisResult.nullish().catch(undefined))),
			data_collection_results: optionalOf(
				z.record(z.object({ value: z.unknown() }).nullish().catch(undefined)),
			),
		}),
	),
	transcript: optionalOf(
		listOf(
			z.object({
				role: optionalOf(z.string()),
				message: optionalOf(z.string()),
				time_in_call_secs: optionalOf(z.number()),
			}),
		),
	),
});

/** `GET /v1/convai/analytics/live-count` */
export const liveCount = z.object({ count: z.number() });

/** The answer of the three outbound-call endpoints, whatever its status. Only `success` decides. */
export const callAnswer = z.object({
	success: optionalOf(z.boolean()),
	message: optionalOf(z.string()),
	conversation_id: optionalOf(z.string()),
	callSid: optionalOf(z.string()),
	sip_call_id: optionalOf(z.string()),
});

export type Agent = z.infer<typeof agent>;
export type AgentSummary = z.infer<typeof agentSummary>;
export type Conversation = z.infer<typeof conversation>;
export type PhoneNumber = z.infer<typeof phoneNumber>;
export type Voice = z.infer<typeof voice>;
