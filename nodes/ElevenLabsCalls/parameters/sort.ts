import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const direction: INodeProperties = {
	displayName: 'Direction',
	name: 'direction',
	type: 'options',
	default: 'desc',
	description: 'The order to sort in',
	options: [
		{ name: 'Ascending', value: 'asc', description: 'From A to Z, oldest first' },
		{ name: 'Descending', value: 'desc', description: 'From Z to A, newest first' },
	],
};

/**
 * The order of a list.
 * @param fields what it can be sorted by; none where there is but one way
 */
export function sortField(fields: INodePropertyOptions[] = []): INodeProperties {
	const first = fields[0]?.value ?? '';
	const field: INodeProperties = {
		displayName: 'Sort By',
		name: 'sortBy',
		type: 'options',
		default: first,
		description: 'Field to sort by',
		options: fields,
	};
	return {
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add Sort',
		default: {},
		options: fields.length === 0 ? [direction] : [direction, field],
	};
}
