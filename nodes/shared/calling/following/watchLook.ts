import { mapLimited } from '../../concurrency';
import { hasEnded } from './callOutcome';

/** The parts of a conversation that a watch goes by. */
export interface SourceConversation {
	status?: unknown;
	agent_id?: unknown;
	metadata?: unknown;
}

/** How the wait for a call ended. */
export interface CallEnding<Conversation> {
	/** What is known: after its end all of it, before its end as it was read last. */
	conversation?: Conversation;
	/** Whether the deadline came first. */
	timedOut: boolean;
	/** Whether the run was cancelled, or the watch ended, before the call did. */
	cancelled: boolean;
	/**
	 * Why it can't be looked up, e.g. a key without the permission, or an unknown ID; at the deadline
	 * why nothing is known so far.
	 */
	error?: unknown;
}

/** Where watched calls are looked up. */
export interface WatchSource<Conversation> {
	/** One page of conversations, the newest first; `since` in Unix seconds is itself not included. */
	list(query: { agentId?: string; since?: number; cursor?: string }): Promise<{
		conversations: Array<{ conversationId: string; status: string }>;
		nextCursor?: string;
	}>;
	/** One conversation in full. */
	read(conversationId: string): Promise<Conversation>;
	/** Whether an error says that there is no such conversation, at least not yet. */
	isGone(error: unknown): boolean;
	/** Whether an error says that looking is not allowed, now or later. */
	isRefused(error: unknown): boolean;
	/** Whether an error asks for fewer requests. */
	isTooMany(error: unknown): boolean;
}

/** A call whose end is not known yet. */
export interface PendingCall<Conversation> {
	readonly conversationId: string;
	agentId?: string;
	/** When it began by our clock, in milliseconds since 1970; undefined where it is not known. */
	startedAt?: number;
	/** When it was dialed, or else handed in. */
	readonly since: number;
	/** The earliest one of those who wait. */
	readonly deadline: number;
	/** When ElevenLabs last told what it does. */
	seenAt: number;
	/** Which read of the watch was the last one of this call; 0: none yet. */
	lastTurn: number;
	/** Whether a list says that it ended, so that it is to be read in full. */
	hasEnded: boolean;
	/** As it was read last. */
	conversation?: Conversation;
	/** Why the last read of it brought nothing. */
	error?: unknown;
	/** Whether nobody waits for it any more. */
	isSettled: boolean;
	/** Ends the waits for it, at a deadline those whose it is; once they have ended, nothing happens. */
	readonly settle: (ending: CallEnding<Conversation>) => void;
}

export interface LookOptions<Conversation> {
	source: WatchSource<Conversation>;
	/** Milliseconds since 1970. */
	now: () => number;
	/** How far ElevenLabs' clock is ahead of ours. */
	clockOffsetMs: number;
	/** Counts the reads of the watch. */
	nextTurn: () => number;
	/** Whether nobody waits any more. */
	isOver: () => boolean;
}

/** Requests of one look by which it finds out which calls have ended. */
const MOST_REQUESTS = 60;

/** So many of them may be lists; the others are kept for calls that no list shows. */
const MOST_LISTS = 40;

/** With more agents than this the calls of all are listed together. */
const MOST_AGENTS = 10;

const READS_AT_ONCE = 10;

/** So many failures in a row, and the rest of a look is left for the next one. */
const MOST_FAILURES = 5;

/** For so long after its dial a call may be unknown to ElevenLabs. */
const UNKNOWN_FOR_MS = 60_000;

/** ElevenLabs counts in seconds, and its clock is known to the second only. */
const TOLERANCE_SECS = 2;

/**
 * Finds out which calls have ended, reads those in full and settles them, as well as those whose
 * deadline has come. Calls are found in lists where that takes fewer requests than reading each; of
 * the others those come first that were not read for the longest time.
 * @returns whether ElevenLabs had better be left alone for a while; never rejects
 */
export async function lookAt<Conversation extends SourceConversation>(
	calls: Array<PendingCall<Conversation>>,
	options: LookOptions<Conversation>,
): Promise<boolean> {
	const look = new Look(options);
	const beganAt = options.now();
	const going = calls.filter(({ hasEnded, deadline }) => !hasEnded && deadline > beganAt);
	for (const group of groupsOf(going)) await look.list(group);

	const now = options.now();
	const due = calls.filter(({ deadline }) => deadline <= now);
	const others = calls.filter(({ deadline }) => deadline > now);
	const ended = others.filter((call) => call.hasEnded);
	const unseen = others
		.filter((call) => !call.hasEnded && call.seenAt < beganAt)
		.sort((a, b) => a.lastTurn - b.lastTurn)
		.slice(0, look.requestsLeft());
	// Those that can't be read time and again must not keep the others from their turn.
	await look.read([...due, ...[...ended, ...unseen].sort((a, b) => a.lastTurn - b.lastTurn)]);
	for (const { settle, conversation, error = look.lastFailure() } of due) {
		const known = conversation ? { conversation } : error !== undefined && { error };
		settle({ ...known, timedOut: true, cancelled: false });
	}
	return look.hasFailed();
}

/** Calls that are listed together, those first that were not seen for the longest time. */
function groupsOf<Conversation>(
	calls: Array<PendingCall<Conversation>>,
): Array<Array<PendingCall<Conversation>>> {
	const agents = new Set(calls.map(({ agentId }) => agentId));
	const groups = new Map<string | undefined, Array<PendingCall<Conversation>>>();
	for (const call of [...calls].sort((a, b) => a.seenAt - b.seenAt)) {
		const agentId = agents.size > MOST_AGENTS ? undefined : call.agentId;
		const group = groups.get(agentId);
		if (group === undefined) groups.set(agentId, [call]);
		else group.push(call);
	}
	return [...groups.values()];
}

class Look<Conversation extends SourceConversation> {
	private requests = 0;

	private successes = 0;

	private failures = 0;

	private failuresInARow = 0;

	private isTooMany = false;

	private failure: unknown;

	constructor(private readonly options: LookOptions<Conversation>) {}

	requestsLeft(): number {
		return Math.max(0, MOST_REQUESTS - this.requests);
	}

	hasFailed(): boolean {
		return this.isTooMany || this.failuresInARow >= MOST_FAILURES || this.isInVain();
	}

	/** Why the last request that failed did, for calls whose turn did not come. */
	lastFailure(): unknown {
		return this.failure;
	}

	/** Pages through a list until reading the calls that were not in it takes fewer requests. */
	async list(group: Array<PendingCall<Conversation>>): Promise<void> {
		const { source, now, clockOffsetMs } = this.options;
		const missing = new Map(group.map((call) => [call.conversationId, call]));
		const [first] = group;
		const agentId = group.every((call) => call.agentId === first?.agentId)
			? first?.agentId
			: undefined;
		const since = sinceOf(group, clockOffsetMs);
		const query = { ...(agentId && { agentId }), ...(since !== undefined && { since }) };
		// Without a time the list goes back to the first call ever.
		const patience = since === undefined ? 0 : Infinity;
		let cursor: string | undefined;
		let pagesInVain = 0;
		while (
			missing.size > pagesInVain + 1 &&
			pagesInVain <= patience &&
			this.requests < MOST_LISTS &&
			!this.isOver()
		) {
			this.requests += 1;
			try {
				const page = await source.list({ ...query, ...(cursor !== undefined && { cursor }) });
				this.succeed();
				const before = missing.size;
				for (const { conversationId, status } of page.conversations) {
					const call = missing.get(conversationId);
					if (call === undefined) continue;
					missing.delete(conversationId);
					call.seenAt = now();
					call.hasEnded = hasEnded(status);
				}
				pagesInVain = missing.size < before ? 0 : pagesInVain + 1;
				cursor = page.nextCursor;
				if (cursor === undefined) break;
			} catch (error) {
				if (source.isRefused(error)) for (const call of group) giveUp(call, error);
				else this.fail(error);
				break;
			}
		}
	}

	/** Reads calls in full, in order and some at a time. */
	async read(calls: Array<PendingCall<Conversation>>): Promise<void> {
		// Lists that fail say nothing about reads.
		this.failuresInARow = 0;
		const read = async (call: PendingCall<Conversation>) => {
			if (!call.isSettled) await this.readOne(call);
		};
		await mapLimited(calls, READS_AT_ONCE, read, () => this.isOver());
	}

	private async readOne(call: PendingCall<Conversation>): Promise<void> {
		const { source, now, nextTurn, clockOffsetMs } = this.options;
		call.lastTurn = nextTurn();
		try {
			const conversation = await source.read(call.conversationId);
			this.succeed();
			call.seenAt = now();
			call.conversation = conversation;
			call.error = undefined;
			const { status, agent_id } = conversation;
			call.hasEnded = typeof status === 'string' && hasEnded(status);
			if (call.hasEnded) call.settle({ conversation, timedOut: false, cancelled: false });
			if (typeof agent_id === 'string') call.agentId ??= agent_id;
			call.startedAt ??= startOf(conversation, clockOffsetMs);
		} catch (error) {
			call.error = error;
			if (source.isRefused(error)) {
				giveUp(call, error);
			} else if (source.isGone(error)) {
				this.succeed();
				if (now() - call.since >= UNKNOWN_FOR_MS) giveUp(call, error);
			} else {
				this.fail(error);
			}
		}
	}

	private isOver(): boolean {
		return this.options.isOver() || this.isTooMany || this.failuresInARow >= MOST_FAILURES;
	}

	private isInVain(): boolean {
		return this.failures > 0 && this.successes === 0;
	}

	private succeed(): void {
		this.successes += 1;
		this.failuresInARow = 0;
	}

	private fail(error: unknown): void {
		this.failures += 1;
		this.failuresInARow += 1;
		this.failure = error;
		this.isTooMany ||= this.options.source.isTooMany(error);
	}
}

function giveUp<Conversation>(call: PendingCall<Conversation>, error: unknown): void {
	call.settle({ timedOut: false, cancelled: false, error });
}

/** @returns Unix seconds just before the first of the calls; undefined where that is not known */
function sinceOf<Conversation>(
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
function startOf({ metadata }: SourceConversation, clockOffsetMs: number): number | undefined {
	if (typeof metadata !== 'object' || metadata === null) return undefined;
	if (!('start_time_unix_secs' in metadata)) return undefined;
	const seconds = metadata.start_time_unix_secs;
	return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 - clockOffsetMs : undefined;
}
