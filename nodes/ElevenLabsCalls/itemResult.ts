import type { IDataObject } from 'n8n-workflow';
import type { Problem } from '../shared/calling/problem';

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

/** What an operation gives for one item: an output, why there is none, or that its turn never came. */
export type ItemResult =
	| { item: number; json: IDataObject }
	| { item: number; failure: Failure }
	| { item: number; skipped: true };

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

/**
 * The text for a failed item.
 * @param item its index, counted from 0 as everywhere in n8n
 */
export function failureText({ message }: Failure, item: number): string {
	return `${message} [item ${item}]`;
}

/** What to do about a failed item, and what ElevenLabs' support would ask for. */
export function failureAdvice({ advice, requestId }: Failure): string {
	return requestId === undefined ? advice : `${advice} (Request ID: ${requestId})`.trim();
}
