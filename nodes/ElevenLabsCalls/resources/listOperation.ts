import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../shared/elevenlabs/client';
import type { ItemOutput } from '../itemResult';
import type { Filter } from '../parameters/filters';
import { readListRequest } from '../parameters/listFields';

/**
 * Makes the code of an operation that lists something: one output for each entry.
 * @param list reads up to so many entries
 */
export function listOperation(
	filters: Filter[],
	sort: INodeProperties,
	list: (client: ElevenLabsClient, query: IDataObject, limit: number) => Promise<IDataObject[]>,
) {
	return async function execute(
		this: IExecuteFunctions,
		client: ElevenLabsClient,
		item: number,
	): Promise<ItemOutput[]> {
		const { query, limit } = readListRequest(this, item, filters, sort);
		const entries = await list(client, query, limit);
		return entries.map((json) => ({ json }));
	};
}
