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
		'The ID that Outbound Call gave out as conversation_id, or the address of the conversation in the ElevenLabs dashboard',
};
