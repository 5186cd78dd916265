import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import type { WebhookHolder } from '../shared/elevenlabs/postCallWebhook';
import { findWebhookHolder, webhookIdOf } from '../shared/elevenlabs/postCallWebhook';
import type { NewWebhook, Webhook } from '../shared/elevenlabs/webhooks';
import {
	createWebhook,
	deleteWebhook,
	listWebhooks,
	updateWebhook,
} from '../shared/elevenlabs/webhooks';
import { unchanged } from '../shared/nodeError';
import { refuseToDisplace } from './displacement';
import { changeWebhook } from './holderChange';
import type { Registration, WantedWebhook, WebhookOwner } from './registrationPlan';
import {
	isAttached,
	previousIn,
	previousWebhooks,
	renamedWebhooks,
	replaceableWebhooks,
	usableWebhook,
	withChanges,
	withKeptName,
} from './registrationPlan';
import type { Warn } from './registrationWarnings';
import { warnOf } from './registrationWarnings';
import { TriggerProblem } from './triggerProblem';
import { LABELS } from './triggerSettings';
import { clearAway, leavingDescription } from './unregistration';
import { webhookName } from './webhookName';

/** What should use our webhook, and what may be changed for that. */
export interface Choice {
	/** Agents' IDs, or `workspace` alone. */
	holderIds: string[];
	/** Whether webhooks of others may be replaced. */
	replaceExisting: boolean;
	warn: Warn;
}

/** Undoes the steps of a failed registration, the last one first. */
type Undo = Array<() => Promise<unknown>>;

/**
 * Whether the setup in ElevenLabs is complete, so that nothing has to be done.
 * @throws ElevenLabsError, TriggerProblem
 */
export async function isRegistered(
	client: ElevenLabsClient,
	wanted: WantedWebhook,
	choice: Choice,
	registration: Registration | undefined,
): Promise<boolean> {
	if (registration === undefined) return false;
	const webhooks = await listWebhooks(client);
	const own = replaceableWebhooks(webhooks, wanted, registration);
	const usable = usableWebhook(own, wanted.url, registration);
	if (usable === undefined || usable.isOff || own.length > 1) return false;
	const chosen = new Set(choice.holderIds);
	// An interrupted publish may have attached the webhook to other agents than the registration says.
	const using = new Set([...registration.holderIds, ...Object.keys(previousIn(usable))]);
	if (chosen.size !== registration.holderIds.length) return false;
	if ([...using].some((holderId) => !chosen.has(holderId))) return false;
	const { holders, goneIds } = await readHolders(client, choice.holderIds, registration);
	const isDone = holders.every((holder) => isAttached(holder, usable.webhookId, wanted));
	if (isDone) await warnOf({ client, holders, goneIds, wanted, warn: choice.warn });
	return isDone;
}

/**
 * Has the chosen agents, or the workspace, send their events to a webhook of ours. Makes one if there
 * is none whose secret is known, and removes what earlier registrations left. If it fails,
 * everything is as before.
 * @throws ElevenLabsError, TriggerProblem
 */
export async function register(
	client: ElevenLabsClient,
	wanted: WantedWebhook,
	choice: Choice,
	registration: Registration | undefined,
): Promise<Registration> {
	const { holderIds } = choice;
	const { holders, goneIds } = await readHolders(client, holderIds, registration);
	const webhooks = withKeptName(await listWebhooks(client), wanted, registration);
	const own = replaceableWebhooks(webhooks, wanted, registration);
	const previous = previousWebhooks(holders, own, webhooks);
	if (!choice.replaceExisting) {
		await refuseToDisplace({ client, holders, webhooks, own, previous, wanted, registration });
	}
	await warnOf({ client, holders, goneIds, wanted, warn: choice.warn });

	// Webhooks that would restore ours now restore what ours replaced.
	const others = renamedWebhooks(own, webhooks);
	const usable = usableWebhook(webhooks, wanted.url, registration);
	// If n8n dies before it saves the registration, the name of a webhook that stays says what uses it.
	const added =
		usable === undefined ? [] : holderIds.filter((id) => !registration?.holderIds.includes(id));
	const name = webhookName({
		...wanted,
		previous: { ...Object.fromEntries(added.map((holderId) => [holderId, {}])), ...previous },
	});
	const undo: Undo = [];
	try {
		for (const other of others) {
			const before = webhooks.find(({ webhookId }) => webhookId === other.webhookId) ?? other;
			undo.push(async () => await updateWebhook(client, before));
			await updateWebhook(client, other);
		}
		const { webhookId, secret } =
			usable !== undefined && registration !== undefined
				? registration
				: await makeWebhook(client, name, wanted.url, undo);
		if (usable !== undefined) {
			undo.push(async () => await updateWebhook(client, usable));
			await turnOn(client, usable, name);
		}
		for (const holder of holders) await attach(client, holder, webhookId, wanted, undo);
		const left = [
			...(registration?.holderIds ?? []),
			...own.flatMap((one) => Object.keys(previousIn(one))),
		].filter((holderId) => !holderIds.includes(holderId));
		await clearAway(client, withChanges(webhooks, others), own, left, wanted, webhookId);
		return { webhookId, secret, holderIds, previous };
	} catch (error) {
		for (const step of undo.reverse()) await attempted(step);
		throw unchanged(error);
	}
}

async function makeWebhook(
	client: ElevenLabsClient,
	name: string,
	url: string,
	undo: Undo,
): Promise<NewWebhook> {
	const made = await createWebhook(client, name, url);
	const { webhookId } = made;
	undo.push(async () => await deleteWebhook(client, webhookId));
	// Creating it can't turn repeated deliveries on.
	await updateWebhook(client, { webhookId, name, isOff: false });
	return made;
}

async function attach(
	client: ElevenLabsClient,
	holder: WebhookHolder,
	webhookId: string,
	wanted: WantedWebhook,
	undo: Undo,
): Promise<void> {
	if (isAttached(holder, webhookId, wanted)) return;
	const { holderId, name, webhook: before } = holder;
	undo.push(
		async () =>
			await changeWebhook(client, holderId, {
				isExpected: (id) => id === webhookId,
				next: () => before,
				description: leavingDescription(wanted),
			}),
	);
	const isChanged = await changeWebhook(client, holderId, {
		isExpected: (id) => id === webhookIdOf(before),
		next: () => ({ post_call_webhook_id: webhookId, events: wanted.events }),
		description: joiningDescription(wanted),
	});
	if (isChanged) return;
	throw new TriggerProblem(
		`Someone else changed the webhook of '${name}' at the same time`,
		'Publish the workflow again.',
	);
}

/**
 * Names a webhook and turns it on.
 * @throws ElevenLabsError; TriggerProblem if it stays off
 */
async function turnOn(client: ElevenLabsClient, webhook: Webhook, name: string): Promise<void> {
	const { webhookId, isOff } = webhook;
	await updateWebhook(client, { webhookId, name, isOff: false });
	if (!isOff) return;
	const now = (await listWebhooks(client)).find((one) => one.webhookId === webhookId);
	if (now?.isOff !== true) return;
	throw new TriggerProblem(
		`ElevenLabs turned off webhook '${name}' after failed deliveries, and it is still off`,
		'In ElevenLabs, open Developers → Webhooks and enable it. If it is no longer there, publish the workflow again to create a new webhook.',
	);
}

/** @returns those that exist, and the IDs of agents that were registered before and are gone */
async function readHolders(
	client: ElevenLabsClient,
	holderIds: string[],
	registration: Registration | undefined,
): Promise<{ holders: WebhookHolder[]; goneIds: string[] }> {
	const holders: WebhookHolder[] = [];
	const goneIds: string[] = [];
	for (const [index, holderId] of holderIds.entries()) {
		const holder = await findWebhookHolder(client, holderId);
		if (holder !== undefined) {
			holders.push(holder);
			continue;
		}
		const isNoneLeft = holders.length === 0 && index === holderIds.length - 1;
		if (isNoneLeft || registration?.holderIds.includes(holderId) !== true) {
			throw new TriggerProblem(
				`'${LABELS.agents}': agent '${holderId}' not found in this workspace`,
				'Choose agents from the list. Check that the credential belongs to the same workspace and region.',
			);
		}
		goneIds.push(holderId);
	}
	return { holders, goneIds };
}

function joiningDescription({ workflowId, mode }: WebhookOwner): string {
	const isTest = mode === 'test' ? ' for a test' : '';
	return `n8n workflow ${workflowId} receives the events of this agent's calls${isTest}`;
}

/** The next registration removes what can't be undone now. */
async function attempted(step: () => Promise<unknown>): Promise<void> {
	try {
		await step();
	} catch {
		return;
	}
}
