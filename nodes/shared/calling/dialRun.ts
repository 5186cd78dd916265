import type { Clock } from './clock';
import { dialLoop } from './dialLoop';
import type { DialVerdict } from './dialResult';
import type { Failure } from './failure';
import type { Pace } from './pace';
import { waitBeforeRepeat } from './repeats';

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
	dialledAt: number;
}

/** What became of a call in the end. */
export type DialOutcome<Answer> =
	| { kind: 'placed'; answer: Answer; attempts: number; foundAgain?: true }
	/** Refused, or given up without having been placed. */
	| { kind: 'failed'; failure: Failure; attempts: number }
	/** The person may have been called; it was looked for in vain. */
	| { kind: 'uncertain'; failure: Failure; attempts: number }
	/** Not called on purpose: what the workflow is told in place of an answer. */
	| { kind: 'held back'; answer: Answer };

/** Everything a run does to the world, and how it goes about it. */
export interface DialRunOptions<Call, Answer> {
	dial: (call: Call) => Promise<DialAttempt<Answer>>;
	/** Looks for calls whose answers were lost; undefined at the places of those not found. */
	find: (lost: Array<LostCall<Call>>) => Promise<Array<Answer | undefined>>;
	/** Asked before a call is dialled, each time: why it is not to be, now. */
	holdBack?: (call: Call) => Answer | undefined;
	/** Claims a call for ever, immediately before it is dialled; gives why it can't be claimed. */
	claim?: (call: Call) => Promise<Answer | undefined>;
	/** Gives a claim back: the call was certainly not placed. */
	release?: (call: Call) => Promise<void>;
	/** Told each outcome as soon as it is known; an uncertain one before it is looked for, too. */
	onOutcome?: (call: Call, outcome: DialOutcome<Answer>) => void;
	/** Makes a failure of what `claim`, `release` or the pace throw; nothing was dialled then. */
	failureOf: (error: unknown) => Failure;
	clock: Clock;
	pace: Pace;
	random: () => number;
	/** Most requests under way at once. */
	maxInFlight: number;
	/** For how long a call that was certainly not placed is tried again, in milliseconds. */
	keepTryingMs: number;
	/** Whether the first failure ends the run. */
	stops: boolean;
}

interface Entry<Call> {
	call: Call;
	place: number;
	/** How often it was dialled so far. */
	attempts: number;
	/** When it was dialled first. */
	firstAt: number;
}

type Reached<Answer> = { outcome: DialOutcome<Answer>; dialledAt: number } | undefined;

/**
 * Places calls, in order. A call is dialled again only while it is certain that it was not placed;
 * one whose answer was lost is looked for, and never dialled again.
 * @returns the outcomes at the places of their calls; undefined where a call was never tried
 */
export async function dialRun<Call, Answer>(
	calls: Call[],
	options: DialRunOptions<Call, Answer>,
): Promise<Array<DialOutcome<Answer> | undefined>> {
	const outcomes = new Array<DialOutcome<Answer> | undefined>(calls.length).fill(undefined);
	let pending: Array<Entry<Call>> = calls.map((call, place) => ({
		call,
		place,
		attempts: 0,
		firstAt: 0,
	}));

	while (pending.length > 0 && !options.clock.isCancelled()) {
		let hasStopped = false;
		const watched: DialRunOptions<Call, Answer> = {
			...options,
			onOutcome: (call, outcome) => {
				hasStopped ||= options.stops && !isWell(outcome);
				options.onOutcome?.(call, outcome);
			},
		};
		const dialIt = async (entry: Entry<Call>) => await dialOne(entry, watched, () => hasStopped);
		const reached = await dialLoop(pending, dialIt, {
			maxInFlight: options.maxInFlight,
			isCancelled: () => options.clock.isCancelled(),
			isLast: (result) => options.stops && result !== undefined && !isWell(result.outcome),
		});
		const lost: Array<LostCall<Call> & { place: number }> = [];
		for (const [index, { call, place }] of pending.entries()) {
			const result = reached[index];
			if (result === undefined) continue;
			outcomes[place] = result.outcome;
			if (result.outcome.kind === 'uncertain') {
				lost.push({ call, place, dialledAt: result.dialledAt });
			}
		}
		await lookFor(lost, outcomes, options);
		if (options.stops && outcomes.some((outcome) => outcome && !isWell(outcome))) break;
		pending = pending.filter(({ place }) => outcomes[place] === undefined);
	}
	return outcomes;
}

function isWell(outcome: DialOutcome<unknown>): boolean {
	return outcome.kind === 'placed' || outcome.kind === 'held back';
}

async function dialOne<Call, Answer>(
	entry: Entry<Call>,
	options: DialRunOptions<Call, Answer>,
	hasStopped: () => boolean,
): Promise<Reached<Answer>> {
	const { call } = entry;
	const { clock, pace } = options;
	let claimed = false;
	/** Also for who waits for a turn, for room or for a claim while the run comes to its end. */
	const isOver = () => clock.isCancelled() || hasStopped();
	const settled = (outcome: DialOutcome<Answer>, dialledAt: number): Reached<Answer> => {
		options.onOutcome?.(call, outcome);
		return { outcome, dialledAt };
	};
	/** The call was certainly not placed and is not tried any more. */
	const letGo = async () => {
		// A claim that can't be given back keeps a person from being called, never the other way round.
		if (claimed) await options.release?.(call).catch(() => {});
	};
	const giveUp = async (failure: Failure): Promise<Reached<Answer>> => {
		await letGo();
		return settled({ kind: 'failed', failure, attempts: entry.attempts }, entry.firstAt);
	};

	const holdBack = async (): Promise<Reached<Answer>> => {
		const answer = options.holdBack?.(call);
		if (answer === undefined) return undefined;
		await letGo();
		return settled({ kind: 'held back', answer }, 0);
	};

	for (;;) {
		try {
			// Once before it takes a turn from others, once more after what may have been a long wait.
			const heldBefore = await holdBack();
			if (heldBefore !== undefined) return heldBefore;
			await pace.turn();
			if (isOver()) break;
			const held = await holdBack();
			if (held !== undefined) return held;
			if (!claimed && options.claim !== undefined) {
				const answer = await options.claim(call);
				if (answer !== undefined) return settled({ kind: 'held back', answer }, 0);
				claimed = true;
				if (isOver()) break;
			}
		} catch (error) {
			return await giveUp(options.failureOf(error));
		}
		const dialledAt = clock.now();
		if (entry.attempts === 0) entry.firstAt = dialledAt;
		entry.attempts += 1;
		const { attempts } = entry;
		const attempt = await options.dial(call);
		if (attempt.verdict === 'placed') {
			return settled({ kind: 'placed', answer: attempt.answer, attempts }, dialledAt);
		}
		const { failure, retryAfterMs } = attempt;
		if (attempt.verdict === 'uncertain') {
			return settled({ kind: 'uncertain', failure, attempts }, dialledAt);
		}
		if (attempt.verdict === 'refused') return await giveUp(failure);

		const state = { attempts, elapsedMs: clock.now() - entry.firstAt, retryAfterMs };
		const wait = waitBeforeRepeat(state, options.keepTryingMs, options.random);
		if (wait === undefined) {
			// Given up for this call, but the others had better wait as they are asked to.
			pace.pause(Math.min(retryAfterMs ?? 0, options.keepTryingMs));
			return await giveUp(failure);
		}
		pace.pause(wait);
	}
	// Cancelled or stopped while it waited: whoever holds no answer was not called.
	await letGo();
	return undefined;
}

async function lookFor<Call, Answer>(
	lost: Array<LostCall<Call> & { place: number }>,
	outcomes: Array<DialOutcome<Answer> | undefined>,
	{ find, onOutcome, clock }: DialRunOptions<Call, Answer>,
): Promise<void> {
	if (lost.length === 0 || clock.isCancelled()) return;
	const found = await find(lost);
	for (const [index, { call, place }] of lost.entries()) {
		const answer = found[index];
		const before = outcomes[place];
		if (answer === undefined || before?.kind !== 'uncertain') continue;
		const outcome = {
			kind: 'placed' as const,
			answer,
			attempts: before.attempts,
			foundAgain: true as const,
		};
		outcomes[place] = outcome;
		onOutcome?.(call, outcome);
	}
}
