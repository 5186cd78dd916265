import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readPages } from '../../../shared/elevenlabs/pagination';
import type { Filter } from '../../parameters/filters';
import { booleanFilter, filtersField, searchFilter, textFilter } from '../../parameters/filters';
import { limit, returnAll } from '../../parameters/returnAll';
import { sortField } from '../../parameters/sort';
import { textValues } from '../../parameters/filterValues';
import { readFilters, readLimit, readSort } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';

const filters: Filter[] = [
	booleanFilter('archived', {
		displayName: 'Archived',
		name: 'archived',
		default: false,
		description: 'Whether to list agents that are archived, or agents that are not',
	}),
	textFilter('created_by_user_id', {
		displayName: 'Created By',
		name: 'createdBy',
		default: '@me',
		placeholder: 'e.g. @me',
		description:
			'The ID of the ElevenLabs user who created the agent; @me is the owner of the API key',
	}),
	searchFilter('e.g. reminder', 'Part of the name'),
	{
		query: 'tags',
		read: textValues,
		property: {
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			placeholder: 'e.g. sales, reminders',
			description: 'Tags of the agent, separated by commas or as a list',
		},
	},
];

const sort = sortField([
	{ name: 'Calls in 7 Days', value: 'call_count_7d' },
	{ name: 'Creation Time', value: 'created_at' },
	{ name: 'Name', value: 'name' },
]);

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['agent'], operation: ['getAll'] } },
	[returnAll, limit, filtersField(filters), sort],
);

/** Lists agents, one output for each. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const query = { ...readFilters(this, item, filters), ...readSort(this, item, sort) };
	const agents = await readPages(
		client,
		{ path: '/v1/convai/agents', entries: 'agents', query },
		readLimit(this, item),
	);
	return agents.map((json) => ({ json }));
}
