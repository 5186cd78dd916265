import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../../shared/failure';
import type { DialAttempt } from '../../../shared/calling/dialing/dialRunOptions';
import type { DialVerdict } from '../../../shared/calling/dialing/verdict';
import { judgeDial } from '../../../shared/calling/dialing/verdict';
import { LOOK_FIRST } from '../../../shared/failure';
import { maskPhoneNumber } from '../../../shared/calling/recipient/e164';
import { readRetryAfter } from '../../../shared/calling/dialing/backoff';
import type { Exchange } from '../../../shared/elevenlabs/client';
import { describeRefusal, describeSilence, trimEnd } from '../../../shared/elevenlabs/errors';
import { callAnswer } from '../../../shared/elevenlabs/schemas';
import { callIdOf } from '../../itemResult';

/** Fewer digits than this don't identify a number. */
const TELLING_DIGITS = 7;

const NOT_AGAIN =
	"This execution does not call the number again. A later one can, unless it uses the same 'Deduplication Key'.";

/**
 * Reads what came of one request to dial.
 * @param toNumber E.164
 * @param now milliseconds since 1970
 * @param refusalAdvice what to check if ElevenLabs reports that it could not place the call
 * @returns ElevenLabs' answer, field for field, or why there is none
 */
export function readDialAttempt(
	exchange: Exchange,
	toNumber: string,
	now: number,
	refusalAdvice: string,
): DialAttempt<IDataObject> {
	const parsed = exchange.answered ? callAnswer.safeParse(exchange.body) : undefined;
	const answer = parsed?.success ? parsed.data : {};
	const verdict = judgeDial(
		exchange.answered
			? { answered: true, status: exchange.status, success: answer.success ?? undefined }
			: exchange,
	);
	if (verdict === 'placed') {
		return { verdict, answer: (exchange.answered ? exchange.body : answer) as IDataObject };
	}

	const described = describeFailure(exchange, verdict, answer.message ?? '', refusalAdvice);
	const isUncertain = verdict === 'uncertain';
	const id = callIdOf(answer);
	const retryAfterMs = exchange.answered ? readRetryAfter(exchange.retryAfter, now) : undefined;
	return {
		verdict,
		failure: {
			...described,
			message: `The call to ${maskPhoneNumber(toNumber)} ${isUncertain ? 'may have been placed' : 'was not placed'}: ${masked(described.message, toNumber)}${id === undefined ? '' : ` (ID: ${id})`}`,
			advice: isUncertain
				? `It was not found among the agent's conversations. ${LOOK_FIRST} ${NOT_AGAIN}`
				: described.advice,
		},
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}

/**
 * The failure of a call that was being dialed when the execution was stopped.
 * @param toNumber E.164
 */
export function abandonedCall(toNumber: string): Failure {
	return {
		message: `The call to ${maskPhoneNumber(toNumber)} may have been placed: the execution was stopped before ElevenLabs responded`,
		advice: `${LOOK_FIRST} If it was placed, n8n's log has its ID.`,
	};
}

/**
 * Describes a request to dial that did not succeed.
 * @param message what ElevenLabs said in an answer with `success: false`
 * @param refusalAdvice what to do about such an answer
 */
export function describeFailure(
	exchange: Exchange,
	verdict: DialVerdict,
	message: string,
	refusalAdvice: string,
): Failure {
	if (!exchange.answered) {
		const silence = describeSilence(exchange.code);
		return verdict === 'not placed' ? silence : { ...silence, message: lossOf(exchange.code) };
	}
	const { status, body, requestId } = exchange;
	if (status < 200 || status >= 300) return describeRefusal(status, body, requestId);
	const identified = { status, ...(requestId === undefined ? {} : { requestId }) };
	if (verdict === 'uncertain') {
		return { message: "ElevenLabs' response can't be read", advice: '', ...identified };
	}
	const reason = trimEnd(message);
	return {
		message: reason === '' ? 'ElevenLabs gave no reason' : `ElevenLabs responded: ${reason}`,
		advice: refusalAdvice,
		...identified,
	};
}

/** How an answer was lost. @param code Node's, or that of n8n's HTTP library */
function lossOf(code: string): string {
	if (['ECONNABORTED', 'ETIMEDOUT'].includes(code)) return 'ElevenLabs did not respond in time';
	return `The connection to ElevenLabs broke before the response arrived (${code})`;
}

/** ElevenLabs and carriers often repeat the number in their messages, in their own notation. */
function masked(text: string, toNumber: string): string {
	const tail = toNumber.slice(-TELLING_DIGITS);
	return text.replace(/\+?\d(?:[ ().\-/]{0,3}\d){6,20}/g, (written) =>
		written.replace(/\D/g, '').endsWith(tail) ? maskPhoneNumber(toNumber) : written,
	);
}
