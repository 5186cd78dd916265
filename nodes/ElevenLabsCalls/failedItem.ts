import type { IDataObject } from 'n8n-workflow';
import { SKIP_FIELDS } from '../shared/calling/guards';
import { joined } from '../shared/failure';
import { isBlank } from '../shared/values';
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

const TECHNICAL = ['parameter', 'http_status', 'request_id'];

const DETAILS = ['description', 'call_may_have_been_placed', 'input_error', ...TECHNICAL];

/** The end of every `error` of this node, and of most of n8n's. */
const ITEM_SUFFIX = /\[item \d+\]$/;

const IDS = ['conversation_id', 'callSid', 'sip_call_id'];

/** What a skipped call says in addition to `success` and `message`, without the ID of an earlier call. */
const SKIPPED_KEYS = ['reason', ...SKIP_FIELDS].filter((key) => !IDS.includes(key));

/**
 * Makes the output of a failed item. It replaces what an earlier failure or answer of this node left in
 * the item. A user's own `details` column is kept; the advice is then in `error`. A user's own `error`
 * value moves into `details.input_error`.
 */
export function failedItem(
	{ item, failures, mayHaveBeenPlaced }: FailedResult,
	{ input, callsPeople, place }: FailedItemOptions,
): IDataObject {
	const failure = joined(failures);
	const hasOwnDetails = isOwnDetails(input);
	const description = failureAdvice(failure);
	const details: IDataObject = {
		description,
		...(failure.parameter === undefined ? {} : { parameter: failure.parameter }),
		...(failure.status === undefined ? {} : { http_status: failure.status }),
		...(failure.requestId === undefined ? {} : { request_id: failure.requestId }),
		...(callsPeople ? { call_may_have_been_placed: mayHaveBeenPlaced === true } : {}),
	};
	if (place === 'tool') return { success: false, error: failureText(failure, item), details };

	const keepsDetails = 'details' in input && !hasOwnDetails;
	const inputError = hasOwnDetails ? (input.details as IDataObject).input_error : input.error;
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
		? {
				...without(input, SKIPPED_KEYS),
				success: false,
				message: reason.error,
				...reason,
			}
		: { ...input, ...reason };
}

/** Whether this node wrote the item's `details`, judged by their shape. A bare description may be anyone's. */
function isOwnDetails({ details, error }: IDataObject): boolean {
	if (typeof details !== 'object' || details === null || Array.isArray(details)) return false;
	const found = details as IDataObject;
	return (
		typeof found.description === 'string' &&
		Object.keys(found).every((key) => DETAILS.includes(key)) &&
		(typeof found.call_may_have_been_placed === 'boolean' ||
			(TECHNICAL.some((key) => key in found) &&
				typeof error === 'string' &&
				ITEM_SUFFIX.test(error)))
	);
}

/** Whether an item contains an answer of Outbound Call: of a placed call or a skipped one. */
function isOwnAnswer({ success, message, reason, ...rest }: IDataObject): boolean {
	return (
		typeof success === 'boolean' &&
		typeof message === 'string' &&
		(typeof reason === 'string' || IDS.some((key) => typeof rest[key] === 'string'))
	);
}

function without(json: IDataObject, keys: readonly string[]): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));
}
