import type { Problem } from './result';

/** Why an item has no answer. */
export interface Failure {
	/** What happened, without the item's number and without a full stop. */
	message: string;
	/** What to do next. */
	advice: string;
	/** The parameters meant, by their labels, or the field of the request. */
	parameter?: string;
	/** HTTP status of ElevenLabs' answer. */
	status?: number;
	requestId?: string;
	/** The person's phone may have rung all the same. */
	mayHaveBeenPlaced: boolean;
}

/** Makes one failure of all that is wrong with an item. */
export function failureOf(problems: Problem[]): Failure {
	const distinct = (texts: string[]) => [...new Set(texts)];
	return {
		message: problems.map(({ parameter, message }) => `'${parameter}' ${message}`).join('; '),
		advice: distinct(problems.map(({ advice }) => advice)).join(' '),
		parameter: distinct(problems.map(({ parameter }) => parameter)).join(', '),
		mayHaveBeenPlaced: false,
	};
}

/** What to do before a number is called again that may have been called. */
export const LOOK_FIRST =
	'Look for it under Conversations in ElevenLabs before anyone calls this number again.';
