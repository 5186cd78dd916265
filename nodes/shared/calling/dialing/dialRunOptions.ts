import type { Clock } from '../../clock';
import type { Failure } from '../../failure';
import type { DialOutcome } from './ledger';
import type { Pace } from './pace';
import type { DialVerdict } from './verdict';

/** What came of one request to dial. */
export type DialAttempt<Answer> =
	| { verdict: Extract<DialVerdict, 'placed'>; answer: Answer }
	| {
			verdict: Exclude<DialVerdict, 'placed'>;
			failure: Failure;
			/** What ElevenLabs asks for, in milliseconds. */
			retryAfterMs?: number;
	  };

/** A call whose answer was lost, so it may have been placed. */
export interface UncertainCall<Call> {
	call: Call;
	/** When its request was sent, in milliseconds since 1970. */
	dialedAt: number;
}

/** What a dial run needs from outside, and its limits. */
export interface DialRunOptions<Call, Answer> {
	dial: (call: Call) => Promise<DialAttempt<Answer>>;
	/** Looks for uncertain calls; undefined at the indexes of those not found. */
	find: (calls: Array<UncertainCall<Call>>) => Promise<Array<Answer | undefined>>;
	/**
	 * Who is called. Nobody is dialed for a second call before the outcome of the first is final.
	 * Otherwise a look-up could take one call for the other.
	 */
	recipientOf: (call: Call) => string;
	/** Why a call must not be made now; asked before each dial. */
	skip?: (call: Call) => Answer | undefined;
	/** Claims a call permanently, immediately before its dial; returns why it can't be claimed. */
	claim?: (call: Call) => Promise<Answer | undefined>;
	/** Releases a claim because the call was definitely not placed. */
	release?: (call: Call) => Promise<void>;
	/** Keeps an outcome as soon as it is known; an uncertain one before the call is looked for, too. */
	record: (call: Call, outcome: DialOutcome<Answer>) => void;
	/** What was recorded last. */
	outcomeOf: (call: Call) => DialOutcome<Answer> | undefined;
	/** Follows a placed call to its end. The next call waits for that. Never rejects. */
	follow?: (call: Call) => Promise<void>;
	/** Turns what `claim` or the pace throws into a failure; nothing was dialed then. */
	failureOf: (error: unknown) => Failure;
	/** Why a call is uncertain if the run is canceled during its dial. */
	abandoned: (call: Call) => Failure;
	clock: Clock;
	pace: Pace;
	/** From 0 to 1. */
	random: () => number;
	/** Most calls at once, from the request to dial until `follow` resolves. */
	maxConcurrentCalls: number;
	/** Whether each dial waits for the answer to the one before. */
	oneByOne?: boolean;
	/** How long a call that was definitely not placed is retried, in milliseconds. */
	keepTryingMs: number;
	/** Whether the first failure ends the run. */
	stops: boolean;
}
