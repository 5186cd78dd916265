import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { listRawBatchCalls } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import type { ItemOutput } from '../../itemResult';
import { agentFilter } from '../../parameters/filters';
import { listFields, readListRequest } from '../../parameters/listFields';
import { outputFields, readShownParts, shownFields } from '../../parameters/simplify';
import { LISTED_BATCH_OUTPUT, simplifyBatch } from './simplifiedBatch';

const filters = [agentFilter('The agent that makes the calls')];

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['getAll'] } },
	listFields(filters, undefined, outputFields(LISTED_BATCH_OUTPUT)),
);

/** Lists batches, newest first, one output for each. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const { query, limit } = readListRequest(this, item, filters, undefined);
	const shown = readShownParts(this, item, LISTED_BATCH_OUTPUT);
	const batches = await listRawBatchCalls(client, query, limit);
	return batches.map((batch) => ({
		json: shown.isRaw ? batch : shownFields(simplifyBatch(batch), shown),
	}));
}
