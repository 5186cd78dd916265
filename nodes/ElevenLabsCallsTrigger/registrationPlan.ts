import type { PostCallWebhook, WebhookHolder } from '../shared/elevenlabs/postCallWebhook';
import { webhookIdOf } from '../shared/elevenlabs/postCallWebhook';
import type { Webhook } from '../shared/elevenlabs/webhooks';
import type { PreviousWebhooks, WebhookName } from './webhookName';
import { readWebhookName, webhookName } from './webhookName';

/** What the node keeps of its registration. */
export interface Registration {
	webhookId: string;
	secret: string;
	/** Agents' IDs, or `workspace`: what uses the webhook. */
	holderIds: string[];
	/** What they had before. */
	previous: PreviousWebhooks;
}

/** The node whose webhooks these are, and the URL where n8n listens for it. */
export interface WebhookOwner extends Omit<WebhookName, 'previous'> {
	url: string;
}

/** Which webhook is wanted. */
export interface WantedWebhook extends WebhookOwner {
	/** As ElevenLabs names them in an agent's settings. */
	events: string[];
}

/**
 * Whether a webhook is this node's. A webhook with our URL and another name is one that a person
 * made for a manual setup. If n8n's URL has changed, the stored ID counts; but a copy of a workflow
 * may have the original's, so the name is checked too.
 */
export function isOwn(webhook: Webhook, owner: WebhookOwner, registration?: Registration): boolean {
	const isRegistered = webhook.webhookId === registration?.webhookId;
	return webhook.url === owner.url
		? isRegistered || readWebhookName(webhook.name) !== undefined
		: isRegistered && isNamedFor(webhook, owner);
}

/**
 * The webhooks that setting up may replace and delete: the node's own, and for the published workflow
 * also those of its tests. A test that is still listening loses its agents to the published workflow.
 */
export function replaceableWebhooks(
	webhooks: Webhook[],
	owner: WebhookOwner,
	registration?: Registration,
): Webhook[] {
	return webhooks.filter(
		(webhook) =>
			isOwn(webhook, owner, registration) ||
			(owner.mode === 'production' && isCounterpart(webhook, owner)),
	);
}

/** The webhooks. One of ours that a person renamed in the dashboard has its old name again. */
export function withKeptName(
	webhooks: Webhook[],
	owner: WebhookOwner,
	registration: Registration | undefined,
): Webhook[] {
	const usable = usableWebhook(webhooks, owner.url, registration);
	if (usable === undefined) return webhooks;
	// A name that can be read is up to date, because other triggers change it when they are removed.
	const previous = { ...registration?.previous, ...previousIn(usable) };
	return withChanges(webhooks, [{ ...usable, name: webhookName({ ...owner, previous }) }]);
}

/** The webhooks, with the changed ones in place of their old versions. */
export function withChanges(webhooks: Webhook[], changed: Webhook[]): Webhook[] {
	return webhooks.map(
		(webhook) => changed.find(({ webhookId }) => webhookId === webhook.webhookId) ?? webhook,
	);
}

/** The webhook that can still be used: it exists, has our URL, and its secret is known. */
export function usableWebhook(
	webhooks: Webhook[],
	url: string,
	registration: Registration | undefined,
): Webhook | undefined {
	return webhooks.find(
		(webhook) => webhook.webhookId === registration?.webhookId && webhook.url === url,
	);
}

/** Whether an agent or the workspace sends a webhook exactly the events that are wanted. */
export function isAttached(
	{ webhook }: WebhookHolder,
	webhookId: string,
	{ events }: WantedWebhook,
): boolean {
	const subscribed: unknown = webhook?.events;
	return (
		webhookIdOf(webhook) === webhookId &&
		Array.isArray(subscribed) &&
		subscribed.length === events.length &&
		events.every((event) => subscribed.includes(event))
	);
}

/** What a webhook's name says that its holders had before; nothing if the name isn't ours. */
export function previousIn({ name }: Webhook): PreviousWebhooks {
	return readWebhookName(name)?.previous ?? {};
}

/**
 * What each holder had before any of the webhooks being removed; holders that had nothing are left out.
 * @param leaving as {@link previousWebhook} takes them
 */
export function previousWebhooks(
	holders: WebhookHolder[],
	leaving: Webhook[],
	webhooks: Webhook[],
): PreviousWebhooks {
	return Object.fromEntries(
		holders.flatMap(({ holderId, webhook }) => {
			const previous = previousWebhook(holderId, webhook, leaving, webhooks);
			return previous === undefined ? [] : [[holderId, previous]];
		}),
	);
}

/**
 * What is restored to a holder.
 * @param leaving webhooks being removed: what they replaced is restored instead
 * @param webhooks all that exist; one that a person deleted can't be restored
 */
export function previousWebhook(
	holderId: string,
	webhook: PostCallWebhook | undefined,
	leaving: Webhook[],
	webhooks: Webhook[],
): PostCallWebhook | undefined {
	let previous = webhook;
	const unvisited = [...leaving];
	for (;;) {
		const id = webhookIdOf(previous);
		if (id === undefined) return isEmpty(previous) ? undefined : previous;
		const index = unvisited.findIndex(({ webhookId }) => webhookId === id);
		if (index < 0) {
			const exists = webhooks.some(({ webhookId }) => webhookId === id);
			const isLeaving = leaving.some(({ webhookId }) => webhookId === id);
			return exists && !isLeaving ? previous : undefined;
		}
		const [visited] = unvisited.splice(index, 1);
		previous = visited === undefined ? undefined : previousIn(visited)[holderId];
	}
}

/**
 * Finds someone else's webhook that would no longer receive events if a holder used ours. A
 * holder that already uses ours displaces no one.
 * @param previousId what the holder would send its events to if there were no webhook of this node
 */
export function displacedWebhook(
	holder: WebhookHolder,
	previousId: string | undefined,
	webhooks: Webhook[],
	owner: WebhookOwner,
	registration?: Registration,
): Webhook | undefined {
	const current = webhooks.find(({ webhookId }) => webhookId === webhookIdOf(holder.webhook));
	if (current !== undefined && isOwn(current, owner, registration)) return undefined;
	const previous = webhooks.find(({ webhookId }) => webhookId === previousId);
	const isOurs =
		previous === undefined ||
		isOwn(previous, owner, registration) ||
		isCounterpart(previous, owner);
	return isOurs ? undefined : previous;
}

/**
 * Our other webhooks whose names must change because they would restore a webhook that is being removed.
 * @returns those webhooks with their new names
 */
export function renamedWebhooks(leaving: Webhook[], webhooks: Webhook[]): Webhook[] {
	const ids = new Set(leaving.map(({ webhookId }) => webhookId));
	return webhooks.flatMap((webhook) => {
		const name = readWebhookName(webhook.name);
		if (name === undefined || ids.has(webhook.webhookId)) return [];
		const isConcerned = Object.values(name.previous).some((previous) =>
			ids.has(webhookIdOf(previous) ?? ''),
		);
		if (!isConcerned) return [];
		const previous = Object.fromEntries(
			Object.entries(name.previous).flatMap(([holderId, one]) => {
				if (isEmpty(one)) return [[holderId, one]];
				const back = previousWebhook(holderId, one, [...leaving, webhook], webhooks);
				return back === undefined ? [] : [[holderId, back]];
			}),
		);
		return [{ ...webhook, name: webhookName({ ...name, previous }) }];
	});
}

/** Whether a webhook is that of the same node's tests, or, for a test, of the published workflow. */
export function isCounterpart(webhook: Webhook, owner: WebhookOwner): boolean {
	return (
		isNamedFor(webhook, owner) &&
		readWebhookName(webhook.name)?.mode !== owner.mode &&
		// The same workflow may exist in several instances of n8n.
		originOf(webhook.url) === originOf(owner.url)
	);
}

function isNamedFor(webhook: Webhook, { workflowId, nodeId }: WebhookOwner): boolean {
	const name = readWebhookName(webhook.name);
	return name?.workflowId === workflowId && name.nodeId === nodeId;
}

function isEmpty(webhook: PostCallWebhook | undefined): boolean {
	return webhook === undefined || Object.keys(webhook).length === 0;
}

function originOf(url: string): string {
	return /^[a-z]+:\/\/[^/]+/i.exec(url)?.[0].toLowerCase() ?? url;
}
