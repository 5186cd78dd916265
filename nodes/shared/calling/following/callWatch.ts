import type { Clock } from '../../clock';
import type { CallEnding, PendingCall, SourceConversation, WatchSource } from './watchLook';
import { lookAt } from './watchLook';
import { SHORTEST_WAIT_MS, waitBeforeLook } from './watchPace';

export type { CallEnding, WatchSource } from './watchLook';

/** A call whose end is waited for. */
export interface WatchedCall {
	conversationId: string;
	/** Absent where it is not known, e.g. of an ID that somebody typed. */
	agentId?: string;
	/** When it was dialed by our clock, in milliseconds since 1970; absent where it is not known. */
	dialedAt?: number;
	/** How long its end is waited for, in milliseconds since 1970. */
	deadline: number;
}

export interface CallWatchOptions<Conversation> {
	source: WatchSource<Conversation>;
	clock: Clock;
	/** From 0 to 1. */
	random: () => number;
	/** How far ElevenLabs' clock is ahead of ours. */
	clockOffsetMs?: () => number;
}

/** One who waits for a call. */
interface Wait<Conversation> {
	deadline: number;
	resolve: (ending: CallEnding<Conversation>) => void;
}

/** A call, with all who wait for it. */
interface AwaitedCall<Conversation> extends PendingCall<Conversation> {
	waits: Array<Wait<Conversation>>;
}

/**
 * Waits for the ends of many calls with few requests. All of them are looked at together, as long as
 * any is waited for.
 */
export class CallWatch<Conversation extends SourceConversation> {
	private readonly pending = new Map<string, AwaitedCall<Conversation>>();

	private nextLookAt = Infinity;

	/** No look before this: ElevenLabs is to be left alone for a while. */
	private pausedUntil = 0;

	private failedLooks = 0;

	private turns = 0;

	private isLooking = false;

	private isOver = false;

	/** Until when the watch sleeps, and what wakes it before. */
	private sleepsUntil = 0;

	private wake = () => {};

	constructor(private readonly options: CallWatchOptions<Conversation>) {
		// The cancellation outlives the watch, and is not to keep all conversations in memory.
		const watch = new WeakRef(this);
		void options.clock.cancelled.then(() => watch.deref()?.end());
	}

	/**
	 * Waits for the end of a call. Handed in twice while it is watched, it is still watched once, but
	 * each wait has its own deadline.
	 * @returns never rejects
	 */
	async ended(call: WatchedCall): Promise<CallEnding<Conversation>> {
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
		// A time that is none would never come.
		const wait = { deadline: Number.isNaN(call.deadline) ? now : call.deadline, resolve };
		const known = this.pending.get(call.conversationId);
		if (known === undefined) this.watchFor(call, wait, now);
		else known.waits.push(wait);
		if (!this.isLooking) void this.watch();
		else if (Math.min(this.nextLookAt, wait.deadline) < this.sleepsUntil) this.wake();
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
		// A call that was just dialed is ringing; one that nobody knows the age of may be long over.
		const lookAt = dialedAt === undefined ? now : Math.max(now, dialedAt + SHORTEST_WAIT_MS);
		this.nextLookAt = Math.min(this.nextLookAt, Math.max(lookAt, this.pausedUntil));
	}

	/** Goes on until no call is waited for. Nothing that it calls rejects. */
	private async watch(): Promise<void> {
		this.isLooking = true;
		// Calls that are handed in together are looked at together.
		await Promise.resolve();
		while (this.pending.size > 0) {
			const now = this.options.clock.now();
			const calls = [...this.pending.values()];
			const overdue = calls.filter(({ deadline }) => deadline <= now);
			if (this.nextLookAt <= now) await this.look(calls);
			else if (overdue.length > 0) await this.lookAt(overdue);
			else await this.sleep(Math.min(this.nextLookAt, earliestDeadline(calls)) - now);
		}
		this.isLooking = false;
		this.nextLookAt = Infinity;
	}

	private async look(calls: Array<PendingCall<Conversation>>): Promise<void> {
		// Calls that are handed in meanwhile may ask for an earlier one.
		this.nextLookAt = Infinity;
		const hasFailed = await this.lookAt(calls);
		this.failedLooks = hasFailed ? this.failedLooks + 1 : 0;
		const { clock, random } = this.options;
		const now = clock.now();
		const youngest = [...this.pending.values()].reduce(
			(age, { since }) => Math.min(age, now - since),
			Infinity,
		);
		const lookAt = now + waitBeforeLook(youngest, this.failedLooks, random);
		if (hasFailed) this.pausedUntil = lookAt;
		this.nextLookAt = Math.max(Math.min(this.nextLookAt, lookAt), this.pausedUntil);
	}

	private async lookAt(calls: Array<PendingCall<Conversation>>): Promise<boolean> {
		const { source, clock, clockOffsetMs = () => 0 } = this.options;
		return await lookAt(calls, {
			source,
			now: () => clock.now(),
			clockOffsetMs: clockOffsetMs(),
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
