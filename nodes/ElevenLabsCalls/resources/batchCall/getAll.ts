import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { listRawBatchCalls } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { agentFilter } from '../../parameters/filters';
import { listFields, readListRequest } from '../../parameters/listFields';
import { simplify } from '../../parameters/simplify';
import { simplifyBatch } from './simplifiedBatch';

const filters = [agentFilter('The agent that makes the calls')];

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['getAll'] } },
	listFields(filters, undefined, [simplify]),
);

/** Lists batches, newest first, one output for each. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const { query, limit } = readListRequest(this, item, filters, undefined);
	const isSimple = readSwitch(this, item, simplify);
	const batches = await listRawBatchCalls(client, query, limit);
	return batches.map((batch) => ({ json: isSimple ? simplifyBatch(batch) : batch }));
}
