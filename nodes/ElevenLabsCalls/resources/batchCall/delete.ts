import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { deleteBatchCall } from '../../../shared/elevenlabs/batchCalls';
import { batchCallId } from '../../parameters/batchCallId';
import { batchOperation } from './batchOperation';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['delete'] } },
	[batchCallId],
);

/** Deletes a batch permanently. Its conversations stay. */
export const execute = batchOperation(async (client, id) => {
	await deleteBatchCall(client, id);
	return { deleted: true };
});
