import type { INodeProperties } from 'n8n-workflow';
import type { FilterReader } from '../filterValues';
import { readText } from '../filterValues';
import { agentId } from './agentId';

/** A filter of a list: how the user sees it, and what it is for ElevenLabs. */
export interface Filter {
	property: INodeProperties;
	/** The query parameter it is sent as. */
	query: string;
	read: FilterReader;
}

/** A filter by a text, sent as it is. */
export function textFilter(
	query: string,
	property: Pick<INodeProperties, 'displayName' | 'name' | 'placeholder' | 'description'> &
		Partial<INodeProperties>,
): Filter {
	return { query, read: readText, property: { type: 'string', default: '', ...property } };
}

/** A filter by an agent. */
export function agentFilter(description: string): Filter {
	return {
		query: 'agent_id',
		read: readText,
		property: { ...agentId, required: undefined, description },
	};
}

/** A filter by the branch of an agent. */
export function branchFilter(description: string): Filter {
	return textFilter('branch_id', {
		displayName: 'Branch ID',
		name: 'branchId',
		placeholder: 'e.g. agtbrch_01jx8e3ve2f0sbkq9fgbsdv6pq',
		description,
	});
}

/** A filter by a part of a text. */
export function searchFilter(placeholder: string, description: string): Filter {
	return textFilter('search', {
		displayName: 'Search Text',
		name: 'search',
		placeholder,
		description,
	});
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
