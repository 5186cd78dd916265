import { valueAt } from '../../json';
import { isRecord } from '../../values';

/** An outcome that ElevenLabs or a carrier can name. */
export type NamedOutcome = 'answered' | 'voicemail' | 'busy' | 'no_answer' | 'failed';

/**
 * A conversation as `GET /v1/convai/conversations/{id}` and the post-call webhook send it. Any part may
 * be missing or have another type.
 */
export interface JudgedConversation {
	status?: unknown;
	metadata?: unknown;
	transcript?: unknown;
}

/** The person picked up and heard nothing, because ElevenLabs only then found the mistake. */
const DROPS = [/missing required dynamic variable/i, /\boverride\b.*\bnot allowed\b/i];

/** Codes of a connection that was closed normally (RFC 6455 §7.4.1), or has no code. */
const NO_ERRORS = new Set([0, 1000, 1001, 1005]);

const SIP = /\b(?:sip|INVITE)\b/i;

const VOICEMAIL = /voice[ _-]?mail/i;

/** What a conversation says about its outcome. */
export interface Evidence {
	status: string;
	/** ElevenLabs' own result. */
	result?: NamedOutcome;
	/** The mistake for which ElevenLabs hung up as soon as the person picked up. */
	drop?: string;
	isVoicemail: boolean;
	/** What went wrong, or ended the call; empty if ElevenLabs doesn't say. */
	text: string;
	/** Whether something went wrong. */
	hasError: boolean;
	sipCode?: number;
	/** Whether the transcript has anything the person said. */
	hasSpoken: boolean;
	/** Whether the call was connected for any time. */
	wasOpen: boolean;
	/** Whether it goes through WhatsApp, where a call may first need the person's approval. */
	isWhatsApp: boolean;
}

export function evidenceOf(conversation: JudgedConversation): Evidence {
	const metadata = valueAt(conversation, 'metadata');
	const error = textOf(valueAt(metadata, 'error', 'reason'));
	const code = numberOf(valueAt(metadata, 'error', 'code'));
	const texts = [error, textOf(valueAt(metadata, 'termination_reason'))];
	const says = (pattern: RegExp) => texts.some((text) => pattern.test(text));
	const transcript = valueAt(conversation, 'transcript');
	// 404 and 408 are also HTTP statuses, and then mean something else, such as a language model.
	const isSip =
		valueAt(metadata, 'phone_call', 'type') === 'sip_trunking' ||
		says(SIP) ||
		texts.every((text) => text === '');
	return {
		status: textOf(valueAt(conversation, 'status')),
		result: outcomeNamed(valueAt(metadata, 'phone_call', 'call_result')),
		drop: texts.find((text) => DROPS.some((pattern) => pattern.test(text))),
		isVoicemail:
			valueAt(metadata, 'features_usage', 'voicemail_detection', 'used') === true ||
			says(VOICEMAIL),
		text: texts.find((text) => text !== '') ?? '',
		hasError: code === undefined ? error !== '' : !NO_ERRORS.has(code),
		...(isSip && { sipCode: texts.map(sipCodeIn).find((found) => found !== undefined) ?? code }),
		hasSpoken:
			Array.isArray(transcript) &&
			transcript.some(
				(turn) => valueAt(turn, 'role') === 'user' && textOf(valueAt(turn, 'message')) !== '',
			),
		wasOpen: (numberOf(valueAt(metadata, 'call_duration_secs')) ?? 0) > 0,
		isWhatsApp: isRecord(valueAt(metadata, 'whatsapp')),
	};
}

/** The carrier's `no-answer` is ElevenLabs' `no_answer`. */
export function outcomeNamed(value: unknown): NamedOutcome | undefined {
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
export function sipCodeIn(text: string): number | undefined {
	const code = /\bsip status:? ?(\d{3})\b/i.exec(text)?.[1];
	return code === undefined ? undefined : Number(code);
}

const LONGEST_TEXT = 300;

/** A text on one line, without the period at its end; empty if the value isn't text. */
export function textOf(value: unknown): string {
	if (typeof value !== 'string') return '';
	let line = value.slice(0, LONGEST_TEXT).trim().replace(/\s+/g, ' ');
	if (value.length > LONGEST_TEXT) return `${line}…`;
	while (line.endsWith('.')) line = line.slice(0, -1).trimEnd();
	return line;
}

export function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
