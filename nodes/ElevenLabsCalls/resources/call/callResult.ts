import type { IDataObject } from 'n8n-workflow';
import type { DialVerdict } from '../../../shared/calling/dialResult';
import { judgeDial } from '../../../shared/calling/dialResult';
import { maskPhoneNumber } from '../../../shared/calling/phoneNumber';
import type { Exchange } from '../../../shared/elevenlabs/client';
import type { ApiRefusal } from '../../../shared/elevenlabs/errors';
import { describeRefusal, describeSilence, trimEnd } from '../../../shared/elevenlabs/errors';
import { callAnswer } from '../../../shared/elevenlabs/schemas';
import type { Failure } from '../../itemResult';

/**
 * Reads what came of an attempt to place a call.
 * @param toNumber E.164
 * @returns ElevenLabs' answer, field for field, or why the item failed
 */
export function readCallResult(
	exchange: Exchange,
	toNumber: string,
): { json: IDataObject } | { failure: Failure } {
	const answer = exchange.answered ? callAnswer.safeParse(exchange.body) : undefined;
	const success = answer?.success ? answer.data.success : undefined;
	const verdict = judgeDial(
		exchange.answered ? { answered: true, status: exchange.status, success } : exchange,
	);
	if (verdict === 'placed' && exchange.answered) return { json: exchange.body as IDataObject };

	const said = masked(whatWasSaid(exchange, verdict, answer?.data?.message), toNumber);
	if (verdict === 'uncertain') {
		return {
			failure: failure(exchange, said, {
				message: `The call to ${maskPhoneNumber(toNumber)} may have been placed: ${said.message}`,
				advice:
					'Look for it under Conversations in ElevenLabs before anyone calls this number again; this node does not.',
				mayHaveBeenPlaced: true,
			}),
		};
	}
	return {
		failure: failure(exchange, said, {
			message: `The call to ${maskPhoneNumber(toNumber)} was not placed: ${said.message}`,
			advice: said.advice,
			mayHaveBeenPlaced: false,
		}),
	};
}

function whatWasSaid(
	exchange: Exchange,
	verdict: DialVerdict,
	message: string | null | undefined,
): ApiRefusal {
	if (!exchange.answered) {
		const silence = describeSilence(exchange.code);
		if (verdict === 'not placed') return silence;
		return ['ECONNABORTED', 'ETIMEDOUT'].includes(exchange.code)
			? { ...silence, message: 'ElevenLabs did not answer in time' }
			: {
					...silence,
					message: `The connection to ElevenLabs broke before its answer (${exchange.code})`,
				};
	}
	const { status, body, requestId } = exchange;
	if (status < 200 || status >= 300) return describeRefusal(status, body, requestId);
	const identified = requestId === undefined ? {} : { requestId };
	if (verdict === 'uncertain') {
		return { message: "ElevenLabs' answer can't be read", advice: '', ...identified };
	}
	const reason = trimEnd(message ?? '');
	return {
		message: reason === '' ? 'ElevenLabs gave no reason' : `ElevenLabs answered: ${reason}`,
		advice: "Check the agent's phone number and its provider in ElevenLabs.",
		...identified,
	};
}

/** ElevenLabs and carriers like to repeat the number in their words. */
function masked(said: ApiRefusal, toNumber: string): ApiRefusal {
	const shown = maskPhoneNumber(toNumber);
	return {
		...said,
		message: said.message.replaceAll(toNumber, shown).replaceAll(toNumber.slice(1), shown),
	};
}

function failure(
	exchange: Exchange,
	{ field, requestId }: ApiRefusal,
	rest: Pick<Failure, 'message' | 'advice' | 'mayHaveBeenPlaced'>,
): Failure {
	return {
		...rest,
		...(field === undefined ? {} : { parameter: field }),
		...(exchange.answered ? { status: exchange.status } : {}),
		...(requestId === undefined ? {} : { requestId }),
	};
}
