/** The outcome of a call after it is dialed. */
export type CallOutcome = 'answered' | 'voicemail' | 'busy' | 'no_answer' | 'never_ends' | 'failed';

/**
 * The last seven digits of the number dialed decide what a call does: 555-01xx is the range
 * reserved for fiction, so `+1 202 555 0103` is a well-formed number that belongs to nobody.
 */
export const outcomeByEnding: Readonly<Record<string, CallOutcome>> = {
	'5550101': 'answered',
	'5550102': 'voicemail',
	'5550103': 'busy',
	'5550104': 'no_answer',
	'5550105': 'never_ends',
	'5550106': 'failed',
};

/** Numbers that the carrier refuses while dialing: a 200 with `success: false`, and no call. */
export const refusalByEnding: Readonly<Record<string, string>> = {
	'5550107': 'Call failed: the carrier rejected the number',
};

/** Whether a person lets a business call them on WhatsApp. */
export type CallPermission = 'given' | 'asked' | 'declined';

/** On WhatsApp only: who was not asked before, and who declines. Everyone else has given permission. */
export const permissionByEnding: Readonly<Record<string, CallPermission>> = {
	'5550108': 'asked',
	'5550109': 'declined',
};

const ending = (number: string) => number.replace(/\D/g, '').slice(-7);

export const outcomeOf = (number: string): CallOutcome =>
	outcomeByEnding[ending(number)] ?? 'answered';

export const refusalOf = (number: string): string | undefined => refusalByEnding[ending(number)];

export const permissionOf = (number: string): CallPermission =>
	permissionByEnding[ending(number)] ?? 'given';
