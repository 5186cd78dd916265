import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { deleteBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readLocator } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { batchCallId } from '../../parameters/batchCallId';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['delete'] } },
	[batchCallId],
);

/** Deletes a batch permanently. Its conversations stay. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	await deleteBatchCall(client, readLocator(this, item, batchCallId));
	return [{ json: { deleted: true } }];
}
