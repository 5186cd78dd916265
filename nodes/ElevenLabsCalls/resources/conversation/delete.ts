import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { deleteAt } from '../../../shared/elevenlabs/client';
import { conversationId } from '../../parameters/conversationId';
import { readConversationId } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['delete'] } },
	[conversationId],
);

/** Deletes a conversation for good. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	await deleteAt(client, `/v1/convai/conversations/${readConversationId(this, item)}`);
	return [{ json: { deleted: true } }];
}
