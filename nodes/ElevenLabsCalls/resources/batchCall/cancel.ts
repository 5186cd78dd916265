import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { cancelBatchCall } from '../../../shared/elevenlabs/batchCalls';
import { batchCallId } from '../../parameters/batchCallId';
import { batchOperation } from './batchOperation';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['cancel'] } },
	[batchCallId],
);

/** Cancels a batch. Calls in progress continue. */
export const execute = batchOperation(cancelBatchCall);
