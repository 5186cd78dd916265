import type { Clock } from './clock';
import { dialLoop } from './dialLoop';
import type { DialVerdict } from './dialResult';
import { Looks, Recipients, Room, Stop } from './dialTraffic';
import type { Failure } from './failure';
import type { Pace } from './pace';
import { waitBeforeRepeat } from './repeats';
import { Turns } from './turns';

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
	/**
	 * Whether nothing else that this run does could be taken for a call when it is looked for, so that
	 * this can be done while others are dialled; absent: always.
	 */
	isUnmistakable?: (call: Call) => boolean;
	/**
	 * Who is called. Nobody is dialed for a second call before the outcome of the first is final;
	 * absent: calls have nothing to do with each other.
	 */
	recipientOf?: (call: Call) => string;
	/** Asked before a call is dialled, each time: why it is not to be, now. */
	holdBack?: (call: Call) => Answer | undefined;
	/** Claims a call for ever, immediately before it is dialled; gives why it can't be claimed. */
	claim?: (call: Call) => Promise<Answer | undefined>;
	/** Gives a claim back: the call was certainly not placed. */
	release?: (call: Call) => Promise<void>;
	/** Told each outcome as soon as it is known; an uncertain one before it is looked for, too. */
	onOutcome?: (call: Call, outcome: DialOutcome<Answer>) => void;
	/**
	 * Awaited after a call was placed before the next one is made in its stead, e.g. until it has
	 * ended; it was dialled at that time, in milliseconds since 1970.
	 */
	hold?: (call: Call, answer: Answer, dialledAt: number) => Promise<unknown>;
	/** Makes a failure of what `claim`, `release` or the pace throw; nothing was dialled then. */
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

interface Entry<Call> {
	call: Call;
	place: number;
	/** How often it was dialled so far. */
	attempts: number;
	/** When it was dialled first, and last. */
	firstAt: number;
	dialledAt: number;
	/** Whether a request to dial is under way. */
	isDialling: boolean;
}

/**
 * Places calls, in order. A call is dialled again only while it is certain that it was not placed;
 * one whose answer was lost is looked for, and never dialled again. When the run is cancelled it
 * ends at once: what is under way then is uncertain, and `onOutcome` is told of it once it is known.
 * @returns the outcomes at the places of their calls; undefined where a call was never tried
 */
export async function dialRun<Call, Answer>(
	calls: Call[],
	options: DialRunOptions<Call, Answer>,
): Promise<Array<DialOutcome<Answer> | undefined>> {
	const { clock, abandoned, onOutcome } = options;
	const outcomes = new Array<DialOutcome<Answer> | undefined>(calls.length).fill(undefined);
	const entries: Array<Entry<Call>> = calls.map((call, place) => ({
		call,
		place,
		attempts: 0,
		firstAt: 0,
		dialledAt: 0,
		isDialling: false,
	}));
	await Promise.race([dialAll(entries, outcomes, options), clock.cancelled]);
	for (const { call, place, attempts, isDialling } of entries) {
		if (!isDialling || outcomes[place] !== undefined) continue;
		const outcome = { kind: 'uncertain' as const, failure: abandoned(call), attempts };
		outcomes[place] = outcome;
		onOutcome?.(call, outcome);
	}
	return [...outcomes];
}

/** @param outcomes filled in as soon as they are known */
async function dialAll<Call, Answer>(
	entries: Array<Entry<Call>>,
	outcomes: Array<DialOutcome<Answer> | undefined>,
	options: DialRunOptions<Call, Answer>,
): Promise<void> {
	const { clock, stops, oneByOne = false, maxInFlight } = options;
	const isLost = ({ place }: Entry<Call>) => outcomes[place]?.kind === 'uncertain';
	/** Of calls that go on; a lane is let go at a stop, the people are on the phone all the same. */
	const held = new Set<Promise<unknown>>();
	const hold = async ({ call, place, dialledAt }: Entry<Call>, stop: Stop) => {
		const outcome = outcomes[place];
		if (outcome?.kind !== 'placed' || options.hold === undefined) return;
		const holding = options
			.hold(call, outcome.answer, dialledAt)
			.finally(() => held.delete(holding));
		held.add(holding);
		await Promise.race([holding, stop.reached]);
	};
	const looks = new Looks<Entry<Call>>(
		async (lost) => await lookFor(lost.filter(isLost), outcomes, options),
	);
	let pending = entries;
	while (pending.length > 0 && !clock.isCancelled()) {
		const stop = new Stop();
		const turns = oneByOne ? new Turns() : undefined;
		const room = new Room(maxInFlight, held, stop.reached);
		const recipients = new Recipients<Entry<Call>>();
		const settle = ({ call, place }: Entry<Call>, outcome: DialOutcome<Answer>) => {
			outcomes[place] = outcome;
			options.onOutcome?.(call, outcome);
			if (stops && !isWell(outcome)) stop.now();
		};
		await dialLoop(
			pending,
			async (entry) => {
				await room.enter();
				await dialOne(entry, options, settle, stop, turns, recipients);
				const recipient = options.recipientOf?.(entry.call);
				if (recipient !== undefined) recipients.leave(recipient, entry, isLost(entry));
				// At once, as a run may take hours; where it stops at a failure, that is soon over anyway.
				if (isLost(entry) && !stops && options.isUnmistakable?.(entry.call) !== false) {
					const looked = looks.after(entry);
					if (options.hold !== undefined) await looked;
				}
				await hold(entry, stop);
				room.leave();
			},
			{ maxInFlight, isCancelled: () => clock.isCancelled() || stop.isReached },
		);
		await looks.idle();
		const lost = pending.filter(isLost);
		const unlooked = lost.filter((entry) => !looks.has(entry));
		await lookFor(unlooked, outcomes, options);
		if (stops && outcomes.some((outcome) => outcome && !isWell(outcome))) break;
		for (const entry of lost) void hold(entry, stop);
		pending = pending.filter(({ place }) => outcomes[place] === undefined);
	}
}

function isWell(outcome: DialOutcome<unknown>): boolean {
	return outcome.kind === 'placed' || outcome.kind === 'held back';
}

/** Dials one call until it has an outcome, or until the run comes to its end before that. */
async function dialOne<Call, Answer>(
	entry: Entry<Call>,
	options: DialRunOptions<Call, Answer>,
	settle: (entry: Entry<Call>, outcome: DialOutcome<Answer>) => void,
	stop: Stop,
	turns: Turns | undefined,
	recipients: Recipients<Entry<Call>>,
): Promise<void> {
	const { call } = entry;
	const recipient = options.recipientOf?.(call);
	const { clock, pace } = options;
	let claimed = false;
	/** Also for who waits for a turn, for room or for a claim while the run comes to its end. */
	const isOver = () => clock.isCancelled() || stop.isReached;
	/** The call was certainly not placed and is not tried any more. */
	const letGo = async () => {
		// A claim that can't be given back keeps a person from being called, never the other way round.
		if (claimed) await options.release?.(call).catch(() => {});
	};
	const giveUp = async (failure: Failure) => {
		settle(entry, { kind: 'failed', failure, attempts: entry.attempts });
		await letGo();
	};
	const isHeldBack = async () => {
		const answer = options.holdBack?.(call);
		if (answer === undefined) return false;
		settle(entry, { kind: 'held back', answer });
		await letGo();
		return true;
	};
	/** Dials once, when its turn has come. */
	const attemptOnce = async (): Promise<DialAttempt<Answer> | 'settled' | 'over' | 'taken'> => {
		try {
			// Once before it takes a turn from others, once more after what may have been a long wait.
			if (await isHeldBack()) return 'settled';
			if (recipient !== undefined && !recipients.take(recipient, entry)) return 'taken';
			await pace.turn();
			if (isOver()) return 'over';
			if (await isHeldBack()) return 'settled';
			if (!claimed && options.claim !== undefined) {
				const answer = await options.claim(call);
				if (answer !== undefined) {
					settle(entry, { kind: 'held back', answer });
					return 'settled';
				}
				claimed = true;
				// A claim may wait for another run's dials, for as long as those are retried.
				if (await isHeldBack()) return 'settled';
				if (isOver()) return 'over';
			}
		} catch (error) {
			await giveUp(options.failureOf(error));
			return 'settled';
		}
		entry.dialledAt = clock.now();
		if (entry.attempts === 0) entry.firstAt = entry.dialledAt;
		entry.attempts += 1;
		entry.isDialling = true;
		return await options.dial(call);
	};

	const ends = [stop.reached, clock.cancelled];
	for (;;) {
		// Outside of its turn, as whoever dials the recipient now may need another one.
		if (recipient !== undefined && !(await recipients.isFree(recipient, entry, ends))) break;
		const attempt = await (turns?.take(attemptOnce) ?? attemptOnce());
		if (attempt === 'settled') return;
		if (attempt === 'taken') continue;
		if (attempt === 'over') break;
		const { attempts } = entry;
		if (attempt.verdict === 'placed') {
			return settle(entry, { kind: 'placed', answer: attempt.answer, attempts });
		}
		const { failure, retryAfterMs } = attempt;
		if (attempt.verdict === 'uncertain') {
			return settle(entry, { kind: 'uncertain', failure, attempts });
		}
		entry.isDialling = false;
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
	// Cancelled or stopped while it waited, or is left for the next pass: whoever holds no answer was not
	// called.
	await letGo();
}

async function lookFor<Call, Answer>(
	lost: Array<Entry<Call>>,
	outcomes: Array<DialOutcome<Answer> | undefined>,
	{ find, onOutcome, clock }: DialRunOptions<Call, Answer>,
): Promise<void> {
	if (lost.length === 0 || clock.isCancelled()) return;
	const found = await find(lost);
	for (const [index, { call, place, attempts }] of lost.entries()) {
		const answer = found[index];
		if (answer === undefined) continue;
		const outcome = { kind: 'placed' as const, answer, attempts, foundAgain: true as const };
		outcomes[place] = outcome;
		onOutcome?.(call, outcome);
	}
}
