import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ElevenLabsClient } from './client';
import { refusalOf } from './client';
import { readPages, record } from './pagination';

/** Which webhook is told of calls, and of what: `post_call_webhook_id`, `events` and more. */
export type PostCallWebhook = IDataObject;

/** An agent, as far as it tells a webhook of its calls. */
export interface HookedAgent {
	agentId: string;
	name: string;
	/** Its own webhook; undefined where it has none, so that the workspace's is told. */
	webhook?: PostCallWebhook;
	/** What else the agent does in another way than its workspace. */
	otherOverrides: IDataObject;
}

const hookedAgent = z.object({
	agent_id: z.string(),
	name: z.string().nullish(),
	platform_settings: z.object({ workspace_overrides: record.nullish() }).nullish().catch(undefined),
});

const workspaceSettings = z.object({ webhooks: record.nullish().catch(undefined) });

/** The ID of the webhook that is named; undefined where there is none. */
export function webhookIdOf(webhook: PostCallWebhook | undefined): string | undefined {
	const id = webhook?.post_call_webhook_id;
	return typeof id === 'string' && id !== '' ? id : undefined;
}

/**
 * Reads which webhook an agent tells of its calls.
 * @returns undefined where there is no such agent
 * @throws ElevenLabsError
 */
export async function findHookedAgent(
	client: ElevenLabsClient,
	agentId: string,
): Promise<HookedAgent | undefined> {
	const exchange = await client.send({ method: 'GET', path: agentPath(agentId) });
	if (exchange.answered && exchange.status === 404) return undefined;
	const read =
		exchange.answered && exchange.status === 200 ? hookedAgent.safeParse(exchange.body) : undefined;
	if (!read?.success) throw refusalOf(exchange);
	const { webhooks, ...otherOverrides } = read.data.platform_settings?.workspace_overrides ?? {};
	const webhook = ownWebhook(webhooks);
	return {
		agentId,
		name: read.data.name || agentId,
		otherOverrides,
		...(webhook === undefined ? {} : { webhook }),
	};
}

/**
 * Has an agent tell another webhook of its calls, and leaves everything else about it as it is.
 * @param webhook undefined for that of the workspace
 * @throws ElevenLabsError
 */
export async function attachWebhook(
	client: ElevenLabsClient,
	{ agentId, webhook: before, otherOverrides }: HookedAgent,
	webhook: PostCallWebhook | undefined,
): Promise<void> {
	// What is left out may stay as it was, and would then be said of the other webhook.
	const unset = Object.fromEntries(
		['events', ...Object.keys(before ?? {})].map((key) => [key, null]),
	);
	const webhooks = webhook === undefined ? null : { ...unset, ...webhook };
	const exchange = await client.send({
		method: 'PATCH',
		path: agentPath(agentId),
		body: { platform_settings: { workspace_overrides: { ...otherOverrides, webhooks } } },
	});
	if (!exchange.answered || exchange.status < 200 || exchange.status >= 300) {
		throw refusalOf(exchange);
	}
}

/**
 * Reads which webhook is told of the calls of agents that have none of their own.
 * @throws ElevenLabsError
 */
export async function readWorkspaceWebhookId(
	client: ElevenLabsClient,
): Promise<string | undefined> {
	const { webhooks } = await client.read('/v1/convai/settings', workspaceSettings);
	return webhookIdOf(webhooks ?? undefined);
}

/**
 * Lists the agents of the workspace, by name.
 * @throws ElevenLabsError
 */
export async function listAgents(
	client: ElevenLabsClient,
): Promise<Array<{ agentId: string; name: string }>> {
	const agents = await readPages(
		client,
		{ path: '/v1/convai/agents', entries: 'agents', query: { sort_by: 'name' } },
		Infinity,
	);
	return agents.flatMap(({ agent_id, name }) =>
		typeof agent_id === 'string' ? [{ agentId: agent_id, name: String(name || agent_id) }] : [],
	);
}

const agentPath = (agentId: string) => `/v1/convai/agents/${encodeURIComponent(agentId)}`;

/** What ElevenLabs sets by itself. */
const DEFAULTS: IDataObject = {
	events: ['transcript'],
	transcript_format: 'json',
	exclude_transcript: false,
	send_audio: false,
};

/** What is null is not set, and defaults without a webhook are as good as nothing. */
function ownWebhook(value: unknown): PostCallWebhook | undefined {
	const parsed = record.safeParse(value);
	const set = Object.entries(parsed.success ? parsed.data : {}).filter(
		([, setting]) => setting !== null && setting !== undefined,
	);
	const isNone = set.every(
		([name, setting]) => JSON.stringify(setting) === JSON.stringify(DEFAULTS[name]),
	);
	return isNone ? undefined : Object.fromEntries(set);
}
