import { listAgents } from '../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import { WORKSPACE } from '../shared/elevenlabs/postCallWebhook';
import type { Webhook } from '../shared/elevenlabs/webhooks';
import { deleteWebhook, listWebhooks, updateWebhook } from '../shared/elevenlabs/webhooks';
import { changeWebhook } from './holderChange';
import type { Registration, WebhookOwner } from './registrationPlan';
import {
	isOwn,
	previousIn,
	previousWebhook,
	renamedWebhooks,
	replaceableWebhooks,
	withKeptName,
} from './registrationPlan';
import { TriggerProblem } from './triggerProblem';

/**
 * Restores what agents and the workspace had, and deletes all our webhooks.
 * @param holderIds those that may use ours; if there are others, they are searched for
 * @throws ElevenLabsError, TriggerProblem
 */
export async function unregister(
	client: ElevenLabsClient,
	owner: WebhookOwner,
	holderIds: string[],
	registration: Registration | undefined,
): Promise<void> {
	const webhooks = withKeptName(await listWebhooks(client), owner, registration);
	const own = webhooks.filter((webhook) => isOwn(webhook, owner, registration));
	await withdraw(client, owner, webhooks, own, [...holderIds, ...(registration?.holderIds ?? [])]);
}

/**
 * The same, and for the published workflow also what its tests left behind.
 * @throws ElevenLabsError, TriggerProblem
 */
export async function unregisterAll(
	client: ElevenLabsClient,
	owner: WebhookOwner,
	registration: Registration | undefined,
): Promise<void> {
	const webhooks = withKeptName(await listWebhooks(client), owner, registration);
	const own = replaceableWebhooks(webhooks, owner, registration);
	await withdraw(client, owner, webhooks, own, registration?.holderIds ?? []);
}

async function withdraw(
	client: ElevenLabsClient,
	owner: WebhookOwner,
	webhooks: Webhook[],
	own: Webhook[],
	holderIds: string[],
): Promise<void> {
	const using = [...holderIds, ...own.flatMap((one) => Object.keys(previousIn(one)))];
	await clearAway(client, webhooks, own, using, owner);
}

/**
 * Whether ElevenLabs has a webhook that this node made.
 * @throws ElevenLabsError
 */
export async function hasOwnWebhook(
	client: ElevenLabsClient,
	owner: WebhookOwner,
): Promise<boolean> {
	return replaceableWebhooks(await listWebhooks(client), owner).length > 0;
}

/**
 * Restores what holders had before our webhooks, and deletes those webhooks.
 * @param webhooks all of the workspace
 * @param own those being removed
 * @param holderIds those that may use them
 * @param keptId of the one that stays, if one does
 * @throws ElevenLabsError, TriggerProblem
 */
export async function clearAway(
	client: ElevenLabsClient,
	webhooks: Webhook[],
	own: Webhook[],
	holderIds: string[],
	owner: WebhookOwner,
	keptId?: string,
): Promise<void> {
	const giveBack = async (holderId: string, taken: Webhook[]) =>
		await changeWebhook(client, holderId, {
			isExpected: (id) => taken.some(({ webhookId }) => webhookId === id),
			next: (webhook) => previousWebhook(holderId, webhook, own, webhooks),
			description: leavingDescription(owner),
		});
	for (const holderId of new Set(holderIds)) await giveBack(holderId, own);

	const leaving = own.filter(({ webhookId }) => webhookId !== keptId);
	for (const webhook of renamedWebhooks(leaving, webhooks)) await updateWebhook(client, webhook);
	const inUse: Webhook[] = [];
	for (const webhook of leaving) {
		if (!(await deleteWebhook(client, webhook.webhookId))) inUse.push(webhook);
	}
	if (inUse.length === 0) return;

	// Something unrecorded uses it, and ElevenLabs doesn't say what.
	await giveBack(WORKSPACE, inUse);
	for (const { agent_id } of await listAgents(client)) await giveBack(agent_id, inUse);
	for (const webhook of inUse) {
		if (await deleteWebhook(client, webhook.webhookId)) continue;
		throw new TriggerProblem(
			`ElevenLabs does not delete webhook '${webhook.name}' because it is in use`,
			'In ElevenLabs, open Developers → Webhooks to see where it is used, and remove it there. It may be on another branch of an agent.',
		);
	}
}

/** The description of an agent's version when our webhook is removed from it. */
export function leavingDescription({ workflowId }: WebhookOwner): string {
	return `n8n workflow ${workflowId} no longer receives the events of this agent's calls`;
}
