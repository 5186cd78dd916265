import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readPages } from '../../../shared/elevenlabs/pagination';
import { filtersField } from '../../parameters/filters';
import { limit, returnAll } from '../../parameters/returnAll';
import { simplify } from '../../parameters/simplify';
import { sortField } from '../../parameters/sort';
import { readFilters, readLimit, readSort, readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { conversationFilters } from './conversationFilters';
import { simplifyRow } from './simplifiedRow';

const sort = sortField();

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['getAll'] } },
	[returnAll, limit, simplify, filtersField(conversationFilters), sort],
);

/** Lists conversations, one output for each. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const query: IDataObject = {
		...readFilters(this, item, conversationFilters),
		...readSort(this, item, sort),
	};
	const isSimple = readSwitch(this, item, simplify);
	const rows = await readPages(
		client,
		{ path: '/v1/convai/conversations', entries: 'conversations', query },
		readLimit(this, item),
	);
	return rows.map((row) => ({ json: isSimple ? simplifyRow(row) : row }));
}
