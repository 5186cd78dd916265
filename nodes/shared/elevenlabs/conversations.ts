import type { ElevenLabsClient } from './client';
import { deleteAt } from './client';
import { lookupErrors } from './errors';
import type { Page, PageSearch } from './pages';
import { pages, rawListReader, readPage } from './pages';
import { PATHS } from './paths';
import type { Conversation, ConversationSummary } from './schemas';
import {
	conversation,
	conversationContents,
	conversationStatuses,
	conversationSummaries,
	liveCount,
	startedConversations,
	userConversations,
} from './schemas';

/** The parts of a phone call by which an uncertain call is recognized. */
export interface PhoneCall {
	conversationId: string;
	/** The other side's number; undefined while ElevenLabs does not know it. */
	externalNumber?: string;
	callId?: string;
	isSip: boolean;
	/** Whether the person called; false while ElevenLabs does not know it. */
	isInbound: boolean;
}

/** `GET /v1/convai/conversations` */
const CONVERSATION_LIST = { path: PATHS.conversations, field: 'conversations' };

/** Pages beyond these can only have calls of others, because no agent makes so many within seconds. */
const MAX_PAGES = 5;

/**
 * Lists conversations of an agent that started at or after a time in Unix seconds.
 * @throws ElevenLabsError
 */
export async function listConversations(
	client: ElevenLabsClient,
	agentId: string,
	since: number,
): Promise<Array<{ conversationId: string; startedAt: number }>> {
	const query = {
		agent_id: agentId,
		call_start_after_unix: since,
		// Oldest first: the conversation of an uncertain call is then near the beginning.
		sort_direction: 'asc',
	};
	const list = { ...CONVERSATION_LIST, entries: startedConversations, query };
	const read = async (cursor?: string) => await readPage(client, list, cursor);
	const listed: Array<{ conversationId: string; startedAt: number }> = [];
	for await (const page of pages(read, MAX_PAGES)) listed.push(...page);
	return listed;
}

/**
 * Reads one page of conversations, the newest first, for the editor.
 * @param search words said in them
 * @throws ElevenLabsError
 */
export async function readConversationPage(
	client: ElevenLabsClient,
	{ search, cursor }: PageSearch,
): Promise<Page<ConversationSummary>> {
	const list = { ...CONVERSATION_LIST, entries: conversationSummaries, pageSize: 30 };
	return await readPage(client, { ...list, query: search ? { search } : {} }, cursor);
}

/** Lists conversations, with every field as ElevenLabs sent it. */
export const listRawConversations = rawListReader(CONVERSATION_LIST);

/**
 * Lists one page of the conversations of a User ID with any agent, the newest first, each with the Unix
 * seconds in which it started.
 * @param cursor from the previous page
 * @throws ElevenLabsError, also if one of them can't be read
 */
export async function listUserConversations(
	client: ElevenLabsClient,
	userId: string,
	pageSize: number,
	cursor?: string,
): Promise<Page<{ conversationId: string; startedAt: number; isInbound: boolean }>> {
	const query = { user_id: userId, sort_direction: 'desc' };
	const list = {
		...CONVERSATION_LIST,
		entries: userConversations,
		query,
		pageSize,
		isCounted: true,
	};
	return await readPage(client, list, cursor);
}

/** Which conversations are listed, the newest first. */
export interface StatusQuery {
	/** Absent: those of all agents. */
	agentId?: string;
	/** Unix seconds, by ElevenLabs' clock; only conversations that started later are listed. */
	since?: number;
	/** From the previous page. */
	cursor?: string;
}

/**
 * Lists one page of conversations with their statuses.
 * @returns `nextCursor` if there is another page
 * @throws ElevenLabsError
 */
export async function listStatuses(
	client: ElevenLabsClient,
	{ agentId, since, cursor }: StatusQuery,
): Promise<{
	conversations: Array<{ conversationId: string; status: string }>;
	nextCursor?: string;
}> {
	const query = {
		...(agentId === undefined ? {} : { agent_id: agentId }),
		...(since === undefined ? {} : { call_start_after_unix: since }),
	};
	const list = { ...CONVERSATION_LIST, entries: conversationStatuses, query };
	const { entries, next } = await readPage(client, list, cursor);
	return { conversations: entries, ...(next === undefined ? {} : { nextCursor: next }) };
}

/**
 * Reads a conversation, with every field as ElevenLabs sent it.
 * @throws ElevenLabsError
 */
export async function readWholeConversation(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<Conversation> {
	return await client.read(PATHS.conversation(conversationId), conversation);
}

/**
 * Reads the phone call of a conversation.
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

/**
 * Deletes a conversation permanently.
 * @throws ElevenLabsError
 */
export async function deleteConversation(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<void> {
	await deleteAt(client, PATHS.conversation(conversationId));
}

/** Conversations as a watch of calls looks them up. */
export function conversationSource(client: ElevenLabsClient) {
	return {
		list: async (query: StatusQuery) => await listStatuses(client, query),
		read: async (conversationId: string) => await readWholeConversation(client, conversationId),
		...lookupErrors,
	};
}

/**
 * Counts the active calls in the workspace.
 * @throws ElevenLabsError
 */
export async function readLiveCount(client: ElevenLabsClient): Promise<number> {
	const { count } = await client.read(PATHS.liveCount, liveCount);
	return count;
}
