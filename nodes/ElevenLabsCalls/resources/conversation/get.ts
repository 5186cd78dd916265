import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readWholeConversation } from '../../../shared/elevenlabs/conversations';
import { CONVERSATION_OUTPUT, conversationOutput } from '../../conversationOutput';
import { conversationId, readConversationId } from '../../parameters/conversationId';
import { outputFields, readShownParts } from '../../parameters/simplify';
import type { ItemOutput } from '../../itemResult';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['get'] } },
	[conversationId, ...outputFields(CONVERSATION_OUTPUT)],
);

/** Reads a conversation and its outcome. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const shown = readShownParts(this, item, CONVERSATION_OUTPUT);
	const conversation = await readWholeConversation(client, readConversationId(this, item));
	return [{ json: conversationOutput(conversation, client.baseUrl, shown) }];
}
