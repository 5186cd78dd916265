import type { IDataObject } from 'n8n-workflow';
import { SKIP_FIELDS, SKIP_SUMMARIES } from '../shared/calling/guards';
import { isBlank } from '../shared/values';
import { CALL_OUTPUT } from './conversationOutput';
import { BEGINS_LATER } from './resources/call/whatsAppChannel';

// An item can come back to the node with what the node wrote into it before, e.g. in a loop.

const TECHNICAL = ['parameter', 'http_status', 'request_id'];

const DETAILS = [
	'description',
	'to_number',
	'call_may_have_been_placed',
	'input_error',
	...TECHNICAL,
];

/** The end of every `error` of this node, and of most of n8n's. */
const ITEM_SUFFIX = /\[item \d+\]$/;

const IDS = ['conversation_id', 'callSid', 'sip_call_id'];

/** What a skipped call says in addition to `success` and `message`, without the ID of an earlier call. */
const SKIPPED_KEYS = ['reason', ...SKIP_FIELDS].filter((key) => !IDS.includes(key));

/** What says how a call ended. */
const OUTCOME_KEYS = ['outcome', 'outcome_reason', 'timed_out'];

/** Whatever is in the answer of a call that was followed to its end. */
const FOLLOWED_KEYS = [
	...OUTCOME_KEYS,
	...CALL_OUTPUT.fields,
	...(CALL_OUTPUT.details ?? []).flatMap(({ fields }) => fields),
	'conversation',
];

/** Whether this node wrote the item's `details`, judged by their shape. A bare description may be anyone's. */
export function isOwnDetails({ details, error }: IDataObject): boolean {
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

/** The user's own value of `error`, which a failure moved into `details`. */
export function ownError(input: IDataObject): IDataObject[string] {
	return isOwnDetails(input) ? (input.details as IDataObject).input_error : input.error;
}

/** Whether an item contains an answer of Outbound Call: of a placed call or a skipped one. */
export function isOwnAnswer({ success, message, outcome, reason, ...rest }: IDataObject): boolean {
	return (
		typeof success === 'boolean' &&
		(typeof message === 'string' || typeof outcome === 'string') &&
		(typeof reason === 'string' || IDS.some((key) => typeof rest[key] === 'string'))
	);
}

/** An item without what an earlier answer says about the call. IDs of calls are kept. */
export function withoutVerdict(input: IDataObject): IDataObject {
	return without(input, [...verdictKeys(input), ...(isFollowed(input) ? OUTCOME_KEYS : [])]);
}

/** Every other column of the same name is the user's own. */
function answerKeys(input: IDataObject): string[] {
	return [
		...['success', 'message', 'to_number', ...IDS],
		...verdictKeys(input),
		...(isFollowed(input) ? FOLLOWED_KEYS : []),
	];
}

function verdictKeys({ success, reason, note }: IDataObject): string[] {
	const isSkip = success === false && Object.hasOwn(SKIP_SUMMARIES, String(reason));
	return [...(isSkip ? SKIPPED_KEYS : []), ...(note === BEGINS_LATER ? ['note'] : [])];
}

function isFollowed({ outcome, outcome_reason: reason }: IDataObject): boolean {
	return typeof outcome === 'string' && typeof reason === 'string';
}

/**
 * Adds the fields of the input to an answer, whose own fields win. What the node wrote into the input
 * before isn't added.
 */
export function withInput(answer: IDataObject, input: IDataObject): IDataObject {
	const unfailed = withoutFailure(input);
	const user = isOwnAnswer(input) ? without(unfailed, answerKeys(input)) : unfailed;
	return { ...answer, ...without(user, Object.keys(answer)) };
}

/** Next to `details` of the user's own, a failure has only its `error`. */
function withoutFailure(input: IDataObject): IDataObject {
	const error = ownError(input);
	if (isOwnDetails(input)) {
		return { ...without(input, ['error', 'details']), ...(!isBlank(error) && { error }) };
	}
	return typeof error === 'string' && ITEM_SUFFIX.test(error) ? without(input, ['error']) : input;
}

function without(json: IDataObject, keys: readonly string[]): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));
}
