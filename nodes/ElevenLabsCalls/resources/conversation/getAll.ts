import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { listRawConversations } from '../../../shared/elevenlabs/conversations';
import { listFields, readListRequest } from '../../parameters/listFields';
import { outputFields, readShownParts, shownFields } from '../../parameters/simplify';
import { sortField } from '../../parameters/sort';
import type { ItemOutput } from '../../itemResult';
import { conversationFilters, conversationOptions } from './conversationFilters';
import { ROW_OUTPUT, simplifyRow } from './simplifiedRow';

const sort = sortField();

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['getAll'] } },
	listFields(conversationFilters, sort, outputFields(ROW_OUTPUT), conversationOptions),
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
	const shown = readShownParts(this, item, ROW_OUTPUT);
	const rows = await listRawConversations(client, query, limit);
	return rows.map((row) => ({ json: shown.isRaw ? row : shownFields(simplifyRow(row), shown) }));
}
