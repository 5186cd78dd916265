import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { recipientCounts } from '../../../shared/calling/following/batchWatch';
import { readBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readLocator, readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { batchCallId } from '../../parameters/batchCallId';
import { simplify } from '../../parameters/simplify';
import { simplifyBatch, simplifyRecipient } from './simplifiedBatch';

const includeRecipients: INodeProperties = {
	displayName: 'Include Recipients',
	name: 'includeRecipients',
	type: 'boolean',
	default: false,
	description:
		'Whether to return one item per recipient, with status and conversation ID, instead of one item for the whole batch',
};

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['get'] } },
	[batchCallId, includeRecipients, simplify],
);

/** Reads a batch and how many recipients have each status, or its recipients. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const id = readLocator(this, item, batchCallId);
	const isWhole = !readSwitch(this, item, includeRecipients);
	const isSimple = readSwitch(this, item, simplify);
	const batch = await readBatchCall(client, id);
	if (isWhole) {
		const shown = isSimple ? simplifyBatch(batch as IDataObject) : (batch as IDataObject);
		return [{ json: { ...shown, counts: recipientCounts(batch) } }];
	}
	return (batch.recipients ?? []).map((recipient) => ({
		json: {
			batch_id: id,
			...(isSimple ? simplifyRecipient(recipient) : (recipient as IDataObject)),
		},
	}));
}
