import type { ElevenLabsClient } from './client';
import { conversation, conversationPage, liveCount } from './schemas';

/** A phone conversation, as far as a lost call is recognised by it. */
export interface ConversationDetails {
	conversationId: string;
	/** The other side's number; undefined while ElevenLabs does not know it. */
	externalNumber?: string;
	callId?: string;
	isSip: boolean;
}

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
			'/v1/convai/conversations',
			conversationPage,
			{
				agent_id: agentId,
				call_start_after_unix: since,
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

/**
 * Reads whose call a conversation is.
 * @throws ElevenLabsError
 */
export async function readConversation(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<ConversationDetails> {
	const { metadata } = await client.read(
		`/v1/convai/conversations/${encodeURIComponent(conversationId)}`,
		conversation,
	);
	const call = metadata?.phone_call;
	return {
		conversationId,
		isSip: call?.type === 'sip_trunking',
		...(call?.external_number ? { externalNumber: call.external_number } : {}),
		...(call?.call_sid ? { callId: call.call_sid } : {}),
	};
}

/**
 * Counts the calls of the workspace that are going on.
 * @throws ElevenLabsError
 */
export async function readLiveCount(client: ElevenLabsClient): Promise<number> {
	const { count } = await client.read('/v1/convai/analytics/live-count', liveCount);
	return count;
}
