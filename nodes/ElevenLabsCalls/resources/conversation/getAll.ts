import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { listRawConversations } from '../../../shared/elevenlabs/conversations';
import { listFields, readListRequest } from '../../parameters/listFields';
import { simplify } from '../../parameters/simplify';
import { sortField } from '../../parameters/sort';
import { readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { conversationFilters, conversationOptions } from './conversationFilters';
import { simplifyRow } from './simplifiedRow';

const sort = sortField();

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['getAll'] } },
	listFields(conversationFilters, sort, [simplify], conversationOptions),
);

/** Lists conversations, one output for each. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const { query, limit } = readListRequest(
		this,
		item,
		conversationFilters,
		sort,
		conversationOptions,
	);
	const isSimple = readSwitch(this, item, simplify);
	const rows = await listRawConversations(client, query, limit);
	return rows.map((row) => ({ json: isSimple ? simplifyRow(row) : row }));
}
