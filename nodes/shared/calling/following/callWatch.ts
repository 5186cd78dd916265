import type { Clock } from '../../clock';
import type { PendingCall } from './pendingCall';
import { findEnds } from './watchLook';
import { SHORTEST_WAIT_MS, waitBeforeLook } from './watchPace';
import type { WaitEnding, SourceConversation, WatchSource } from './watchSource';

export type { WaitEnding, WatchSource } from './watchSource';

/** A call whose end is waited for. */
export interface WatchedCall {
	conversationId: string;
	/** Absent if it is not known, e.g. for an ID that someone typed. */
	agentId?: string;
	/** When it was dialed by our clock, in milliseconds since 1970; absent if that is not known. */
	dialedAt?: number;
	/** When to stop waiting for its end, in milliseconds since 1970. */
	deadline: number;
}

export interface CallWatchOptions<Conversation> {
	source: WatchSource<Conversation>;
	clock: Clock;
	/** From 0 to 1. */
	random: () => number;
	/** How far ElevenLabs' clock is ahead of ours. */
	clockOffsetMs?: () => number;
	/** How many pages of a list are worth one read; 1 by default. */
	readCost?: number;
}

/** One wait for the end of a call. */
interface Wait<Conversation> {
	deadline: number;
	resolve: (ending: WaitEnding<Conversation>) => void;
}

/** A call with all its waits. */
interface AwaitedCall<Conversation> extends PendingCall<Conversation> {
	waits: Array<Wait<Conversation>>;
}

/** Waits for the ends of many calls with few requests, by looking for all of them together. */
export class CallWatch<Conversation extends SourceConversation> {
	private readonly pending = new Map<string, AwaitedCall<Conversation>>();

	private nextLook = Infinity;

	/** Don't look before this time, because ElevenLabs refused or failed to answer. */
	private pausedUntil = 0;

	private failedLooks = 0;

	private turns = 0;

	private isLooking = false;

	private isOver = false;

	/** When the watch wakes up, and what wakes it earlier. */
	private sleepsUntil = 0;

	private wake = () => {};

	constructor(private readonly options: CallWatchOptions<Conversation>) {
		// The cancellation outlives the watch, and must not keep all conversations in memory.
		const watch = new WeakRef(this);
		void options.clock.cancelled.then(() => watch.deref()?.end());
	}

	/**
	 * Waits for the end of a call. Several waits for one call share its look-ups; each has its own
	 * deadline. Never rejects.
	 */
	async ended(call: WatchedCall): Promise<WaitEnding<Conversation>> {
		if (this.isOver || this.options.clock.isCancelled()) {
			return { timedOut: false, cancelled: true };
		}
		return await new Promise((resolve) => this.add(call, resolve));
	}

	/** Ends every wait now. */
	end(): void {
		this.isOver = true;
		for (const call of this.pending.values()) call.settle({ timedOut: false, cancelled: true });
		this.wake();
	}

	private add(call: WatchedCall, resolve: Wait<Conversation>['resolve']): void {
		const now = this.options.clock.now();
		// A deadline of NaN would never pass.
		const wait = { deadline: Number.isNaN(call.deadline) ? now : call.deadline, resolve };
		const known = this.pending.get(call.conversationId);
		if (known === undefined) this.watchFor(call, wait, now);
		else known.waits.push(wait);
		if (!this.isLooking) void this.watch();
		else if (Math.min(this.nextLook, wait.deadline) < this.sleepsUntil) this.wake();
	}

	private watchFor(call: WatchedCall, wait: Wait<Conversation>, now: number): void {
		const { conversationId, agentId, dialedAt } = call;
		const pending: AwaitedCall<Conversation> = {
			conversationId,
			agentId,
			startedAt: dialedAt,
			since: dialedAt ?? now,
			waits: [wait],
			get deadline() {
				return earliestDeadline(this.waits);
			},
			seenAt: 0,
			lastTurn: 0,
			hasEnded: false,
			isSettled: false,
			settle: (ending) => {
				const now = this.options.clock.now();
				const isOver = ({ deadline }: { deadline: number }) => !ending.timedOut || deadline <= now;
				const over = pending.waits.filter(isOver);
				pending.waits = pending.waits.filter((one) => !isOver(one));
				pending.isSettled = pending.waits.length === 0;
				if (pending.isSettled) this.pending.delete(conversationId);
				for (const { resolve } of over) resolve(ending);
			},
		};
		this.pending.set(conversationId, pending);
		// A call that was just dialed is ringing. One of unknown age may be long over.
		const firstLook = dialedAt === undefined ? now : Math.max(now, dialedAt + SHORTEST_WAIT_MS);
		this.nextLook = Math.min(this.nextLook, Math.max(firstLook, this.pausedUntil));
	}

	/** Looks until nothing waits for a call. Nothing it calls rejects. */
	private async watch(): Promise<void> {
		this.isLooking = true;
		// Calls that are added together are looked up together.
		await Promise.resolve();
		while (this.pending.size > 0) {
			const now = this.options.clock.now();
			const calls = [...this.pending.values()];
			const overdue = calls.filter(({ deadline }) => deadline <= now);
			if (this.nextLook <= now) await this.lookForAll(calls);
			else if (overdue.length > 0) await this.lookFor(overdue);
			else await this.sleep(Math.min(this.nextLook, earliestDeadline(calls)) - now);
		}
		this.isLooking = false;
		this.nextLook = Infinity;
	}

	private async lookForAll(calls: Array<PendingCall<Conversation>>): Promise<void> {
		// Calls that are added meanwhile may need an earlier one.
		this.nextLook = Infinity;
		const hasFailed = await this.lookFor(calls);
		this.failedLooks = hasFailed ? this.failedLooks + 1 : 0;
		const { clock, random } = this.options;
		const now = clock.now();
		const youngest = [...this.pending.values()].reduce(
			(age, { since }) => Math.min(age, now - since),
			Infinity,
		);
		const regularLook = now + waitBeforeLook(youngest, this.failedLooks, random);
		if (hasFailed) this.pausedUntil = regularLook;
		this.nextLook = Math.max(Math.min(this.nextLook, regularLook), this.pausedUntil);
	}

	private async lookFor(calls: Array<PendingCall<Conversation>>): Promise<boolean> {
		const { source, clock, clockOffsetMs = () => 0, readCost = 1 } = this.options;
		return await findEnds(calls, {
			source,
			now: () => clock.now(),
			clockOffsetMs: clockOffsetMs(),
			readCost,
			nextTurn: () => ++this.turns,
			isOver: () => this.isOver,
		});
	}

	private async sleep(milliseconds: number): Promise<void> {
		const { clock } = this.options;
		this.sleepsUntil = clock.now() + milliseconds;
		const woken = new Promise<void>((resolve) => (this.wake = resolve));
		await Promise.race([clock.wait(milliseconds), woken]);
		this.sleepsUntil = 0;
		if (clock.isCancelled()) this.end();
	}
}

function earliestDeadline(calls: Array<{ deadline: number }>): number {
	return calls.reduce((earliest, { deadline }) => Math.min(earliest, deadline), Infinity);
}
