import type { IDataObject } from 'n8n-workflow';
import { joined } from '../shared/failure';
import { isBlank } from '../shared/values';
import { isOwnAnswer, isOwnDetails, ownError, withoutVerdict } from './earlierOutput';
import type { FailedResult } from './itemResult';
import { failureAdvice, failureText, withAdvice } from './itemResult';

/** What a failed item's output depends on. */
export interface FailedItemOptions {
	input: IDataObject;
	/** Whether the operation calls people. */
	callsPeople: boolean;
	/**
	 * The first output keeps the input next to the reason. On the error output n8n adds the input, but
	 * only to an item that has no keys except `error`, `message` and `details`. An AI agent that uses
	 * the node as its tool knows what it asked for.
	 */
	place: 'output' | 'error output' | 'tool';
}

/**
 * Makes the output of a failed item. It replaces what an earlier failure or answer of this node left in
 * the item. A user's own `details` column is kept; the advice is then in `error`. A user's own `error`
 * value moves into `details.input_error`.
 */
export function failedItem(
	{ item, failures, mayHaveBeenPlaced, toNumber }: FailedResult,
	{ input, callsPeople, place }: FailedItemOptions,
): IDataObject {
	const failure = joined(failures);
	const number = toNumber === undefined ? {} : { to_number: toNumber };
	const description = failureAdvice(failure);
	const details: IDataObject = {
		description,
		...(failure.parameter === undefined ? {} : { parameter: failure.parameter }),
		...(failure.status === undefined ? {} : { http_status: failure.status }),
		...(failure.requestId === undefined ? {} : { request_id: failure.requestId }),
		...number,
		...(callsPeople ? { call_may_have_been_placed: mayHaveBeenPlaced === true } : {}),
	};
	if (place === 'tool')
		return { success: false, error: failureText(failure, item), ...number, details };

	const keepsDetails = 'details' in input && !isOwnDetails(input);
	const inputError = ownError(input);
	const reason: IDataObject = keepsDetails
		? {
				error: failureText({ ...failure, message: withAdvice(failure.message, description) }, item),
			}
		: {
				error: failureText(failure, item),
				details: { ...details, ...(isBlank(inputError) ? {} : { input_error: inputError }) },
			};
	const isAnswered = callsPeople && isOwnAnswer(input);
	if (place === 'error output') return isAnswered ? { ...reason, message: reason.error } : reason;
	return isAnswered
		? { ...withoutVerdict(input), ...number, success: false, message: reason.error, ...reason }
		: { ...number, ...input, ...reason };
}
