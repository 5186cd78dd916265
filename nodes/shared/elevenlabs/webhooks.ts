import { z } from 'zod';
import type { ElevenLabsClient } from './client';
import { isSuccess, refusalOf } from './client';
import { PATHS } from './paths';

/** A URL that ElevenLabs sends events to, as the workspace lists it. */
export interface Webhook {
	webhookId: string;
	name: string;
	url: string;
	/** Turned off by a person, or by ElevenLabs after failed deliveries. */
	isOff: boolean;
	/** Whether an agent's setting names it; false if that wasn't asked for. */
	isUsedByAgents: boolean;
}

/** A new webhook. */
export interface NewWebhook {
	webhookId: string;
	/** Signs its deliveries. ElevenLabs returns it only once. */
	secret: string;
}

const agentUsage = z.object({ usage_type: z.literal('ConvAI Agent Settings') });

const webhook = z
	.object({
		webhook_id: z.string(),
		name: z.string().nullish(),
		webhook_url: z.string().nullish(),
		is_disabled: z.boolean().nullish(),
		is_auto_disabled: z.boolean().nullish(),
		usage: z.array(z.unknown()).nullish().catch(undefined),
	})
	.transform((listed) => ({
		webhookId: listed.webhook_id,
		name: listed.name ?? '',
		url: listed.webhook_url ?? '',
		isOff: Boolean(listed.is_disabled) || Boolean(listed.is_auto_disabled),
		isUsedByAgents: (listed.usage ?? []).some((usage) => agentUsage.safeParse(usage).success),
	}));

const webhookList = z.object({ webhooks: z.array(webhook) });

const newWebhook = z
	.object({ webhook_id: z.string().min(1), webhook_secret: z.string().min(1) })
	.transform((made) => ({ webhookId: made.webhook_id, secret: made.webhook_secret }));

/**
 * Lists the webhooks of the workspace.
 * @param query `includesUsages`: whether to say which of them agents use
 * @throws ElevenLabsError
 */
export async function listWebhooks(
	client: ElevenLabsClient,
	{ includesUsages = false } = {},
): Promise<Webhook[]> {
	const query = includesUsages ? { include_usages: true } : undefined;
	const { webhooks } = await client.read(PATHS.webhooks, webhookList, query);
	return webhooks;
}

/**
 * Makes a webhook whose deliveries are signed. It receives nothing until an agent or the workspace
 * uses it.
 * @throws ElevenLabsError
 */
export async function createWebhook(
	client: ElevenLabsClient,
	name: string,
	url: string,
): Promise<NewWebhook> {
	const exchange = await client.send({
		method: 'POST',
		path: PATHS.webhooks,
		body: { settings: { auth_type: 'hmac', name, webhook_url: url } },
	});
	const made = isSuccess(exchange) ? newWebhook.safeParse(exchange.body) : undefined;
	if (made?.success) return made.data;
	throw refusalOf(exchange);
}

/**
 * Names a webhook and turns it on, or leaves it off. Failed deliveries of transcripts are repeated.
 * Whether turning it on also undoes `is_auto_disabled` isn't documented: read it back.
 * @throws ElevenLabsError
 */
export async function updateWebhook(
	client: ElevenLabsClient,
	{ webhookId, name, isOff }: Pick<Webhook, 'webhookId' | 'name' | 'isOff'>,
): Promise<void> {
	const exchange = await client.send({
		method: 'PATCH',
		path: PATHS.webhook(webhookId),
		body: { is_disabled: isOff, name, retry_enabled: true },
	});
	if (!isSuccess(exchange)) throw refusalOf(exchange);
}

/**
 * Deletes a webhook; one that is already gone is fine.
 * @returns false if ElevenLabs refuses because it is in use, usually with a 405
 * @throws ElevenLabsError
 */
export async function deleteWebhook(client: ElevenLabsClient, webhookId: string): Promise<boolean> {
	const exchange = await client.send({
		method: 'DELETE',
		path: PATHS.webhook(webhookId),
	});
	const status = exchange.answered ? exchange.status : 0;
	if (isSuccess(exchange) || status === 404) return true;
	if ([400, 405, 409, 422].includes(status)) return false;
	throw refusalOf(exchange);
}
