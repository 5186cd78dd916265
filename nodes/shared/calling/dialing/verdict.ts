import { INVALID_CERTIFICATE, UNTRUSTED_CERTIFICATE } from '../../networkCodes';

/** How one attempt to place a call ended, as seen from here. */
export type DialVerdict =
	/** ElevenLabs says that it is dialing. */
	| 'placed'
	/** ElevenLabs said no: the same request would be refused again. */
	| 'refused'
	/** Certainly no call, and another attempt could succeed. */
	| 'not placed'
	/** The person's phone may be ringing: never dial again without looking. */
	| 'uncertain';

/** What is known about an attempt. */
export type DialExchange =
	/** `success` is that of the answer; undefined where the answer could not be read. */
	| { answered: true; status: number; success: boolean | undefined }
	/** `code` is Node's, e.g. `ECONNREFUSED`. */
	| { answered: false; code: string };

/**
 * Codes of a connection that never opened, so that no request was sent over it. EHOSTUNREACH and
 * ENETUNREACH are not among them: an open connection may break with them, too.
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

/** Statuses with which a proxy reports that it, or its client, left before the answer came. */
const GAVE_UP_WAITING = [408, 460, 499];

/**
 * Decides what became of a dial. There is no idempotency key in the API, so whatever is not known
 * to be harmless is uncertain: a timeout, a reset, a 5xx, a redirect, an answer that can't be read.
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
