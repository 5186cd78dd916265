import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readId } from '../../shared/ids';
import { locatorValue, valueOrThrow } from '../itemParameters';

/** What an ID looks like in the URL of its page. */
const ID_IN_URL = '^\\s*https?://\\S*?(conv_[A-Za-z0-9_-]+)';

/** Which conversation is meant. Workflows may have it as a plain text. */
export const conversationId: INodeProperties = {
	displayName: 'Conversation ID',
	name: 'conversationId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The conversation_id from Outbound Call or the trigger. The list has the newest first; its search finds words said in a conversation.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a conversation…',
			typeOptions: { searchListMethod: 'searchConversations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. conv_01jx8e3ve2f0sbkq9fgbsdv6pq',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://elevenlabs.io/app/agents/history/conv_01jx8e3ve2f0sbkq9fgbsdv6pq',
			hint: "The address of the conversation's page in ElevenLabs",
			extractValue: { type: 'regex', regex: ID_IN_URL },
		},
	],
};

/**
 * Reads the ID of a conversation, also out of the URL of its page, whichever way it is given.
 * @throws ItemFailure if there is none
 */
export function readConversationId(context: IExecuteFunctions, item: number): string {
	const { name, displayName } = conversationId;
	const value = locatorValue(context, item, name);
	const [, id] = typeof value === 'string' ? (new RegExp(ID_IN_URL, 'i').exec(value) ?? []) : [];
	return valueOrThrow(
		readId(
			id ?? value,
			displayName,
			'Map the field that holds it, e.g. conversation_id of an outbound call.',
		),
	);
}
