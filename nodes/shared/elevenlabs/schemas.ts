import { z } from 'zod';

// All permissive: a field that is new, missing or null elsewhere must not break a workflow.

/** A value of another type than expected counts as not given. */
function said<T extends z.ZodTypeAny>(type: T) {
	return type.nullish().catch(undefined);
}

/** A list without the entries that can't be read: one odd neighbour must not hide the others. */
function listOf<T extends z.ZodTypeAny>(entry: T) {
	return z.array(z.unknown()).transform((entries): Array<z.output<T>> =>
		entries.flatMap((value) => {
			const parsed = entry.safeParse(value);
			return parsed.success ? [parsed.data as z.output<T>] : [];
		}),
	);
}

const cursorPage = { next_cursor: said(z.string()), has_more: said(z.boolean()) };

/** `GET /v1/convai/agents` */
export const agentPage = z
	.object({
		agents: listOf(z.object({ agent_id: z.string(), name: said(z.string()) })),
		...cursorPage,
	})
	.passthrough();

const agentOverrides = z
	.object({
		agent: z
			.object({
				first_message: z.string().nullish(),
				prompt: z.object({ prompt: z.string().nullish() }).passthrough().nullish(),
			})
			.passthrough()
			.nullish(),
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
						first_message: z.string().nullish(),
						language: z.string().nullish(),
						dynamic_variables: z
							.object({ dynamic_variable_placeholders: said(z.record(z.unknown())) })
							.passthrough()
							.nullish(),
						prompt: z.object({ prompt: z.string().nullish() }).passthrough().nullish(),
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
		supports_outbound: said(z.boolean()),
		outbound_trunk: z.unknown(),
	})
	.passthrough();

/** `GET /v1/convai/phone-numbers`: everything at once. */
export const phoneNumberList = listOf(phoneNumber);

/** `GET /v1/convai/v2/phone-numbers` */
export const phoneNumberPage = z
	.object({ phone_numbers: phoneNumberList, ...cursorPage })
	.passthrough();

/** `GET /v2/voices` */
export const voicePage = z
	.object({
		voices: listOf(
			z
				.object({
					voice_id: z.string(),
					name: z.string().nullish(),
					category: z.string().nullish(),
				})
				.passthrough(),
		),
		has_more: z.boolean().nullish(),
		next_page_token: z.string().nullish(),
	})
	.passthrough();

/** `GET /v1/convai/llm/list` */
export const llmList = z.object({ llms: listOf(z.object({ llm: z.string() }).passthrough()) });

/** `GET /v1/convai/conversations` */
export const conversationPage = z.object({
	conversations: listOf(
		z.object({ conversation_id: z.string(), start_time_unix_secs: z.number() }),
	),
	...cursorPage,
});

/** The same, read for what the calls do. */
export const conversationStatusPage = z.object({
	conversations: listOf(z.object({ conversation_id: z.string(), status: z.string() })),
	...cursorPage,
});

/** `GET /v1/convai/conversations/{conversation_id}`, as it came. */
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

const analysisResult = z.object({ result: said(z.string()), rationale: said(z.string()) });

/** What a conversation holds, as far as it can be read: what is odd counts as not there. */
export const conversationContents = z.object({
	conversation_id: said(z.string()),
	agent_id: said(z.string()),
	status: said(z.string()),
	metadata: said(
		z.object({
			start_time_unix_secs: said(z.number()),
			call_duration_secs: said(z.number()),
			cost: said(z.number()),
			termination_reason: said(z.string()),
			phone_call: said(
				z.object({
					type: said(z.string()),
					direction: said(z.string()),
					external_number: said(z.string()),
					call_sid: said(z.string()),
				}),
			),
		}),
	),
	analysis: said(
		z.object({
			call_successful: said(z.string()),
			transcript_summary: said(z.string()),
			evaluation_criteria_results: said(z.record(analysisResult.nullish().catch(undefined))),
			data_collection_results: said(
				z.record(z.object({ value: z.unknown() }).nullish().catch(undefined)),
			),
		}),
	),
	transcript: said(
		listOf(
			z.object({
				role: said(z.string()),
				message: said(z.string()),
				time_in_call_secs: said(z.number()),
			}),
		),
	),
});

/** `GET /v1/convai/analytics/live-count` */
export const liveCount = z.object({ count: z.number() });

/** The answer of the three outbound-call endpoints, whatever its status. Only `success` decides. */
export const callAnswer = z.object({
	success: said(z.boolean()),
	message: said(z.string()),
	conversation_id: said(z.string()),
	callSid: said(z.string()),
	sip_call_id: said(z.string()),
});

export type Agent = z.infer<typeof agent>;
export type Conversation = z.infer<typeof conversation>;
export type PhoneNumber = z.infer<typeof phoneNumber>;
