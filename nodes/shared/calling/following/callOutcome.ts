/** What became of a call. */
export type CallOutcome = 'answered' | 'voicemail' | 'busy' | 'no_answer' | 'failed' | 'unknown';

/** An outcome, and one sentence without a full stop that tells a person why it is that one. */
export interface JudgedCall {
	outcome: CallOutcome;
	reason: string;
}

type NamedOutcome = Exclude<CallOutcome, 'unknown'>;

/** A conversation as `GET /v1/convai/conversations/{id}` and the post-call webhook tell it; any part may be missing or odd. */
export interface JudgedConversation {
	status?: unknown;
	metadata?: unknown;
	transcript?: unknown;
}

/** The `data` of a `call_initiation_failure` webhook; any part may be missing or odd. */
export interface FailedStart {
	failure_reason?: unknown;
	metadata?: unknown;
}

const REASONS = {
	answered: 'The person picked up',
	voicemail: 'Voicemail picked up',
	busy: 'The line was busy',
	no_answer: 'Nobody picked up',
} as const;

/** What a call does that is not over, by its status. */
const DOINGS = new Map([
	['initiated', 'The phone is still ringing, as far as ElevenLabs knows'],
	['in-progress', 'The call is still in progress'],
]);

/** The person picked up and heard nothing: ElevenLabs found the mistake only then. */
const DROPS = [/missing required dynamic variable/i, /\boverride\b.*\bnot allowed\b/i];

/** The line was open, but what was to talk broke. */
const BREAKS = [
	/quota/i,
	/\bgeneration failed\b/i,
	/\bdeclined the call permission\b/i,
	/\bINVITE failed\b/i,
];

/** Codes of a connection that was closed as it should be (RFC 6455 §7.4.1), and none at all. */
const NO_ERRORS = new Set([0, 1000, 1001, 1005]);

const SIP = /\b(?:sip|INVITE)\b/i;

const VOICEMAIL = /voice[ _-]?mail/i;
const BUSY =
	/\b(?:user|line|number|callee)(?: is| was)? busy\b|\bbusy (?:here|everywhere|signal|tone)\b|^busy$/i;
const NO_ANSWER =
	/\bno[ _-]answer\b|\b(?:not|never|un)[ -]?answered\b|\b(?:did not|didn't) (?:answer|pick up)\b|\bring(?:ing)? time(?:d )?out\b/i;

/** SIP's final answers (RFC 3261 §21) that tell of the person and not of a mistake. */
const OUTCOME_BY_SIP_CODE = new Map<number, JudgedCall>([
	[408, { outcome: 'no_answer', reason: REASONS.no_answer }],
	[480, { outcome: 'no_answer', reason: REASONS.no_answer }],
	[487, { outcome: 'no_answer', reason: REASONS.no_answer }],
	[486, { outcome: 'busy', reason: REASONS.busy }],
	[600, { outcome: 'busy', reason: REASONS.busy }],
	[603, { outcome: 'busy', reason: 'The call was declined' }],
]);

/**
 * Whether nothing about a conversation changes any more.
 * @param status as ElevenLabs names it
 */
export function hasEnded(status: string | null | undefined): boolean {
	return status === 'done' || status === 'failed';
}

/**
 * Decides what became of a call. ElevenLabs' own result counts where it gives one, then the
 * detection of a voicemail, then the error and the termination reason, then the status; but a call
 * that broke off before the person got a word in has failed, though it was picked up.
 * @returns `unknown` while the call is not over; never throws, whatever it is given
 */
export function judgeCall(conversation: JudgedConversation): JudgedCall {
	const evidence = evidenceOf(conversation);
	const { status, result, drop, isVoicemail, hasSpoken, sipCode, text } = evidence;
	const doing = DOINGS.get(status);
	// A line that was busy stays busy; a call that goes on may still turn out otherwise.
	if (doing !== undefined && (result === undefined || result === 'answered')) {
		return { outcome: 'unknown', reason: doing };
	}
	if (drop !== undefined) return failed(drop, true);
	if (result === 'failed') return failed(text, false);
	if (result === 'answered') return brokenOff(evidence) ?? pickedUp(evidence);
	if (result !== undefined) return { outcome: result, reason: REASONS[result] };
	if (isVoicemail) return { outcome: 'voicemail', reason: REASONS.voicemail };
	const unreached = hasSpoken ? undefined : unreachedBy(sipCode, text);
	return unreached ?? brokenOff(evidence) ?? byStatus(evidence);
}

/**
 * Decides what became of a call that ElevenLabs reports as never begun.
 * @param failure the `data` of a `call_initiation_failure` webhook
 * @returns `failed` where no more is known; never throws
 */
export function judgeFailedStart(failure: FailedStart): JudgedCall {
	const body = at(failure, 'metadata', 'body');
	const carrier = outcomeNamed(at(body, 'CallStatus')) ?? outcomeNamed(at(body, 'call_status'));
	const named = outcomeNamed(at(failure, 'failure_reason')) ?? carrier;
	if (named === 'busy' || named === 'no_answer') return { outcome: named, reason: REASONS[named] };
	const text = textOf(at(body, 'error_reason')) || textOf(at(body, 'sip_status'));
	const sipCode = numberOf(at(body, 'sip_status_code')) ?? sipCodeIn(text);
	return unreachedBy(sipCode, text) ?? failed(text, false);
}

/** What a conversation says about its outcome, as far as it can be read. */
interface Evidence {
	status: string;
	/** ElevenLabs' own result. */
	result?: NamedOutcome;
	/** The mistake for which ElevenLabs hung up as soon as the person picked up. */
	drop?: string;
	isVoicemail: boolean;
	/** What ElevenLabs says went wrong, or ended the call; empty where it says nothing. */
	text: string;
	/** Whether it says that something went wrong. */
	hasError: boolean;
	sipCode?: number;
	/** Whether anything that the person said was heard. */
	hasSpoken: boolean;
	/** Whether the line was open for a time. */
	wasOpen: boolean;
}

function evidenceOf(conversation: JudgedConversation): Evidence {
	const metadata = at(conversation, 'metadata');
	const error = textOf(at(metadata, 'error', 'reason'));
	const code = numberOf(at(metadata, 'error', 'code'));
	const texts = [error, textOf(at(metadata, 'termination_reason'))];
	const says = (pattern: RegExp) => texts.some((text) => pattern.test(text));
	const transcript = at(conversation, 'transcript');
	// 404 and 408 are HTTP's as well, and then speak of something else, such as a language model.
	const isSip =
		at(metadata, 'phone_call', 'type') === 'sip_trunking' ||
		says(SIP) ||
		texts.every((text) => text === '');
	return {
		status: textOf(at(conversation, 'status')),
		result: outcomeNamed(at(metadata, 'phone_call', 'call_result')),
		drop: texts.find((text) => DROPS.some((pattern) => pattern.test(text))),
		isVoicemail:
			at(metadata, 'features_usage', 'voicemail_detection', 'used') === true || says(VOICEMAIL),
		text: texts.find((text) => text !== '') ?? '',
		hasError: code === undefined ? error !== '' : !NO_ERRORS.has(code),
		...(isSip && { sipCode: texts.map(sipCodeIn).find((found) => found !== undefined) ?? code }),
		hasSpoken:
			Array.isArray(transcript) &&
			transcript.some((turn) => at(turn, 'role') === 'user' && textOf(at(turn, 'message')) !== ''),
		wasOpen: (numberOf(at(metadata, 'call_duration_secs')) ?? 0) > 0,
	};
}

/** A call that was put through and went wrong before the person got a word in. */
function brokenOff({ status, text, result, ...evidence }: Evidence): JudgedCall | undefined {
	const isBroken =
		status === 'failed' || evidence.hasError || BREAKS.some((pattern) => pattern.test(text));
	if (!isBroken || evidence.hasSpoken) return undefined;
	return failed(text, evidence.wasOpen || result === 'answered');
}

function pickedUp({ text, status, hasError, isVoicemail }: Evidence): JudgedCall {
	const brokeLater = text !== '' && (status === 'failed' || hasError);
	const more = brokeLater
		? `, but the call was cut off: ${text}`
		: isVoicemail
			? ', according to ElevenLabs, though the agent took it for voicemail'
			: '';
	return { outcome: 'answered', reason: `${REASONS.answered}${more}` };
}

function failed(text: string, wasPickedUp: boolean): JudgedCall {
	const what = wasPickedUp ? 'The call dropped' : 'The call failed';
	return {
		outcome: 'failed',
		reason: text === '' ? `${what}, and ElevenLabs does not say why` : `${what}: ${text}`,
	};
}

/** Why the person was not reached, as far as the line tells. */
function unreachedBy(sipCode: number | undefined, text: string): JudgedCall | undefined {
	const told = OUTCOME_BY_SIP_CODE.get(sipCode ?? 0);
	if (told !== undefined) return told;
	if (BUSY.test(text)) return { outcome: 'busy', reason: REASONS.busy };
	if (NO_ANSWER.test(text)) return { outcome: 'no_answer', reason: REASONS.no_answer };
	return undefined;
}

function byStatus(evidence: Evidence): JudgedCall {
	const { status, hasSpoken, wasOpen } = evidence;
	if (status === 'done' || hasSpoken || wasOpen) return pickedUp(evidence);
	return {
		outcome: 'unknown',
		reason:
			status === 'processing'
				? 'The call is over and is still being analyzed'
				: 'ElevenLabs does not say how the call ended',
	};
}

/** The carrier's `no-answer` is ElevenLabs' `no_answer`. */
function outcomeNamed(value: unknown): NamedOutcome | undefined {
	switch (textOf(value).toLowerCase().replaceAll('-', '_')) {
		case 'answered':
			return 'answered';
		case 'voicemail':
			return 'voicemail';
		case 'busy':
			return 'busy';
		case 'no_answer':
			return 'no_answer';
		case 'failed':
			return 'failed';
		default:
			return undefined;
	}
}

/** The code in `INVITE failed: sip status: 486: Busy Here`. */
function sipCodeIn(text: string): number | undefined {
	const code = /\bsip status:? ?(\d{3})\b/i.exec(text)?.[1];
	return code === undefined ? undefined : Number(code);
}

function at(value: unknown, ...path: string[]): unknown {
	let inner = value;
	for (const name of path) {
		if (typeof inner !== 'object' || inner === null) return undefined;
		inner = (inner as Record<string, unknown>)[name];
	}
	return inner;
}

const LONGEST_TEXT = 300;

/** A text on one line and without the full stop at its end; empty for what is no text. */
function textOf(value: unknown): string {
	if (typeof value !== 'string') return '';
	let line = value.slice(0, LONGEST_TEXT).trim().replace(/\s+/g, ' ');
	if (value.length > LONGEST_TEXT) return `${line}…`;
	while (line.endsWith('.')) line = line.slice(0, -1).trimEnd();
	return line;
}

function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
