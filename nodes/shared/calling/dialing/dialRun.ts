import type { Clock } from '../../clock';
import type { Leave, Sequence } from '../../concurrency';
import { Limit, sequential, Signal } from '../../concurrency';
import type { DialVerdict } from './verdict';
import type { Failure } from '../../failure';
import type { Pace } from './pace';
import { waitBeforeRepeat } from './backoff';

/** What came of sending one request to dial. */
export type DialAttempt<Answer> =
	| { verdict: Extract<DialVerdict, 'placed'>; answer: Answer }
	| {
			verdict: Exclude<DialVerdict, 'placed'>;
			failure: Failure;
			/** What ElevenLabs asks for, in milliseconds. */
			retryAfterMs?: number;
	  };

/** A call whose answer was lost. */
export interface LostCall<Call> {
	call: Call;
	/** When its request was sent, in milliseconds since 1970. */
	dialedAt: number;
}

/** What became of a call in the end. */
export type DialOutcome<Answer> =
	| { kind: 'placed'; answer: Answer; attempts: number; foundAgain?: true }
	/** Refused, or given up without having been placed. */
	| { kind: 'failed'; failure: Failure; attempts: number }
	/** The person may have been called; it was looked for in vain. */
	| { kind: 'uncertain'; failure: Failure; attempts: number }
	/** Not called on purpose: what the workflow is told in place of an answer. */
	| { kind: 'skipped'; answer: Answer };

/** Everything a run does to the world, and how it goes about it. */
export interface DialRunOptions<Call, Answer> {
	dial: (call: Call) => Promise<DialAttempt<Answer>>;
	/** Looks for calls whose answers were lost; undefined at the places of those not found. */
	find: (lost: Array<LostCall<Call>>) => Promise<Array<Answer | undefined>>;
	/**
	 * Who is called. Nobody is dialed for a second call before the outcome of the first is final, so
	 * that neither can be taken for the other when it is looked for.
	 */
	recipientOf: (call: Call) => string;
	/** Asked before a call is dialed, each time: why it is not to be, now. */
	skip?: (call: Call) => Answer | undefined;
	/** Claims a call for good, immediately before it is dialed; gives why it can't be claimed. */
	claim?: (call: Call) => Promise<Answer | undefined>;
	/** Gives a claim back: the call was certainly not placed. */
	release?: (call: Call) => Promise<void>;
	/** Told each outcome as soon as it is known; an uncertain one before it is looked for, too. */
	onOutcome?: (call: Call, outcome: DialOutcome<Answer>) => void;
	/**
	 * Awaited after a call was placed before the next one is made in its stead, e.g. until it has
	 * ended; it was dialed at that time, in milliseconds since 1970.
	 */
	hold?: (call: Call, answer: Answer, dialedAt: number) => Promise<unknown>;
	/** Makes a failure of what `claim`, `release` or the pace throw; nothing was dialed then. */
	failureOf: (error: unknown) => Failure;
	/** Why a call is uncertain that was under way when the run was cancelled. */
	abandoned: (call: Call) => Failure;
	clock: Clock;
	pace: Pace;
	random: () => number;
	/** Most calls under way at once: requests to dial, and what `hold` awaits. */
	maxInFlight: number;
	/** Whether a call gets its turn only when the dial before has its answer. */
	oneByOne?: boolean;
	/** For how long a call that was certainly not placed is tried again, in milliseconds. */
	keepTryingMs: number;
	/** Whether the first failure ends the run. */
	stops: boolean;
}

/** A call on its way to its outcome. */
interface Entry<Call> {
	call: Call;
	place: number;
	/** How often it was dialed so far. */
	attempts: number;
	/** When it was dialed first, and last. */
	firstAt: number;
	dialedAt: number;
	isClaimed: boolean;
}

/**
 * Places calls, in order. A call is dialed again only if it was definitely not placed; one whose
 * answer was lost is looked for, and never dialed again. When the run is cancelled it ends at once:
 * what is under way then is uncertain, and `onOutcome` receives its outcome once it is known.
 * @returns the outcomes at the places of their calls; undefined where a call was never tried
 */
export async function dialRun<Call, Answer>(
	calls: Call[],
	options: DialRunOptions<Call, Answer>,
): Promise<Array<DialOutcome<Answer> | undefined>> {
	const run = new DialRun(calls, options);
	await Promise.race([run.finish(), options.clock.cancelled]);
	return run.close();
}

class DialRun<Call, Answer> {
	private readonly entries: Array<Entry<Call>>;

	private readonly outcomes: Array<DialOutcome<Answer> | undefined>;

	private readonly places: Limit;

	private readonly inTurn: Sequence;

	private readonly recipients = new Map<string, Limit>();

	/** Calls whose request is under way. */
	private readonly dialing = new Set<Entry<Call>>();

	/** Given when a failure ends the run. */
	private readonly stop = new Signal();

	/** With `stops`, set while lost calls are looked for: until then nobody knows whether the run goes on. */
	private pause: Signal | undefined;

	/** Lost calls that nobody has looked for so far. */
	private lost: Array<Entry<Call>> = [];

	private readonly inLookUp = sequential();

	constructor(
		calls: Call[],
		private readonly options: DialRunOptions<Call, Answer>,
	) {
		this.outcomes = new Array<DialOutcome<Answer> | undefined>(calls.length).fill(undefined);
		this.entries = calls.map((call, place) => ({
			call,
			place,
			attempts: 0,
			firstAt: 0,
			dialedAt: 0,
			isClaimed: false,
		}));
		this.places = new Limit(options.maxInFlight);
		this.inTurn = options.oneByOne ? sequential() : async (work) => await work();
	}

	/** Resolves when every call has its outcome, or a failure has ended the run. */
	async finish(): Promise<void> {
		const under: Array<Promise<unknown>> = [];
		for (const entry of this.entries) {
			const leave = await this.places.enter();
			await this.resumed();
			if (this.isOver()) {
				leave();
				break;
			}
			under.push(this.place(entry, leave));
		}
		await Promise.all(under);
		await this.lookUp();
	}

	/** What is known now; of calls whose request is under way, that they may have been placed. */
	close(): Array<DialOutcome<Answer> | undefined> {
		for (const entry of this.dialing) {
			const failure = this.options.abandoned(entry.call);
			this.settle(entry, { kind: 'uncertain', failure, attempts: entry.attempts });
		}
		return [...this.outcomes];
	}

	/** Also for calls that wait for their turn, for room or for a claim while the run comes to its end. */
	private isOver(): boolean {
		return this.options.clock.isCancelled() || this.stop.isGiven;
	}

	private async resumed(): Promise<void> {
		while (this.pause !== undefined && !this.isOver()) {
			await Promise.race([this.pause.given, this.stop.given]);
		}
	}

	/** Sees a call to its outcome. @param leave lets the next one begin */
	private async place(entry: Entry<Call>, leave: Leave): Promise<void> {
		const free = await this.recipient(entry).enter();
		await this.dial(entry);
		const looked = this.lookUpOf(entry).finally(free);
		if (this.options.hold === undefined) leave();
		await looked;
		const outcome = this.outcomes[entry.place];
		if (outcome?.kind === 'placed' && this.options.hold !== undefined) {
			const held = this.options.hold(entry.call, outcome.answer, entry.dialedAt);
			await Promise.race([held, this.stop.given]);
		}
		leave();
	}

	private recipient({ call }: Entry<Call>): Limit {
		const name = this.options.recipientOf(call);
		const known = this.recipients.get(name) ?? new Limit(1);
		this.recipients.set(name, known);
		return known;
	}

	/** Dials a call until it has an outcome, or the run comes to its end before that. */
	private async dial(entry: Entry<Call>): Promise<void> {
		const { options } = this;
		for (;;) {
			const attempt = await this.inTurn(async () => await this.attempt(entry));
			if (attempt === undefined) return;
			const { attempts } = entry;
			if (attempt.verdict === 'placed') {
				return this.settle(entry, { kind: 'placed', answer: attempt.answer, attempts });
			}
			const { failure, retryAfterMs } = attempt;
			if (attempt.verdict === 'uncertain') {
				return this.settle(entry, { kind: 'uncertain', failure, attempts });
			}
			if (attempt.verdict === 'refused') return await this.fail(entry, failure);

			const state = { attempts, elapsedMs: options.clock.now() - entry.firstAt, retryAfterMs };
			const wait = waitBeforeRepeat(state, options.keepTryingMs, options.random);
			if (wait === undefined) {
				// Given up for this call, but the others had better wait as they are asked to.
				options.pace.pause(Math.min(retryAfterMs ?? 0, options.keepTryingMs));
				return await this.fail(entry, failure);
			}
			options.pace.pause(wait);
			await this.lookUpIfLast();
		}
	}

	/**
	 * Dials once, when it is this call's turn.
	 * @returns undefined where it has its outcome already, or the run is over
	 */
	private async attempt(entry: Entry<Call>): Promise<DialAttempt<Answer> | undefined> {
		const { clock, dial } = this.options;
		try {
			// Anything may have happened before this call goes on with a yes.
			do if (!(await this.mayDial(entry))) return undefined;
			while (this.isOver() || this.pause !== undefined);
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

	/** Waits for the call's turn, and claims it. @returns whether it is to be dialed now */
	private async mayDial(entry: Entry<Call>): Promise<boolean> {
		const { pace, claim } = this.options;
		for (;;) {
			// Result before it takes a turn from others, and again after what may have been a long wait.
			if (await this.isSkipped(entry)) return false;
			await pace.turn();
			if (!this.isOver() && (await this.isSkipped(entry))) return false;
			if (!this.isOver() && !entry.isClaimed && this.pause === undefined && claim !== undefined) {
				const answer = await claim(entry.call);
				if (answer !== undefined) {
					this.settle(entry, { kind: 'skipped', answer });
					return false;
				}
				entry.isClaimed = true;
				// A claim may wait for another run's dials, for as long as those are retried.
				if (await this.isSkipped(entry)) return false;
			}
			if (this.isOver()) {
				// Without an answer to a request it was definitely not placed.
				await this.release(entry);
				return false;
			}
			if (this.pause === undefined) return true;
			await this.resumed();
		}
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

	/** A claim that can't be given back keeps a person from being called, never the other way round. */
	private async release({ call, isClaimed }: Entry<Call>): Promise<void> {
		if (isClaimed) await this.options.release?.(call).catch(() => {});
	}

	private settle(entry: Entry<Call>, outcome: DialOutcome<Answer>): void {
		this.outcomes[entry.place] = outcome;
		this.options.onOutcome?.(entry.call, outcome);
		if (outcome.kind === 'uncertain') this.lost.push(entry);
		if (!this.options.stops || outcome.kind === 'placed' || outcome.kind === 'skipped') return;
		if (outcome.kind === 'failed') this.stop.give();
		else this.pause ??= new Signal();
	}

	/** Looks for a call if it was lost. */
	private async lookUpOf(entry: Entry<Call>): Promise<void> {
		if (this.pause !== undefined) {
			await this.lookUpIfLast();
			await this.resumed();
		} else if (this.outcomes[entry.place]?.kind === 'uncertain') {
			// Also waits for a look-up that has taken this call along already.
			await this.lookUp();
		}
	}

	/** In a pause, lost calls are looked for by whichever call has its answer last. */
	private async lookUpIfLast(): Promise<void> {
		if (this.pause !== undefined && this.dialing.size === 0) await this.lookUp();
	}

	/** Looks for lost calls, together with all that were lost until its turn has come. */
	private async lookUp(): Promise<void> {
		await this.inLookUp(async () => {
			if (this.lost.length === 0 || this.options.clock.isCancelled()) return;
			const meant = this.lost.splice(0);
			const found = await this.options.find(meant);
			for (const [index, entry] of meant.entries()) {
				const answer = found[index];
				if (answer === undefined) continue;
				this.settle(entry, { kind: 'placed', answer, attempts: entry.attempts, foundAgain: true });
			}
			if (this.pause === undefined) return;
			const isLost = this.outcomes.some((outcome) => outcome?.kind === 'uncertain');
			if (isLost) this.stop.give();
			else if (this.lost.length === 0) {
				this.pause.give();
				this.pause = undefined;
			}
		});
	}
}
