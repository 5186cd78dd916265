import { mapLimited } from '../../concurrency';
import { hasEnded } from './callOutcome';
import type { PendingCall } from './pendingCall';
import { giveUp, sinceOf, startOf } from './pendingCall';
import type { SourceConversation, WatchSource } from './watchSource';

export interface LookOptions<Conversation> {
	source: WatchSource<Conversation>;
	/** Milliseconds since 1970. */
	now: () => number;
	/** How far ElevenLabs' clock is ahead of ours. */
	clockOffsetMs: number;
	/** How many pages of a list are worth one read. */
	readCost: number;
	/** Numbers the reads of the watch. */
	nextTurn: () => number;
	/** Whether all waits have ended. */
	isOver: () => boolean;
}

/** Requests that one look uses to find out which calls have ended. */
const MAX_REQUESTS = 60;

/** How many of them may be lists; the others are kept for calls that no list shows. */
const MAX_LISTS = 40;

/** With more agents than this, one list has the calls of all agents. */
const MAX_AGENTS = 10;

const READS_AT_ONCE = 10;

/** After this many failures in a row, the rest of a look is left for the next one. */
const MAX_FAILURES = 5;

/** How long after its dial a call may be unknown to ElevenLabs. */
const UNKNOWN_FOR_MS = 60_000;

/**
 * Finds out which calls have ended, reads those in full and settles them. Also settles calls whose
 * deadline has come. Uses lists if that takes fewer requests than reading each call; of the calls that
 * no list shows, reads first those not read for the longest time.
 * @returns whether ElevenLabs should be left alone for a while; never rejects
 */
export async function findEnds<Conversation extends SourceConversation>(
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
	// Calls that can't be read must not keep the others from their turn.
	await look.read([...due, ...[...ended, ...unseen].sort((a, b) => a.lastTurn - b.lastTurn)]);
	for (const { settle, conversation, error = look.lastFailure() } of due) {
		const known = conversation ? { conversation } : error !== undefined && { error };
		settle({ ...known, timedOut: true, cancelled: false });
	}
	return look.hasFailed();
}

/** Calls that are listed together; first those not seen for the longest time. */
function groupsOf<Conversation>(
	calls: Array<PendingCall<Conversation>>,
): Array<Array<PendingCall<Conversation>>> {
	const agents = new Set(calls.map(({ agentId }) => agentId));
	const groups = new Map<string | undefined, Array<PendingCall<Conversation>>>();
	for (const call of [...calls].sort((a, b) => a.seenAt - b.seenAt)) {
		const agentId = agents.size > MAX_AGENTS ? undefined : call.agentId;
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
		return Math.max(0, MAX_REQUESTS - this.requests);
	}

	hasFailed(): boolean {
		return this.isTooMany || this.failuresInARow >= MAX_FAILURES || this.isInVain();
	}

	/** Why the last failed request failed, for calls whose turn did not come. */
	lastFailure(): unknown {
		return this.failure;
	}

	/** Pages through a list until reading the calls missing from it costs less. */
	async list(group: Array<PendingCall<Conversation>>): Promise<void> {
		const { source, now, clockOffsetMs, readCost } = this.options;
		const missing = new Map(group.map((call) => [call.conversationId, call]));
		const [first] = group;
		const agentId = group.every((call) => call.agentId === first?.agentId)
			? first?.agentId
			: undefined;
		const since = sinceOf(group, clockOffsetMs);
		const query = { ...(agentId && { agentId }), ...(since !== undefined && { since }) };
		// Without a start time the list goes back to the first call ever.
		const patience = since === undefined ? 0 : Infinity;
		let cursor: string | undefined;
		let pagesInVain = 0;
		while (
			missing.size * readCost > pagesInVain + 1 &&
			pagesInVain <= patience &&
			this.requests < MAX_LISTS &&
			!this.isOver()
		) {
			this.requests += 1;
			try {
				const page = await source.list({ ...query, ...(cursor !== undefined && { cursor }) });
				this.countSuccess();
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
				else this.countFailure(error);
				break;
			}
		}
	}

	/** Reads calls in full, in order, several at a time. */
	async read(calls: Array<PendingCall<Conversation>>): Promise<void> {
		// Failed lists say nothing about reads.
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
			this.countSuccess();
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
				this.countSuccess();
				if (now() - call.since >= UNKNOWN_FOR_MS) giveUp(call, error);
			} else {
				this.countFailure(error);
			}
		}
	}

	private isOver(): boolean {
		return this.options.isOver() || this.isTooMany || this.failuresInARow >= MAX_FAILURES;
	}

	private isInVain(): boolean {
		return this.failures > 0 && this.successes === 0;
	}

	private countSuccess(): void {
		this.successes += 1;
		this.failuresInARow = 0;
	}

	private countFailure(error: unknown): void {
		this.failures += 1;
		this.failuresInARow += 1;
		this.failure = error;
		this.isTooMany ||= this.options.source.isTooMany(error);
	}
}
