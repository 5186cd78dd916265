import type { IDataObject } from 'n8n-workflow';
import type { EndedCall } from '../shared/calling/dialing/ledger';
import { judgeCall } from '../shared/calling/following/callOutcome';
import type { WaitEnding } from '../shared/calling/following/callWatch';
import { conversationUrl } from '../shared/elevenlabs/dashboard';
import type { Conversation } from '../shared/elevenlabs/schemas';
import { simplifyConversation } from '../shared/elevenlabs/simplifiedConversation';
import { joined } from '../shared/failure';
import { failuresOf } from './nodeErrors';
import type { Detail, ShownParts, SimplifiedOutput } from './parameters/simplify';
import { shownFields } from './parameters/simplify';

const DETAILS = {
	collectedData: {
		name: 'Collected Data',
		value: 'collectedData',
		description: 'The values that the agent collected, by name: data_collection',
		fields: ['data_collection'],
	},
	conversationDetails: {
		name: 'Conversation Details',
		value: 'conversationDetails',
		description: 'Agent, status, start time and termination reason',
		fields: ['agent_id', 'status', 'start_time', 'termination_reason'],
	},
	dynamicVariables: {
		name: 'Dynamic Variables',
		value: 'dynamicVariables',
		description: 'What the call was made with: user_id and dynamic_variables',
		fields: ['user_id', 'dynamic_variables'],
	},
	evaluationResults: {
		name: 'Evaluation Results',
		value: 'evaluationResults',
		description: 'Whether the call reached its goals: call_successful and evaluation_criteria',
		fields: ['call_successful', 'evaluation_criteria'],
	},
	turns: {
		name: 'Turns',
		value: 'turns',
		description: 'The transcript as a list: who said what, and when',
		fields: ['turns'],
	},
} satisfies Record<string, Detail>;

const { collectedData, conversationDetails, dynamicVariables, evaluationResults, turns } = DETAILS;

const ENDED_FIELDS = [
	'outcome',
	'outcome_reason',
	'to_number',
	'summary',
	'transcript',
	'duration_secs',
	'cost',
	'conversation_url',
	'conversation_id',
];

/** What comes out of a call that was followed to its end. */
export const CALL_OUTPUT: SimplifiedOutput = {
	id: 'conversation_id',
	fields: [...ENDED_FIELDS, 'success'],
	details: [
		{
			name: 'Call Response',
			value: 'callResponse',
			description: "ElevenLabs' response to the call: message, and callSid or sip_call_id",
			fields: ['message', 'callSid', 'sip_call_id'],
		},
		collectedData,
		conversationDetails,
		dynamicVariables,
		evaluationResults,
		turns,
	],
};

/** What comes out of a conversation that was followed to its end. */
export const ENDED_OUTPUT: SimplifiedOutput = {
	id: 'conversation_id',
	fields: ENDED_FIELDS,
	details: Object.values(DETAILS),
};

/** What comes out of a conversation that was read. */
export const CONVERSATION_OUTPUT: SimplifiedOutput = {
	id: 'conversation_id',
	fields: [
		'outcome',
		'outcome_reason',
		'to_number',
		'summary',
		'transcript',
		'duration_secs',
		'conversation_url',
		'conversation_id',
		'user_id',
		'dynamic_variables',
	],
	details: [
		collectedData,
		{
			...conversationDetails,
			description: 'Agent, status, start time, termination reason and cost in credits',
			fields: [...conversationDetails.fields, 'cost'],
		},
		evaluationResults,
		turns,
	],
};

const NO_ID = "ElevenLabs gave no conversation ID, so the call can't be followed";

/** A conversation with its outcome, as the user wants it. */
export function conversationOutput(
	conversation: Conversation,
	baseUrl: string,
	shown: ShownParts,
): IDataObject {
	return shown.isRaw
		? { ...(conversation as IDataObject), ...outcomeFields(conversation) }
		: shownFields(
				{
					...simplifyConversation(conversation),
					...outcomeFields(conversation),
					conversation_url: conversationUrl(baseUrl, conversation.conversation_id),
				},
				shown,
			);
}

/**
 * What comes out once a wait is over: with raw parts the whole conversation under `conversation`, else
 * its fields. That the wait timed out is always said, and so are the IDs of a call.
 * @param known what is known apart from how it ended, e.g. ElevenLabs' response to the call
 * @param baseUrl of the API
 */
export function endedOutput(
	known: IDataObject,
	baseUrl: string,
	ending: WaitEnding<Conversation>,
	shown: ShownParts,
): IDataObject {
	const { conversation, timedOut } = ending;
	const { conversation_id: id, callSid, sip_call_id } = known;
	const outcome =
		conversation === undefined
			? { outcome: 'unknown', outcome_reason: id ? whyUnknown(ending) : NO_ID }
			: outcomeFields(conversation);
	if (shown.isRaw) {
		return {
			...known,
			...outcome,
			timed_out: timedOut,
			conversation: (conversation as IDataObject | undefined) ?? null,
		};
	}
	const simplified = simplifyConversation(conversation ?? { conversation_id: '' });
	const simple = {
		...known,
		...simplified,
		...outcome,
		to_number: known.to_number ?? simplified.to_number,
		conversation_id: id ?? null,
		conversation_url: typeof id === 'string' ? conversationUrl(baseUrl, id) : null,
	};
	return {
		...shownFields(simple, shown),
		...(timedOut && { timed_out: true }),
		...(!id && callSid && { callSid }),
		...(!id && sip_call_id && { sip_call_id }),
	};
}

/** Adds the number that was dialed to an answer, which it never replaces. @param number E.164 */
export function withNumber(answer: IDataObject, number: string | undefined): IDataObject {
	return number === undefined || 'to_number' in answer ? answer : { ...answer, to_number: number };
}

/** How a call ended, for the summary of its run. */
export function endedCall({ conversation }: WaitEnding<Conversation>): EndedCall {
	if (conversation === undefined) return { outcome: 'unknown' };
	const { duration_secs: durationSecs, cost } = simplifyConversation(conversation);
	return {
		outcome: judgeCall(conversation).outcome,
		...(typeof durationSecs === 'number' && { durationSecs }),
		...(typeof cost === 'number' && { cost }),
	};
}

/** The outcome of a conversation, in the fields of an output. */
export function outcomeFields(conversation: Conversation): IDataObject {
	const { outcome, reason } = judgeCall(conversation);
	return { outcome, outcome_reason: reason };
}

/**
 * Why a wait knows nothing.
 * @param record what is read, and what is over at its end
 */
export function whyUnknown(
	{ cancelled, error }: Pick<WaitEnding<unknown>, 'cancelled' | 'error'>,
	[record, end]: [record: string, end: string] = ['conversation', 'call'],
): string {
	if (error !== undefined) {
		return `The ${record} could not be read: ${joined(failuresOf(error)).message}`;
	}
	return cancelled
		? `The execution was stopped before the ${end} was over`
		: `ElevenLabs has not reported anything about the ${end} yet`;
}
