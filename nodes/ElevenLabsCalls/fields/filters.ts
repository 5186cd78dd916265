import type { INodeProperties } from 'n8n-workflow';
import type { FilterReader } from '../filterValues';

/** A filter of a list: how the user sees it, and what it is for ElevenLabs. */
export interface Filter {
	property: INodeProperties;
	/** The query parameter it is sent as. */
	query: string;
	read: FilterReader;
}

/** A collection of filters, all of them optional. */
export function filtersField(filters: Filter[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description: 'What the results have in common. A blank value does not filter.',
		options: filters.map(({ property }) => property),
	};
}
