import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readId } from '../../shared/ids';
import { valueOrThrow } from '../itemParameters';

/** Which conversation is meant. */
export const conversationId: INodeProperties = {
	displayName: 'Conversation ID',
	name: 'conversationId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. conv_01jx8e3ve2f0sbkq9fgbsdv6pq',
	description:
		"The conversation_id from Outbound Call or the trigger, or the URL of the conversation's page in ElevenLabs",
};

/** What an ID looks like in a URL. */
const ID_IN_URL = /conv_[A-Za-z0-9_-]+/;

/**
 * Reads the ID of a conversation, also out of the URL of its page.
 * @throws ItemFailure if there is none
 */
export function readConversationId(context: IExecuteFunctions, item: number): string {
	const { name, displayName } = conversationId;
	const value = context.getNodeParameter(name, item, '') as unknown;
	const isUrl = typeof value === 'string' && /^\s*https?:\/\//i.test(value);
	return valueOrThrow(
		readId(
			isUrl ? (ID_IN_URL.exec(value)?.[0] ?? value) : value,
			displayName,
			'Map the field that holds it, e.g. conversation_id of an outbound call.',
		),
	);
}
