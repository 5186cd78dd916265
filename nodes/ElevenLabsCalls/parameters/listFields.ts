import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readNumberOf, readSwitch } from '../itemParameters';
import type { Filter } from './filters';
import { filtersField, optionsField, readFilters } from './filters';
import { readSort } from './sort';

const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	displayOptions: { show: { returnAll: [false] } },
	default: 50,
	description: 'Max number of results to return',
};

/** How much of a list is wanted, and in which order. */
export interface ListRequest {
	/** Filters, options and order, as ElevenLabs takes them. */
	query: IDataObject;
	/** Most entries; Infinity for all. */
	limit: number;
}

/**
 * The fields of an operation that lists something.
 * @param sort undefined if ElevenLabs has only one order
 * @param more fields that follow the limit
 * @param options what the results include on request
 */
export function listFields(
	filters: Filter[],
	sort: INodeProperties | undefined,
	more: INodeProperties[] = [],
	options: Filter[] = [],
): INodeProperties[] {
	return [
		returnAll,
		limit,
		...more,
		filtersField(filters, options),
		...optionsField(options),
		...(sort === undefined ? [] : [sort]),
	];
}

/**
 * Reads the fields of an operation that lists something.
 * @throws ItemFailure with what is wrong with them
 */
export function readListRequest(
	context: IExecuteFunctions,
	item: number,
	filters: Filter[],
	sort: INodeProperties | undefined,
	options: Filter[] = [],
): ListRequest {
	return {
		query: {
			...readFilters(context, item, filters, options),
			...(sort === undefined ? {} : readSort(context, item, sort)),
		},
		limit: readSwitch(context, item, returnAll)
			? Infinity
			: readNumberOf(context, item, limit, { min: 1, whole: true }),
	};
}
