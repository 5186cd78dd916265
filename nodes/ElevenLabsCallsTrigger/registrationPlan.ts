import type { HookedAgent, PostCallWebhook } from '../shared/elevenlabs/postCallWebhook';
import { webhookIdOf } from '../shared/elevenlabs/postCallWebhook';
import type { Webhook } from '../shared/elevenlabs/webhooks';
import type { Formers, WebhookName } from './webhookName';
import { readWebhookName, webhookName } from './webhookName';

/** What the node keeps of its registration. */
export interface Registration {
	webhookId: string;
	secret: string;
	/** The agents that it was attached to. */
	agentIds: string[];
	/** What they had before. */
	formers: Formers;
}

/** Which webhook is wanted. */
export interface WantedWebhook extends Omit<WebhookName, 'formers'> {
	/** Where n8n listens. */
	url: string;
	/** As ElevenLabs names them. */
	events: string[];
}

/** What there is at ElevenLabs. */
export interface FoundWebhooks {
	/** All of the workspace. */
	webhooks: Webhook[];
	/** That of agents without one of their own. */
	workspaceWebhookId?: string;
}

/** A webhook of somebody else that an agent would no longer tell of its calls. */
export interface Displaced {
	agent: string;
	webhook: string;
}

/** Which node's webhooks are meant, and where n8n listens for it. */
export type WebhookOwner = Pick<WantedWebhook, 'workflowId' | 'nodeId' | 'mode' | 'url'>;

/**
 * Whether a webhook is this node's, as its address is told by nobody else. Where n8n has moved, the
 * stored ID tells; but a copy of a workflow may have the original's, hence the look at the name.
 */
export function isOwn(webhook: Webhook, owner: WebhookOwner, registration?: Registration): boolean {
	if (webhook.url === owner.url) return true;
	return webhook.webhookId === registration?.webhookId && isNamedFor(webhook, owner);
}

/** The webhooks, ours with the name that it had before somebody gave it another one in the dashboard. */
export function withKeptName(
	webhooks: Webhook[],
	owner: WebhookOwner,
	registration: Registration | undefined,
): Webhook[] {
	const renamedOne = usableWebhook(webhooks, owner.url, registration);
	if (renamedOne === undefined) return webhooks;
	// Where its name can be read it is right, as others change it when they leave.
	const formers = { ...registration?.formers, ...readWebhookName(renamedOne.name)?.formers };
	return withChanges(webhooks, [{ ...renamedOne, name: webhookName({ ...owner, formers }) }]);
}

/** The webhooks, some of them as they are from now on. */
export function withChanges(webhooks: Webhook[], changed: Webhook[]): Webhook[] {
	return webhooks.map(
		(webhook) => changed.find(({ webhookId }) => webhookId === webhook.webhookId) ?? webhook,
	);
}

/** The webhook that can go on being used: it is there, has our address, and its secret is known. */
export function usableWebhook(
	webhooks: Webhook[],
	url: string,
	registration: Registration | undefined,
): Webhook | undefined {
	return webhooks.find(
		(webhook) => webhook.webhookId === registration?.webhookId && webhook.url === url,
	);
}

/** Whether an agent tells a webhook of just the events that are wanted. */
export function isAttached(
	{ webhook }: HookedAgent,
	webhookId: string,
	{ events }: WantedWebhook,
): boolean {
	const told: unknown = webhook?.events;
	return (
		webhookIdOf(webhook) === webhookId &&
		Array.isArray(told) &&
		told.length === events.length &&
		events.every((event) => told.includes(event))
	);
}

/**
 * What each agent is to get back one day: whatever it had before any webhook of this node. The
 * webhook of the active workflow is not the test's to look through; the test gives it back.
 */
export function formersOf(
	agents: HookedAgent[],
	{ webhooks }: FoundWebhooks,
	wanted: WantedWebhook,
	registration?: Registration,
): Formers {
	const lookedThrough = webhooks.filter(
		(webhook) =>
			isOwn(webhook, wanted, registration) ||
			(wanted.mode === 'production' && isTwin(webhook, wanted)),
	);
	return Object.fromEntries(
		agents.flatMap(({ agentId, webhook }) => {
			const former = givenBack(agentId, webhook, lookedThrough, webhooks);
			return former === undefined ? [] : [[agentId, former]];
		}),
	);
}

/**
 * What an agent gets back.
 * @param lookedThrough webhooks that are going away: what they took the place of is given back instead
 * @param webhooks those there are; one that somebody deleted can't be given back
 */
export function givenBack(
	agentId: string,
	webhook: PostCallWebhook | undefined,
	lookedThrough: Webhook[],
	webhooks: Webhook[],
): PostCallWebhook | undefined {
	let former = webhook;
	const rest = [...lookedThrough];
	for (;;) {
		const id = webhookIdOf(former);
		if (id === undefined) return former;
		const place = rest.findIndex(({ webhookId }) => webhookId === id);
		if (place < 0) {
			const isThere = webhooks.some(({ webhookId }) => webhookId === id);
			const isLeaving = lookedThrough.some(({ webhookId }) => webhookId === id);
			return isThere && !isLeaving ? former : undefined;
		}
		const [through] = rest.splice(place, 1);
		former = readWebhookName(through?.name ?? '')?.formers[agentId];
	}
}

/** Tells whose webhooks would no longer hear of calls. An agent that we have already displaces nobody anew. */
export function displacedBy(
	agents: HookedAgent[],
	formers: Formers,
	{ webhooks, workspaceWebhookId }: FoundWebhooks,
	wanted: WantedWebhook,
	registration?: Registration,
): Displaced[] {
	return agents.flatMap(({ agentId, name, webhook: held }) => {
		const holder = webhooks.find(({ webhookId }) => webhookId === webhookIdOf(held));
		if (holder !== undefined && isOwn(holder, wanted, registration)) return [];
		const formerId = webhookIdOf(formers[agentId]) ?? workspaceWebhookId;
		const former = webhooks.find(({ webhookId }) => webhookId === formerId);
		const isOurs =
			former === undefined || isOwn(former, wanted, registration) || isTwin(former, wanted);
		return isOurs ? [] : [{ agent: name, webhook: former.name || former.url }];
	});
}

/** The names that other webhooks of ours get when some go away that they are to give back one day. */
export function renamed(leaving: Webhook[], webhooks: Webhook[]): Webhook[] {
	const ids = new Set(leaving.map(({ webhookId }) => webhookId));
	return webhooks.flatMap((webhook) => {
		const name = readWebhookName(webhook.name);
		if (name === undefined || ids.has(webhook.webhookId)) return [];
		const concerned = Object.values(name.formers).some((former) =>
			ids.has(webhookIdOf(former) ?? ''),
		);
		if (!concerned) return [];
		const formers = Object.fromEntries(
			Object.entries(name.formers).flatMap(([agentId, former]) => {
				const back = givenBack(agentId, former, [...leaving, webhook], webhooks);
				return back === undefined ? [] : [[agentId, back]];
			}),
		);
		return [{ ...webhook, name: webhookName({ ...name, formers }) }];
	});
}

/** The same node's webhook, of the test where this is the active workflow's, and the other way round. */
function isTwin(webhook: Webhook, owner: WebhookOwner): boolean {
	return (
		isNamedFor(webhook, owner) &&
		readWebhookName(webhook.name)?.mode !== owner.mode &&
		// The same workflow may live in several instances of n8n.
		originOf(webhook.url) === originOf(owner.url)
	);
}

function isNamedFor(webhook: Webhook, { workflowId, nodeId }: WebhookOwner): boolean {
	const name = readWebhookName(webhook.name);
	return name?.workflowId === workflowId && name.nodeId === nodeId;
}

function originOf(url: string): string {
	return /^[a-z]+:\/\/[^/]+/i.exec(url)?.[0].toLowerCase() ?? url;
}
