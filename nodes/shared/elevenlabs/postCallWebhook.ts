import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ApiRequest, ElevenLabsClient } from './client';
import { isSuccess, refusalOf } from './client';
import { isNotFound } from './errors';
import { unchanged } from '../nodeError';
import { PATHS } from './paths';
import { record } from './schemas';

/**
 * The webhook that receives events of calls, and which events: `post_call_webhook_id`, `events`,
 * `transcript_format`, `exclude_transcript`, `send_audio`, without nulls.
 */
export type PostCallWebhook = IDataObject;

/** The workspace's setting, in place of an agent's ID. Agents without a webhook of their own use it. */
export const WORKSPACE = 'workspace';

/** Where ElevenLabs keeps the setting for a post-call webhook: an agent, or the workspace. */
export interface WebhookHolder {
	/** An agent's ID, or {@link WORKSPACE}. */
	holderId: string;
	name: string;
	/** Absent if it has no webhook. */
	webhook?: PostCallWebhook;
	/** The agent's other overrides of workspace settings, without nulls; empty for the workspace. */
	otherOverrides: IDataObject;
	/**
	 * An agent's procedures, pinned to their versions. Absent if it has none; `unpinned` if the answer
	 * doesn't give every version, so that they can't be sent back.
	 */
	procedures?: IDataObject | 'unpinned';
	/** The branch that the setting above is on; absent for the workspace and on older hosts. */
	mainBranchId?: string;
}

const agentHolder = z.object({
	agent_id: z.string(),
	name: z.string().nullish(),
	platform_settings: z.object({ workspace_overrides: record.nullish() }).nullish().catch(undefined),
	procedures: z.unknown(),
	main_branch_id: z.string().nullish().catch(undefined),
});

const workspaceSettings = z.object({ webhooks: record.nullish().catch(undefined) });

/** What ElevenLabs sets if nothing else is given; `send_audio` is null then. */
const DEFAULTS: IDataObject = {
	events: ['transcript'],
	transcript_format: 'json',
	exclude_transcript: false,
};

const DOCUMENTED = ['post_call_webhook_id', 'send_audio', ...Object.keys(DEFAULTS)];

/** @returns undefined if no webhook is set */
export function webhookIdOf(webhook: PostCallWebhook | undefined): string | undefined {
	const id = webhook?.post_call_webhook_id;
	return typeof id === 'string' && id !== '' ? id : undefined;
}

/**
 * Reads the post-call webhook of an agent or of the workspace.
 * @returns undefined if the agent doesn't exist
 * @throws ElevenLabsError
 */
export async function findWebhookHolder(
	client: ElevenLabsClient,
	holderId: string,
): Promise<WebhookHolder | undefined> {
	return holderId === WORKSPACE ? await readWorkspace(client) : await findAgent(client, holderId);
}

/**
 * Reads the workspace's post-call webhook.
 * @throws ElevenLabsError
 */
export async function readWorkspace(client: ElevenLabsClient): Promise<WebhookHolder> {
	const { webhooks } = await client.read(PATHS.settings, workspaceSettings);
	return {
		holderId: WORKSPACE,
		name: 'the workspace',
		otherOverrides: {},
		...optional('webhook', setWebhook(webhooks)),
	};
}

async function findAgent(
	client: ElevenLabsClient,
	agentId: string,
): Promise<WebhookHolder | undefined> {
	const found = await readAgentHolder(client, agentId);
	if (found === undefined) return undefined;
	const { name, platform_settings: settings, procedures, main_branch_id: branchId } = found;
	const { webhooks, ...others } = settings?.workspace_overrides ?? {};
	return {
		holderId: agentId,
		name: name || agentId,
		otherOverrides: withoutNulls(others),
		...optional('webhook', setWebhook(webhooks)),
		...optional('procedures', pinnedProcedures(procedures)),
		...optional('mainBranchId', branchId ?? undefined),
	};
}

async function readAgentHolder(client: ElevenLabsClient, agentId: string) {
	try {
		return await client.read(PATHS.agent(agentId), agentHolder);
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw unchanged(error);
	}
}

/**
 * Sets the post-call webhook of an agent or of the workspace, and leaves everything else about it as
 * it is. For an agent this commits a version on its main branch, which ends the draft that the key's
 * owner may have there.
 * @param holder as just read
 * @param webhook undefined for none
 * @param description of the agent's version
 * @throws ElevenLabsError
 */
export async function setPostCallWebhook(
	client: ElevenLabsClient,
	holder: WebhookHolder,
	webhook: PostCallWebhook | undefined,
	description: string,
): Promise<void> {
	const exchange = await client.send(changeOf(holder, webhook, description));
	if (!isSuccess(exchange)) throw refusalOf(exchange);
}

function changeOf(
	{ holderId, webhook: before, otherOverrides, procedures }: WebhookHolder,
	webhook: PostCallWebhook | undefined,
	description: string,
): ApiRequest {
	const webhooks = completeSettings(before, webhook);
	if (holderId === WORKSPACE) {
		return { method: 'PATCH', path: PATHS.settings, body: { webhooks } };
	}
	return {
		method: 'PATCH',
		path: PATHS.agent(holderId),
		body: {
			platform_settings: { workspace_overrides: { ...otherOverrides, webhooks } },
			// Left out, ElevenLabs would publish edits of procedures that are still drafts.
			...(typeof procedures === 'object' ? { procedures } : {}),
			version_description: description,
		},
	};
}

/**
 * Every field, since one that is left out may stay as it is. Of the fields we know, only
 * `post_call_webhook_id` and `send_audio` may be null; those we don't know stay as they are.
 */
function completeSettings(
	before: PostCallWebhook = {},
	webhook: PostCallWebhook = {},
): PostCallWebhook {
	const unknown = Object.fromEntries(
		Object.entries(before).filter(([name]) => !DOCUMENTED.includes(name)),
	);
	return {
		...unknown,
		post_call_webhook_id: null,
		...DEFAULTS,
		...('send_audio' in before ? { send_audio: null } : {}),
		...withoutNulls(webhook),
	};
}

/** Null counts as not set, and so do defaults without a webhook. */
function setWebhook(value: unknown): PostCallWebhook | undefined {
	const parsed = record.safeParse(value);
	const set = withoutNulls(parsed.success ? parsed.data : {});
	const defaults: IDataObject = { ...DEFAULTS, send_audio: false };
	const isNone = Object.entries(set).every(
		([name, setting]) => JSON.stringify(setting) === JSON.stringify(defaults[name]),
	);
	return isNone ? undefined : set;
}

const pinnedProcedure = z
	.object({ procedure_id: z.string(), version_id: z.string() })
	.transform(({ procedure_id, version_id }): IDataObject => ({ procedure_id, version_id }));

function pinnedProcedures(value: unknown): IDataObject | 'unpinned' | undefined {
	if (value === undefined || value === null) return undefined;
	const parsed = z.record(pinnedProcedure).safeParse(value);
	return parsed.success ? parsed.data : 'unpinned';
}

function withoutNulls(settings: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(settings).filter(([, setting]) => setting !== null && setting !== undefined),
	);
}

function optional<Name extends string, T>(
	name: Name,
	value: T | undefined,
): Partial<Record<Name, T>> {
	return value === undefined ? {} : ({ [name]: value } as Record<Name, T>);
}
