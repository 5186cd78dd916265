import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readWholeConversation } from '../../../shared/elevenlabs/conversations';
import { outcomeFields, shownConversation } from '../../outcomeFields';
import { conversationId, readConversationId } from '../../parameters/conversationId';
import { simplify } from '../../parameters/simplify';
import { readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['get'] } },
	[conversationId, simplify],
);

/** Reads a conversation and its outcome. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const conversation = await readWholeConversation(client, readConversationId(this, item));
	const shown = shownConversation(conversation, readSwitch(this, item, simplify));
	return [{ json: { ...shown, ...outcomeFields(conversation) } }];
}
