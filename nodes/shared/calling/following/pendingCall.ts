import type { WaitEnding, SourceConversation } from './watchSource';

/** A call whose end is not known yet. */
export interface PendingCall<Conversation> {
	readonly conversationId: string;
	agentId?: string;
	/** When it began by our clock, in milliseconds since 1970; undefined if that is not known. */
	startedAt?: number;
	/** When it was dialed; if that is not known, when the watch began. */
	readonly since: number;
	/** The earliest of its waits. */
	readonly deadline: number;
	/** When ElevenLabs last gave its status. */
	seenAt: number;
	/** The number of its last read, among all reads of the watch; 0 before the first. */
	lastTurn: number;
	/** Whether a list says that it has ended, so that it must be read in full. */
	hasEnded: boolean;
	/** As last read. */
	conversation?: Conversation;
	/** Why its last read failed. */
	error?: unknown;
	/** Whether all its waits have ended. */
	isSettled: boolean;
	/** Ends its waits; if they timed out, only those whose deadline has come. */
	readonly settle: (ending: WaitEnding<Conversation>) => void;
}

/** ElevenLabs counts in seconds, and its clock is known to the second only. */
const TOLERANCE_SECS = 2;

export function giveUp<Conversation>(call: PendingCall<Conversation>, error: unknown): void {
	call.settle({ timedOut: false, cancelled: false, error });
}

/** @returns Unix seconds just before the first of the calls; undefined where that is not known */
export function sinceOf<Conversation>(
	calls: Array<PendingCall<Conversation>>,
	clockOffsetMs: number,
): number | undefined {
	let earliest = Infinity;
	for (const { startedAt } of calls) {
		if (startedAt === undefined) return undefined;
		earliest = Math.min(earliest, startedAt);
	}
	return Math.floor((earliest + clockOffsetMs) / 1000) - TOLERANCE_SECS;
}

/** @returns milliseconds since 1970, by our clock */
export function startOf(
	{ metadata }: SourceConversation,
	clockOffsetMs: number,
): number | undefined {
	if (typeof metadata !== 'object' || metadata === null) return undefined;
	if (!('start_time_unix_secs' in metadata)) return undefined;
	const seconds = metadata.start_time_unix_secs;
	return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 - clockOffsetMs : undefined;
}
