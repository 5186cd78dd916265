import type { ElevenLabsClient } from './client';
import { ElevenLabsError } from './errors';
import type { Conversation } from './schemas';
import {
	conversation,
	conversationContents,
	conversationPage,
	conversationStatusPage,
	liveCount,
} from './schemas';

/** A conversation's phone call, as far as a lost call is recognized by it. */
export interface PhoneCall {
	conversationId: string;
	/** The other side's number; undefined while ElevenLabs does not know it. */
	externalNumber?: string;
	callId?: string;
	isSip: boolean;
	/** Whether the person called; false while ElevenLabs does not know it. */
	isInbound: boolean;
}

const LIST_PATH = '/v1/convai/conversations';

/** As many as one page holds; more calls of one agent within seconds are somebody else's. */
const PAGE_SIZE = 100;
const MOST_PAGES = 5;

/**
 * Lists conversations of an agent that started at or after a time in Unix seconds.
 * @throws ElevenLabsError
 */
export async function listConversations(
	client: ElevenLabsClient,
	agentId: string,
	since: number,
): Promise<Array<{ conversationId: string; startedAt: number }>> {
	const listed: Array<{ conversationId: string; startedAt: number }> = [];
	let cursor: string | null | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const { conversations, has_more, next_cursor } = await client.read(
			LIST_PATH,
			conversationPage,
			{
				agent_id: agentId,
				call_start_after_unix: since,
				// The oldest first: that of a lost call is near the beginning, whatever came since.
				sort_direction: 'asc',
				page_size: PAGE_SIZE,
				...(cursor ? { cursor } : {}),
			},
		);
		listed.push(
			...conversations.map(({ conversation_id, start_time_unix_secs }) => ({
				conversationId: conversation_id,
				startedAt: start_time_unix_secs,
			})),
		);
		cursor = next_cursor;
		if (!has_more || !cursor) break;
	}
	return listed;
}

/** Which conversations are listed, the newest first. */
export interface StatusQuery {
	/** Absent: those of all agents. */
	agentId?: string;
	/** Unix seconds, by ElevenLabs' clock; only conversations that started later are listed. */
	since?: number;
	/** Of the page before. */
	cursor?: string;
}

/**
 * Lists what conversations do, one page of them.
 * @returns `nextCursor` where there is another page
 * @throws ElevenLabsError
 */
export async function listStatuses(
	client: ElevenLabsClient,
	{ agentId, since, cursor }: StatusQuery,
): Promise<{
	conversations: Array<{ conversationId: string; status: string }>;
	nextCursor?: string;
}> {
	const { conversations, has_more, next_cursor } = await client.read(
		LIST_PATH,
		conversationStatusPage,
		{
			page_size: PAGE_SIZE,
			...(agentId === undefined ? {} : { agent_id: agentId }),
			...(since === undefined ? {} : { call_start_after_unix: since }),
			...(cursor === undefined ? {} : { cursor }),
		},
	);
	return {
		conversations: conversations.map(({ conversation_id, status }) => ({
			conversationId: conversation_id,
			status,
		})),
		...(has_more && next_cursor ? { nextCursor: next_cursor } : {}),
	};
}

/**
 * Reads a conversation with everything that ElevenLabs tells of it, as it tells it.
 * @throws ElevenLabsError
 */
export async function readWholeConversation(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<Conversation> {
	return await client.read(`${LIST_PATH}/${encodeURIComponent(conversationId)}`, conversation);
}

/**
 * Reads whose phone call a conversation is.
 * @throws ElevenLabsError
 */
export async function readPhoneCall(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<PhoneCall> {
	const whole = await readWholeConversation(client, conversationId);
	const call = conversationContents.parse(whole).metadata?.phone_call;
	return {
		conversationId,
		isSip: call?.type === 'sip_trunking',
		isInbound: call?.direction === 'inbound',
		...(call?.external_number ? { externalNumber: call.external_number } : {}),
		...(call?.call_sid ? { callId: call.call_sid } : {}),
	};
}

/** Whether an error says that there is no such conversation, at least not yet. */
export function isUnknownConversation(error: unknown): boolean {
	return statusOf(error) === 404;
}

/** Conversations as a watch of calls looks them up. */
export function conversationSource(client: ElevenLabsClient) {
	return {
		list: async (query: StatusQuery) => await listStatuses(client, query),
		read: async (conversationId: string) => await readWholeConversation(client, conversationId),
		isGone: isUnknownConversation,
		isRefused: (error: unknown) => [401, 403].includes(statusOf(error) ?? 0),
		isTooMany: (error: unknown) => statusOf(error) === 429,
	};
}

function statusOf(error: unknown): number | undefined {
	return error instanceof ElevenLabsError ? error.status : undefined;
}

/**
 * Counts the calls of the workspace that are going on.
 * @throws ElevenLabsError
 */
export async function readLiveCount(client: ElevenLabsClient): Promise<number> {
	const { count } = await client.read('/v1/convai/analytics/live-count', liveCount);
	return count;
}
