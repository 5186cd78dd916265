import { findBranches } from '../shared/elevenlabs/branches';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import type { WebhookHolder } from '../shared/elevenlabs/postCallWebhook';
import { WORKSPACE } from '../shared/elevenlabs/postCallWebhook';
import type { Webhook } from '../shared/elevenlabs/webhooks';
import { listWebhooks } from '../shared/elevenlabs/webhooks';
import type { WantedWebhook } from './registrationPlan';
import { isCounterpart, isOwn } from './registrationPlan';
import { LABELS } from './triggerSettings';

/** Receives one sentence or more for n8n's log. */
export type Warn = (message: string) => void;

/** What the user should know about a registration that succeeds. */
interface RegistrationFindings {
	client: ElevenLabsClient;
	holders: WebhookHolder[];
	/** Agents that were registered before and no longer exist. */
	goneIds: string[];
	wanted: WantedWebhook;
	/** Receives each warning. */
	warn: Warn;
}

/** Warns of agents that no longer exist, and of calls whose events won't arrive. */
export async function warnOf({
	client,
	holders,
	goneIds,
	wanted,
	warn,
}: RegistrationFindings): Promise<void> {
	for (const agentId of goneIds) {
		warn(
			`Agent '${agentId}' no longer exists in the workspace. Remove it from '${LABELS.agents}'.`,
		);
	}
	for (const holder of holders) {
		if (holder.holderId === WORKSPACE) await warnOfUnheardAgents(client, wanted, warn);
		else await warnOfBranches(client, holder, warn);
	}
}

/** Calls on another branch use that branch's webhook. */
async function warnOfBranches(
	client: ElevenLabsClient,
	{ holderId, name, mainBranchId }: WebhookHolder,
	warn: Warn,
): Promise<void> {
	const branches = (await findBranches(client, holderId)) ?? [];
	const live = branches.filter(
		({ id, livePercentage }) => id !== mainBranchId && livePercentage > 0,
	);
	if (mainBranchId === undefined || live.length === 0) return;
	const shares = live.map((branch) => `'${branch.name}' (${branch.livePercentage}% of its calls)`);
	warn(
		`Agent '${name}' also takes calls on branch ${shares.join(', ')}. Those calls don't start this workflow, because each branch has its own webhook setting. Set '${LABELS.agentSelection}' to All Agents to include them.`,
	);
}

/** An agent with a webhook of its own doesn't use the workspace's. */
async function warnOfUnheardAgents(
	client: ElevenLabsClient,
	wanted: WantedWebhook,
	warn: Warn,
): Promise<void> {
	let webhooks: Webhook[];
	try {
		webhooks = await listWebhooks(client, { includesUsages: true });
	} catch {
		return;
	}
	const names = webhooks
		.filter((webhook) => webhook.isUsedByAgents && !isOwn(webhook, wanted))
		.filter((webhook) => !isCounterpart(webhook, wanted))
		.map((webhook) => `'${webhook.name || webhook.url}'`);
	if (names.length === 0) return;
	warn(
		`Some agents send their events to their own webhook: ${names.join(', ')}. Calls of those agents don't start this workflow.`,
	);
}
