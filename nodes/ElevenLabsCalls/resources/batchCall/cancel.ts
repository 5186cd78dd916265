import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { cancelBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readLocator } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { batchCallId } from '../../parameters/batchCallId';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['cancel'] } },
	[batchCallId],
);

/** Cancels a batch. Calls that have begun go on. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	return [{ json: await cancelBatchCall(client, readLocator(this, item, batchCallId)) }];
}
