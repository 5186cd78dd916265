import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import type { HookedAgent } from '../shared/elevenlabs/postCallWebhook';
import {
	attachWebhook,
	findHookedAgent,
	listAgents,
	readWorkspaceWebhookId,
	webhookIdOf,
} from '../shared/elevenlabs/postCallWebhook';
import type { Webhook } from '../shared/elevenlabs/webhooks';
import {
	createWebhook,
	deleteWebhook,
	listWebhooks,
	updateWebhook,
} from '../shared/elevenlabs/webhooks';
import type { Displaced, Registration, WantedWebhook, WebhookOwner } from './registrationPlan';
import {
	displacedBy,
	formersOf,
	givenBack,
	isAttached,
	isOwn,
	renamed,
	usableWebhook,
	withChanges,
	withKeptName,
} from './registrationPlan';
import { webhookName } from './webhookName';

/** Agents that were chosen, and what may be done for them. */
export interface Choice {
	agentIds: string[];
	/** Whether webhooks of others may be displaced. */
	replaceExisting: boolean;
	/** Told of what the user should know, though the rest goes on. */
	warn: (message: string) => void;
}

/** A registration that can't be made, or not without harm to somebody. */
export class RegistrationRefusal extends Error {
	readonly name = 'RegistrationRefusal';

	/** @param advice what to do next */
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
	}
}

/**
 * Whether everything at ElevenLabs is as it is wanted, so that nothing has to be done.
 * @throws ElevenLabsError, RegistrationRefusal
 */
export async function isRegistered(
	client: ElevenLabsClient,
	wanted: WantedWebhook,
	choice: Choice,
	registration: Registration | undefined,
): Promise<boolean> {
	if (registration === undefined) return false;
	const webhooks = await listWebhooks(client);
	const own = webhooks.filter((webhook) => isOwn(webhook, wanted, registration));
	const usable = usableWebhook(own, wanted.url, registration);
	if (usable === undefined || usable.isOff || own.length > 1) return false;
	if (registration.agentIds.some((agentId) => !choice.agentIds.includes(agentId))) return false;
	const { agents, goneIds } = await readChosen(client, choice.agentIds, registration);
	const isDone = agents.every((agent) => isAttached(agent, usable.webhookId, wanted));
	if (isDone) warnOf(goneIds, choice);
	return isDone;
}

/**
 * Has the chosen agents tell a webhook of ours, makes one where there is none whose secret is
 * known, and clears away what earlier registrations left behind. Nothing is changed where it fails.
 * @throws ElevenLabsError, RegistrationRefusal
 */
export async function register(
	client: ElevenLabsClient,
	wanted: WantedWebhook,
	choice: Choice,
	registration: Registration | undefined,
): Promise<Registration> {
	const { agents, goneIds } = await readChosen(client, choice.agentIds, registration);
	const webhooks = withKeptName(await listWebhooks(client), wanted, registration);
	const formers = formersOf(agents, { webhooks }, wanted, registration);
	const isOnlyWorkspaces = agents.some(
		({ agentId }) => webhookIdOf(formers[agentId]) === undefined,
	);
	const workspaceWebhookId = isOnlyWorkspaces ? await readWorkspaceWebhookId(client) : undefined;
	const found = { webhooks, ...(workspaceWebhookId === undefined ? {} : { workspaceWebhookId }) };
	const displaced = displacedBy(agents, formers, found, wanted, registration);
	if (displaced.length > 0 && !choice.replaceExisting) throw refusalFor(displaced);
	warnOf(goneIds, choice);

	const own = webhooks.filter((webhook) => isOwn(webhook, wanted, registration));
	// Ours takes the first place: what others would give back to us they give back to whom we would.
	const others = renamed(own, webhooks);
	const name = webhookName({ ...wanted, formers });
	const usable = usableWebhook(webhooks, wanted.url, registration);
	const undo: Array<() => Promise<unknown>> = [];
	try {
		for (const other of others) {
			const before = webhooks.find(({ webhookId }) => webhookId === other.webhookId) ?? other;
			undo.push(async () => await updateWebhook(client, before));
			await updateWebhook(client, other);
		}
		const { webhookId, secret } =
			usable !== undefined && registration !== undefined
				? registration
				: await createWebhook(client, name, wanted.url);
		undo.push(async () =>
			usable === undefined
				? await deleteWebhook(client, webhookId)
				: await updateWebhook(client, usable),
		);
		await updateWebhook(client, { webhookId, name, isOff: false });
		const webhook = { post_call_webhook_id: webhookId, events: wanted.events };
		for (const agent of agents) {
			if (isAttached(agent, webhookId, wanted)) continue;
			undo.push(async () => await attachWebhook(client, agent, agent.webhook));
			await attachWebhook(client, agent, webhook);
		}
		const left = (registration?.agentIds ?? []).filter((id) => !choice.agentIds.includes(id));
		await clearAway(client, withChanges(webhooks, others), own, left, webhookId);
		return { webhookId, secret, agentIds: choice.agentIds, formers };
	} catch (error) {
		for (const step of undo.reverse()) await attempted(step);
		const failure: unknown = error;
		throw failure;
	}
}

/**
 * Gives the agents back what they had, and deletes every webhook of ours.
 * @param agentIds those that may have one of ours; where there are others, they are searched for
 * @throws ElevenLabsError, RegistrationRefusal
 */
export async function unregister(
	client: ElevenLabsClient,
	owner: WebhookOwner,
	agentIds: string[],
	registration: Registration | undefined,
): Promise<void> {
	const webhooks = withKeptName(await listWebhooks(client), owner, registration);
	const own = webhooks.filter((webhook) => isOwn(webhook, owner, registration));
	await clearAway(client, webhooks, own, [...agentIds, ...(registration?.agentIds ?? [])]);
}

/** @param keptId of the webhook that stays, where one does */
async function clearAway(
	client: ElevenLabsClient,
	webhooks: Webhook[],
	own: Webhook[],
	agentIds: string[],
	keptId?: string,
): Promise<void> {
	const giveBack = async (agentId: string) => {
		const agent = await findHookedAgent(client, agentId);
		const heldId = webhookIdOf(agent?.webhook);
		if (agent === undefined || !own.some(({ webhookId }) => webhookId === heldId)) return;
		await attachWebhook(client, agent, givenBack(agentId, agent.webhook, own, webhooks));
	};
	for (const agentId of new Set(agentIds)) await giveBack(agentId);

	const leaving = own.filter(({ webhookId }) => webhookId !== keptId);
	for (const webhook of renamed(leaving, webhooks)) await updateWebhook(client, webhook);
	const inUse: Webhook[] = [];
	for (const webhook of leaving) {
		if (!(await deleteWebhook(client, webhook.webhookId))) inUse.push(webhook);
	}
	if (inUse.length === 0) return;

	// Some agent that nobody remembers has it, and ElevenLabs does not say which.
	for (const { agentId } of await listAgents(client)) {
		const agent = await findHookedAgent(client, agentId);
		const heldId = webhookIdOf(agent?.webhook);
		if (inUse.some(({ webhookId }) => webhookId === heldId)) await giveBack(agentId);
	}
	for (const webhook of inUse) {
		if (await deleteWebhook(client, webhook.webhookId)) continue;
		throw new RegistrationRefusal(
			`ElevenLabs does not delete the webhook '${webhook.name}', as it is in use`,
			'See in the ElevenLabs dashboard under Developers → Webhooks where it is used, and remove it there.',
		);
	}
}

/** @returns the agents, and the IDs of those that were registered before and are gone meanwhile */
async function readChosen(
	client: ElevenLabsClient,
	agentIds: string[],
	registration: Registration | undefined,
): Promise<{ agents: HookedAgent[]; goneIds: string[] }> {
	if (agentIds.length === 0) {
		throw new RegistrationRefusal(
			"'Agent Names or IDs' is empty",
			'Choose at least one agent, so that its calls can be reported here.',
		);
	}
	const agents: HookedAgent[] = [];
	const goneIds: string[] = [];
	for (const [index, agentId] of agentIds.entries()) {
		const agent = await findHookedAgent(client, agentId);
		if (agent !== undefined) {
			agents.push(agent);
			continue;
		}
		const isNoneLeft = agents.length === 0 && index === agentIds.length - 1;
		if (isNoneLeft || registration?.agentIds.includes(agentId) !== true) {
			throw new RegistrationRefusal(
				`'Agent Names or IDs' has '${agentId}', which is no agent of this workspace`,
				'Choose agents from the list, and check that the credential belongs to the same workspace and region.',
			);
		}
		goneIds.push(agentId);
	}
	return { agents, goneIds };
}

function warnOf(goneIds: string[], { warn }: Choice): void {
	for (const agentId of goneIds) {
		warn(`The agent '${agentId}' is gone from the workspace. Take it off 'Agent Names or IDs'.`);
	}
}

function refusalFor(displaced: Displaced[]): RegistrationRefusal {
	const agents = displaced.map(({ agent, webhook }) => `'${agent}' (to '${webhook}')`).join(', ');
	return new RegistrationRefusal(
		`Another webhook is already told of the calls of ${agents}`,
		"An agent has only one. Turn on 'Replace Existing Webhook' under Options to take its place while the workflow is active, or set 'Webhook Setup' to By Hand.",
	);
}

/** What can't be undone now is cleared away by the next registration. */
async function attempted(step: () => Promise<unknown>): Promise<void> {
	try {
		await step();
	} catch {
		return;
	}
}
