import type { INodeProperties } from 'n8n-workflow';

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
