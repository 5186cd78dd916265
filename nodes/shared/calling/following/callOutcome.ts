import { valueAt } from '../../json';
import type { Evidence, JudgedConversation, NamedOutcome } from './outcomeEvidence';
import { evidenceOf, numberOf, outcomeNamed, sipCodeIn, textOf } from './outcomeEvidence';

export type { JudgedConversation } from './outcomeEvidence';

/** The outcome of a call. */
export type CallOutcome = NamedOutcome | 'unknown';

/** An outcome, and one sentence without a period that tells a person the reason. */
export interface JudgedCall {
	outcome: CallOutcome;
	reason: string;
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

/** What a call that is not over is doing, by its status. */
const GOING_ON = new Map([
	['initiated', 'According to ElevenLabs, the phone is still ringing'],
	['in-progress', 'The call is still in progress'],
]);

const AWAITS_APPROVAL =
	'According to ElevenLabs, the phone is still ringing, or WhatsApp is waiting for the person to approve the call';

/** The call was connected, but the agent could not speak. */
const BREAKS = [
	/quota/i,
	/\bgeneration failed\b/i,
	/\bdeclined the call permission\b/i,
	/\bINVITE failed\b/i,
];

const BUSY =
	/\b(?:user|line|number|callee)(?: is| was)? busy\b|\bbusy (?:here|everywhere|signal|tone)\b|^busy$/i;
const NO_ANSWER =
	/\bno[ _-]answer\b|\b(?:not|never|un)[ -]?answered\b|\b(?:did not|didn't) (?:answer|pick up)\b|\bring(?:ing)? time(?:d )?out\b/i;

/** SIP's final answers (RFC 3261 §21) that are about the person and not about a mistake. */
const OUTCOME_BY_SIP_CODE = new Map<number, JudgedCall>([
	[408, { outcome: 'no_answer', reason: REASONS.no_answer }],
	[480, { outcome: 'no_answer', reason: REASONS.no_answer }],
	[487, { outcome: 'no_answer', reason: REASONS.no_answer }],
	[486, { outcome: 'busy', reason: REASONS.busy }],
	[600, { outcome: 'busy', reason: REASONS.busy }],
	[603, { outcome: 'busy', reason: 'The call was declined' }],
]);

/**
 * Whether a conversation is over: nothing about it changes after that.
 * @param status as ElevenLabs names it
 */
export function hasEnded(status: string | null | undefined): boolean {
	return status === 'done' || status === 'failed';
}

/**
 * Decides the outcome of a call. ElevenLabs' own result comes first, then voicemail detection, then
 * the error and the termination reason, then the status. A call that broke off before the person said
 * anything has failed, even if it was picked up.
 * @returns `unknown` while the call is not over; never throws
 */
export function judgeCall(conversation: JudgedConversation): JudgedCall {
	const evidence = evidenceOf(conversation);
	const { status, result, drop, isVoicemail, isWhatsApp, hasSpoken, sipCode, text } = evidence;
	const doing = isWhatsApp && status === 'initiated' ? AWAITS_APPROVAL : GOING_ON.get(status);
	// Busy is final. A call in progress may still break off.
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
 * Decides the outcome of a call that ElevenLabs reports as never started.
 * @param failure the `data` of a `call_initiation_failure` webhook
 * @returns `failed` if nothing more is known; never throws
 */
export function judgeFailedStart(failure: FailedStart): JudgedCall {
	const body = valueAt(failure, 'metadata', 'body');
	const carrier =
		outcomeNamed(valueAt(body, 'CallStatus')) ?? outcomeNamed(valueAt(body, 'call_status'));
	const named = outcomeNamed(valueAt(failure, 'failure_reason')) ?? carrier;
	if (named === 'busy' || named === 'no_answer') return { outcome: named, reason: REASONS[named] };
	const text = textOf(valueAt(body, 'error_reason')) || textOf(valueAt(body, 'sip_status'));
	const sipCode = numberOf(valueAt(body, 'sip_status_code')) ?? sipCodeIn(text);
	return unreachedBy(sipCode, text) ?? failed(text, false);
}

/** A call that was connected and went wrong before the person said anything. */
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
			? ', according to ElevenLabs, but the agent treated it as voicemail'
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

/** Why the person was not reached, if the phone network says so. */
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
