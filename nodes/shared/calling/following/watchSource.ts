/** The parts of a conversation that a watch needs. */
export interface SourceConversation {
	status?: unknown;
	agent_id?: unknown;
	metadata?: unknown;
}

/** How the wait for a call ended. */
export interface WaitEnding<Conversation> {
	/** The whole conversation if it has ended, else as it was last read; absent if it never was. */
	conversation?: Conversation;
	/** Whether the deadline came first. */
	timedOut: boolean;
	/** Whether the run was canceled, or the watch ended, before the call did. */
	cancelled: boolean;
	/**
	 * Why it can't be looked up, e.g. the key lacks a permission or the ID is unknown. At the deadline,
	 * why nothing is known yet.
	 */
	error?: unknown;
}

/** Looks up the conversations of watched calls. */
export interface WatchSource<Conversation> {
	/** One page of conversations, the newest first; those that started after `since`, in Unix seconds. */
	list(query: { agentId?: string; since?: number; cursor?: string }): Promise<{
		conversations: Array<{ conversationId: string; status: string }>;
		nextCursor?: string;
	}>;
	/** One conversation in full. */
	read(conversationId: string): Promise<Conversation>;
	/** Whether an error says that there is no such conversation, or not yet. */
	isGone(error: unknown): boolean;
	/** Whether an error says that reading is not allowed, so trying again is pointless. */
	isRefused(error: unknown): boolean;
	/** Whether an error asks for fewer requests. */
	isTooMany(error: unknown): boolean;
}
