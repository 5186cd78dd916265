import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { recipientCounts } from '../../../shared/calling/following/batchWatch';
import { readBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readLocator, readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { batchCallId } from '../../parameters/batchCallId';
import {
	readShownParts,
	selectionOf,
	shownFields,
	simplify,
	toolOutput,
} from '../../parameters/simplify';
import {
	BATCH_OUTPUT,
	RECIPIENT_OUTPUT,
	simplifyBatch,
	simplifyRecipient,
} from './simplifiedBatch';

const includeRecipients: INodeProperties = {
	displayName: 'Include Recipients',
	name: 'includeRecipients',
	type: 'boolean',
	default: false,
	description:
		'Whether to return one item per recipient, with status and conversation ID, instead of one item for the whole batch',
};

/** The editor offers the fields of what comes out. */
const selections = [
	...updateDisplayOptions({ show: { includeRecipients: [false] } }, [selectionOf(BATCH_OUTPUT)]),
	...updateDisplayOptions({ show: { includeRecipients: [true] } }, [selectionOf(RECIPIENT_OUTPUT)]),
];

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['get'] } },
	[batchCallId, includeRecipients, simplify, toolOutput, ...selections],
);

/** Reads a batch and how many recipients have each status, or its recipients. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const id = readLocator(this, item, batchCallId);
	const isWhole = !readSwitch(this, item, includeRecipients);
	const shown = readShownParts(this, item, isWhole ? BATCH_OUTPUT : RECIPIENT_OUTPUT);
	const show = (simple: IDataObject, sent: IDataObject) =>
		shown.isRaw ? sent : shownFields(simple, shown);
	const batch = await readBatchCall(client, id);
	if (isWhole) {
		const counts = recipientCounts(batch);
		const sent = batch as IDataObject;
		return [{ json: show({ ...simplifyBatch(sent), counts }, { ...sent, counts }) }];
	}
	return (batch.recipients ?? []).map((recipient) => ({
		json: show(
			{ batch_id: id, ...simplifyRecipient(recipient) },
			{ batch_id: id, ...(recipient as IDataObject) },
		),
	}));
}
