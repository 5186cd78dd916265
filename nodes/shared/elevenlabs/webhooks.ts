import { z } from 'zod';
import type { ElevenLabsClient, Exchange } from './client';
import { refusalOf } from './client';

const PATH = '/v1/workspace/webhooks';

/** A place to which ElevenLabs sends what happens, as the workspace lists it. */
export interface Webhook {
	webhookId: string;
	name: string;
	url: string;
	/** Switched off by somebody, or by ElevenLabs since it kept on failing. */
	isOff: boolean;
}

/** A webhook that was just made. */
export interface NewWebhook {
	webhookId: string;
	/** With which its deliveries are signed; ElevenLabs tells it this once. */
	secret: string;
}

const webhook = z
	.object({
		webhook_id: z.string(),
		name: z.string().nullish(),
		webhook_url: z.string().nullish(),
		is_disabled: z.boolean().nullish(),
		is_auto_disabled: z.boolean().nullish(),
	})
	.transform((listed) => ({
		webhookId: listed.webhook_id,
		name: listed.name ?? '',
		url: listed.webhook_url ?? '',
		isOff: Boolean(listed.is_disabled) || Boolean(listed.is_auto_disabled),
	}));

const webhookList = z.object({ webhooks: z.array(webhook) });

const newWebhook = z
	.object({ webhook_id: z.string().min(1), webhook_secret: z.string().min(1) })
	.transform((made) => ({ webhookId: made.webhook_id, secret: made.webhook_secret }));

/**
 * Lists the webhooks of the workspace.
 * @throws ElevenLabsError
 */
export async function listWebhooks(client: ElevenLabsClient): Promise<Webhook[]> {
	const { webhooks } = await client.read(PATH, webhookList);
	return webhooks;
}

/**
 * Makes a webhook whose deliveries are signed. It receives nothing until it is attached to an agent.
 * @throws ElevenLabsError
 */
export async function createWebhook(
	client: ElevenLabsClient,
	name: string,
	url: string,
): Promise<NewWebhook> {
	const exchange = await client.send({
		method: 'POST',
		path: PATH,
		body: { settings: { auth_type: 'hmac', name, webhook_url: url } },
	});
	const made = exchange.answered ? newWebhook.safeParse(exchange.body) : undefined;
	if (made?.success && isSuccess(exchange)) return made.data;
	throw refusalOf(exchange);
}

/**
 * Names a webhook and switches it on, or leaves it off. What it could not deliver is sent again.
 * @throws ElevenLabsError
 */
export async function updateWebhook(
	client: ElevenLabsClient,
	{ webhookId, name, isOff }: Pick<Webhook, 'webhookId' | 'name' | 'isOff'>,
): Promise<void> {
	const exchange = await client.send({
		method: 'PATCH',
		path: `${PATH}/${encodeURIComponent(webhookId)}`,
		body: { is_disabled: isOff, name, retry_enabled: true },
	});
	if (!isSuccess(exchange)) throw refusalOf(exchange);
}

/**
 * Deletes a webhook; one that is gone already is no mistake.
 * @returns false where ElevenLabs refuses, as it does while an agent has it
 * @throws ElevenLabsError
 */
export async function deleteWebhook(client: ElevenLabsClient, webhookId: string): Promise<boolean> {
	const exchange = await client.send({
		method: 'DELETE',
		path: `${PATH}/${encodeURIComponent(webhookId)}`,
	});
	if (isSuccess(exchange)) return true;
	switch (exchange.answered ? exchange.status : undefined) {
		case 404:
			return true;
		case 400:
		case 409:
		case 422:
			return false;
		default:
			throw refusalOf(exchange);
	}
}

function isSuccess(exchange: Exchange): boolean {
	return exchange.answered && exchange.status >= 200 && exchange.status < 300;
}
