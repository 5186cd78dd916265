import type { Leave, Sequence } from '../../concurrency';
import { Limit, sequential } from '../../concurrency';
import type { Failure } from '../../failure';
import { waitBeforeRepeat } from './backoff';
import type { DialAttempt, DialRunOptions } from './dialRunOptions';
import type { DialOutcome } from './ledger';
import { UncertainCalls } from './uncertainCalls';
import { RunProgress } from './runProgress';

/** A call on its way to its outcome. */
interface Entry<Call> {
	call: Call;
	/** How often it was dialed so far. */
	attempts: number;
	/** When it was dialed first, and last. */
	firstAt: number;
	dialedAt: number;
	/** Absent: not claimed. */
	claimedAt?: number;
}

/** A claim that is older is made again before a dial: somebody else may have called the person since. */
const CLAIM_HOLDS_MS = 60_000;

/**
 * Places calls in order, and records the outcome of each. Retries calls that were definitely not
 * placed. A call whose answer was lost is looked for and never dialed again. A canceled run ends at
 * once; calls being dialed then are recorded as uncertain, and again once their answers arrive.
 * A call without an outcome was never tried.
 */
export async function dialRun<Call, Answer>(
	calls: Call[],
	options: DialRunOptions<Call, Answer>,
): Promise<void> {
	const run = new DialRun(calls, options);
	await Promise.race([run.finish(), options.clock.cancelled]);
	run.close();
}

class DialRun<Call, Answer> {
	private readonly entries: Array<Entry<Call>>;

	private readonly slots: Limit;

	private readonly inTurn: Sequence;

	/** By recipient. */
	private readonly locks = new Map<string, Limit>();

	/** Calls whose request has no answer yet. */
	private readonly dialing = new Set<Entry<Call>>();

	private readonly progress: RunProgress;

	private readonly uncertain: UncertainCalls<Entry<Call>, Answer>;

	constructor(
		calls: Call[],
		private readonly options: DialRunOptions<Call, Answer>,
	) {
		this.entries = calls.map((call) => ({ call, attempts: 0, firstAt: 0, dialedAt: 0 }));
		this.slots = new Limit(options.maxConcurrentCalls);
		this.inTurn = options.oneByOne ? sequential() : async (work) => await work();
		this.progress = new RunProgress(options.clock, options.stops);
		this.uncertain = new UncertainCalls<Entry<Call>, Answer>({
			find: options.find,
			onFound: (entry, answer) => {
				const { attempts, dialedAt } = entry;
				this.settle(entry, { kind: 'placed', answer, attempts, dialedAt, foundAgain: true });
			},
			clock: options.clock,
			progress: this.progress,
		});
	}

	/** Resolves when every call has its outcome, or a failure has ended the run. */
	async finish(): Promise<void> {
		const begun: Array<Promise<void>> = [];
		for (const entry of this.entries) {
			const leave = await this.slots.enter();
			await this.progress.resumed();
			if (this.progress.isOver()) {
				leave();
				break;
			}
			begun.push(this.place(entry, leave));
		}
		await Promise.all(begun);
		await this.uncertain.lookUp();
	}

	/** Records calls that are being dialed as uncertain. */
	close(): void {
		for (const entry of this.dialing) {
			const failure = this.options.abandoned(entry.call);
			this.settle(entry, { kind: 'uncertain', failure, attempts: entry.attempts });
		}
	}

	/** Takes a call to its outcome. @param leave lets the next one begin */
	private async place(entry: Entry<Call>, leave: Leave): Promise<void> {
		const { follow, outcomeOf } = this.options;
		const free = await this.lockOf(entry).enter();
		await this.dial(entry);
		const looked = this.lookUpOf(entry).finally(free);
		if (follow === undefined) leave();
		await looked;
		if (follow !== undefined && outcomeOf(entry.call)?.kind === 'placed') {
			await Promise.race([follow(entry.call), this.progress.stopped()]);
		}
		leave();
	}

	private lockOf({ call }: Entry<Call>): Limit {
		const recipient = this.options.recipientOf(call);
		const lock = this.locks.get(recipient) ?? new Limit(1);
		this.locks.set(recipient, lock);
		return lock;
	}

	/** Dials a call until it has an outcome, or the run is over. */
	private async dial(entry: Entry<Call>): Promise<void> {
		const { options } = this;
		for (;;) {
			const attempt = await this.inTurn(async () => await this.attempt(entry));
			if (attempt === undefined) return;
			const { attempts, dialedAt } = entry;
			if (attempt.verdict === 'placed') {
				return this.settle(entry, { kind: 'placed', answer: attempt.answer, attempts, dialedAt });
			}
			const { failure, retryAfterMs } = attempt;
			if (attempt.verdict === 'uncertain') {
				return this.settle(entry, { kind: 'uncertain', failure, attempts });
			}
			if (attempt.verdict === 'refused') return await this.fail(entry, failure);

			const state = { attempts, elapsedMs: options.clock.now() - entry.firstAt, retryAfterMs };
			const wait = waitBeforeRepeat(state, options.keepTryingMs, options.random);
			if (wait === undefined) {
				// This call is given up, but the others still wait as long as ElevenLabs asks.
				options.pace.pause(Math.min(retryAfterMs ?? 0, options.keepTryingMs));
				return await this.fail(entry, failure);
			}
			options.pace.pause(wait);
			await this.lookUpIfLast();
		}
	}

	/**
	 * Dials once, when it is this call's turn.
	 * @returns undefined if it already has its outcome, or the run is over
	 */
	private async attempt(entry: Entry<Call>): Promise<DialAttempt<Answer> | undefined> {
		const { clock, dial } = this.options;
		try {
			// The run may have ended while this call waited to go on.
			do if (!(await this.mayDial(entry))) return undefined;
			while (this.progress.isOver() || this.progress.isPaused());
		} catch (error) {
			await this.fail(entry, this.options.failureOf(error));
			return undefined;
		}
		entry.dialedAt = clock.now();
		if (entry.attempts === 0) entry.firstAt = entry.dialedAt;
		entry.attempts += 1;
		this.dialing.add(entry);
		const attempt = await dial(entry.call);
		this.dialing.delete(entry);
		return attempt;
	}

	/** Waits for the call's turn, and claims it. @returns whether to dial it now */
	private async mayDial(entry: Entry<Call>): Promise<boolean> {
		const { progress } = this;
		for (;;) {
			// Before it takes a turn from others, and again because the wait for a turn can be long.
			if (await this.isSkipped(entry)) return false;
			await this.options.pace.turn();
			if (!progress.isOver() && (await this.isSkipped(entry))) return false;
			if (!progress.isOver() && !progress.isPaused() && !(await this.claim(entry))) return false;
			if (progress.isOver()) {
				await this.release(entry);
				return false;
			}
			if (!progress.isPaused()) return true;
			await progress.resumed();
		}
	}

	/** Claims a call if it isn't claimed yet, or was claimed long ago. @returns false if it is skipped */
	private async claim(entry: Entry<Call>): Promise<boolean> {
		const { claim, clock } = this.options;
		if (claim === undefined) return true;
		if (entry.claimedAt !== undefined) {
			if (clock.now() - entry.claimedAt < CLAIM_HOLDS_MS) return true;
			await this.release(entry);
		}
		const answer = await claim(entry.call);
		if (answer !== undefined) {
			this.settle(entry, { kind: 'skipped', answer });
			return false;
		}
		entry.claimedAt = clock.now();
		// A claim may wait for another run's dials, for as long as those are retried.
		return !(await this.isSkipped(entry));
	}

	private async isSkipped(entry: Entry<Call>): Promise<boolean> {
		const answer = this.options.skip?.(entry.call);
		if (answer === undefined) return false;
		this.settle(entry, { kind: 'skipped', answer });
		await this.release(entry);
		return true;
	}

	private async fail(entry: Entry<Call>, failure: Failure): Promise<void> {
		this.settle(entry, { kind: 'failed', failure, attempts: entry.attempts });
		await this.release(entry);
	}

	/** If a claim can't be released, the person is not called, which is the safe side. */
	private async release(entry: Entry<Call>): Promise<void> {
		if (entry.claimedAt === undefined) return;
		entry.claimedAt = undefined;
		await this.options.release?.(entry.call).catch(() => {});
	}

	private settle(entry: Entry<Call>, outcome: DialOutcome<Answer>): void {
		this.options.record(entry.call, outcome);
		if (outcome.kind === 'failed') this.progress.endOnFailure();
		if (outcome.kind === 'uncertain') this.uncertain.add(entry);
	}

	/** Looks for a call if its answer was lost. */
	private async lookUpOf({ call }: Entry<Call>): Promise<void> {
		if (this.progress.isPaused()) {
			await this.lookUpIfLast();
			await this.progress.resumed();
		} else if (this.options.outcomeOf(call)?.kind === 'uncertain') {
			await this.uncertain.lookUp();
		}
	}

	/** While the run pauses, the last call to get its answer looks for all uncertain ones. */
	private async lookUpIfLast(): Promise<void> {
		if (this.progress.isPaused() && this.dialing.size === 0) await this.uncertain.lookUp();
	}
}
