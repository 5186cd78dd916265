import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { deleteConversation } from '../../../shared/elevenlabs/conversations';
import { conversationId, readConversationId } from '../../parameters/conversationId';
import type { ItemOutput } from '../../itemResult';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['delete'] } },
	[conversationId],
);

/** Deletes a conversation permanently. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	await deleteConversation(client, readConversationId(this, item));
	return [{ json: { deleted: true } }];
}
