import { INVALID_CERTIFICATE, UNTRUSTED_CERTIFICATE } from '../../networkCodes';

/** What is known about one attempt to place a call. */
export type DialVerdict =
	/** ElevenLabs says that it is dialing. */
	| 'placed'
	/** ElevenLabs refused, and would refuse the same request again. */
	| 'refused'
	/** Definitely no call, and another attempt could succeed. */
	| 'not placed'
	/** The person's phone may be ringing, so never dial again without looking. */
	| 'uncertain';

/** What an attempt is judged by. */
export type DialExchange =
	/** `success` is that of the answer; undefined if the answer could not be read. */
	| { answered: true; status: number; success: boolean | undefined }
	/** `code` is Node's, e.g. `ECONNREFUSED`. */
	| { answered: false; code: string };

/**
 * Codes of a connection that never opened, so no request was sent over it. EHOSTUNREACH and
 * ENETUNREACH are not among them, because an open connection can also break with them.
 */
const NEVER_CONNECTED = [
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EAI_FAIL',
	'EADDRNOTAVAIL',
	// A certificate is checked before the request is written.
	...UNTRUSTED_CERTIFICATE,
	...INVALID_CERTIFICATE,
];

/** Statuses by which a proxy reports that it, or its client, stopped waiting for the answer. */
const GAVE_UP_WAITING = [408, 460, 499];

/**
 * Judges a dial. The API has no idempotency key, so anything that isn't known to be
 * harmless is uncertain: a timeout, a reset, a 5xx, a redirect, an answer that can't be read.
 */
export function judgeDial(exchange: DialExchange): DialVerdict {
	if (!exchange.answered) {
		return NEVER_CONNECTED.includes(exchange.code) ? 'not placed' : 'uncertain';
	}
	const { status, success } = exchange;
	if (status === 429) return 'not placed';
	if (GAVE_UP_WAITING.includes(status)) return 'uncertain';
	if (status >= 400 && status < 500) return 'refused';
	if (status < 200 || status >= 300 || success === undefined) return 'uncertain';
	return success ? 'placed' : 'refused';
}
