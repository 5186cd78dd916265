import { z } from 'zod';

// All permissive: a field that is new, missing or null elsewhere must not break a workflow.

const cursorPage = { next_cursor: z.string().nullish(), has_more: z.boolean().nullish() };

/** `GET /v1/convai/agents` */
export const agentPage = z
	.object({
		agents: z.array(z.object({ agent_id: z.string(), name: z.string().nullish() }).passthrough()),
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
							.object({ dynamic_variable_placeholders: z.record(z.unknown()).nullish() })
							.passthrough()
							.nullish(),
						prompt: z.object({ prompt: z.string().nullish() }).passthrough().nullish(),
					})
					.passthrough()
					.nullish(),
				language_presets: z
					.record(z.object({ overrides: agentOverrides.nullish() }).passthrough().nullable())
					.nullish(),
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
		supports_outbound: z.boolean().nullish(),
		outbound_trunk: z.unknown(),
	})
	.passthrough();

/** `GET /v1/convai/phone-numbers`: everything at once. */
export const phoneNumberList = z.array(phoneNumber);

/** `GET /v1/convai/v2/phone-numbers` */
export const phoneNumberPage = z
	.object({ phone_numbers: phoneNumberList, ...cursorPage })
	.passthrough();

/** `GET /v2/voices` */
export const voicePage = z
	.object({
		voices: z.array(
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
export const llmList = z.object({ llms: z.array(z.object({ llm: z.string() }).passthrough()) });

/** The answer of the three outbound-call endpoints; all other fields are passed on unseen. */
export const callAnswer = z
	.object({
		success: z.boolean(),
		message: z.string().nullish(),
		conversation_id: z.string().nullish(),
	})
	.passthrough();

export type Agent = z.infer<typeof agent>;
export type PhoneNumber = z.infer<typeof phoneNumber>;
