import { findBranches } from '../shared/elevenlabs/branches';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import { ElevenLabsError } from '../shared/elevenlabs/errors';
import type { PostCallWebhook, WebhookHolder } from '../shared/elevenlabs/postCallWebhook';
import {
	findWebhookHolder,
	setPostCallWebhook,
	webhookIdOf,
} from '../shared/elevenlabs/postCallWebhook';
import { unchanged } from '../shared/nodeError';
import { TriggerProblem } from './triggerProblem';
import { LABELS } from './triggerSettings';

/** A change of an agent's, or the workspace's, post-call webhook. */
export interface WebhookChange {
	/** Whether the webhook it has now is the one to be changed; undefined is none. */
	isExpected: (webhookId: string | undefined) => boolean;
	/** What replaces it; undefined is none. */
	next: (webhook: PostCallWebhook | undefined) => PostCallWebhook | undefined;
	/** What the agent's new version is called. */
	description: string;
}

const WITHOUT_CHANGE = `Or set '${LABELS.agentSelection}' to All Agents, which changes no agent, or '${LABELS.registration}' to Manual.`;

/** How ElevenLabs names the permission that a protected branch needs, or how it may word it. */
const PROTECTED = /\b(?:writer|admin)_perms_required\b|\bprotected\b/i;

/**
 * Changes the post-call webhook of an agent or of the workspace. It is read just before, so other
 * people's changes are kept.
 * @returns false if it doesn't exist or has another webhook than expected; nothing is changed then
 * @throws ElevenLabsError, TriggerProblem
 */
export async function changeWebhook(
	client: ElevenLabsClient,
	holderId: string,
	{ isExpected, next, description }: WebhookChange,
): Promise<boolean> {
	const holder = await findWebhookHolder(client, holderId);
	if (holder === undefined || !isExpected(webhookIdOf(holder.webhook))) return false;
	if (holder.procedures === 'unpinned') {
		throw new TriggerProblem(
			`Agent '${holder.name}' has a procedure without a version, so changing the agent could publish its draft`,
			`Publish the agent's procedures in ElevenLabs. ${WITHOUT_CHANGE}`,
		);
	}
	try {
		await setPostCallWebhook(client, holder, next(holder.webhook), description);
	} catch (error) {
		throw (await protectionOf(client, holder, error)) ?? unchanged(error);
	}
	return true;
}

async function protectionOf(
	client: ElevenLabsClient,
	{ holderId, name, mainBranchId }: WebhookHolder,
	error: unknown,
): Promise<TriggerProblem | undefined> {
	if (!(error instanceof ElevenLabsError) || mainBranchId === undefined) return undefined;
	const { code, message, status } = error.failure;
	const isNamed = PROTECTED.test(`${code ?? ''} ${message}`);
	if (!isNamed && status !== 403) return undefined;
	const branches = await findBranches(client, holderId);
	const protection = branches?.find(({ id }) => id === mainBranchId)?.protection;
	if (!isNamed && protection === undefined) return undefined;
	const who = /admin/i.test(protection ?? code ?? '') ? 'an admin' : 'a writer';
	return new TriggerProblem(
		`The main branch of agent '${name}' is protected (${protection ?? code ?? message})`,
		`Setting up the webhook commits a version there. Use the API key of ${who} of the agent, or remove the protection in ElevenLabs. ${WITHOUT_CHANGE}`,
	);
}
