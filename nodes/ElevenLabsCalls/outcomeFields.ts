import type { IDataObject } from 'n8n-workflow';
import { judgeCall } from '../shared/calling/following/callOutcome';
import type { WaitEnding } from '../shared/calling/following/callWatch';
import type { Conversation } from '../shared/elevenlabs/schemas';
import { simplifyConversation } from '../shared/elevenlabs/simplifiedConversation';
import { joined } from '../shared/failure';
import { failuresOf } from './nodeErrors';

/** A conversation as the user wants it. @param isSimple if false, it is as ElevenLabs sent it */
export function shownConversation(conversation: Conversation, isSimple: boolean): IDataObject {
	return isSimple ? simplifyConversation(conversation) : (conversation as IDataObject);
}

/** The outcome of a conversation, in the fields of an output. */
export function outcomeFields(conversation: Conversation): IDataObject {
	const { outcome, reason } = judgeCall(conversation);
	return { outcome, outcome_reason: reason };
}

/**
 * How a wait ended, in the fields of an output.
 * @param isSimple whether the conversation is simplified
 */
export function endingFields(
	{ conversation, timedOut, cancelled, error }: WaitEnding<Conversation>,
	isSimple: boolean,
): IDataObject {
	const known =
		conversation === undefined
			? {
					outcome: 'unknown',
					outcome_reason: whyUnknown(cancelled, error),
				}
			: outcomeFields(conversation);
	return {
		...known,
		timed_out: timedOut,
		conversation: conversation === undefined ? null : shownConversation(conversation, isSimple),
	};
}

/**
 * Why a wait knows nothing.
 * @param record what is read, and what is over at its end
 */
export function whyUnknown(
	cancelled: boolean,
	error: unknown,
	[record, end]: [record: string, end: string] = ['conversation', 'call'],
): string {
	if (error !== undefined) {
		return `The ${record} could not be read: ${joined(failuresOf(error)).message}`;
	}
	return cancelled
		? `The execution was stopped before the ${end} was over`
		: `ElevenLabs has not reported anything about the ${end} yet`;
}
