import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { readCollection } from '../../shared/values';
import { valueOrThrow } from '../itemParameters';
import { ItemFailure } from '../nodeErrors';
import type { FilterReader } from './filterValues';
import { booleanValue, numberValue, textValue, textValues, timeValue } from './filterValues';
import { agentId } from './agentId';

const FILTERS = { displayName: 'Filters', name: 'filters' };

const OPTIONS = { displayName: 'Options', name: 'options' };

/** A filter or an option of a list: its field in the editor, and its parameter in the API. */
export interface Filter {
	property: INodeProperties;
	/** The query parameter it is sent as. */
	query: string;
	read: FilterReader;
}

/** A filter by a text, sent unchanged. */
export function textFilter(
	query: string,
	property: Pick<INodeProperties, 'displayName' | 'name' | 'placeholder' | 'description'> &
		Partial<INodeProperties>,
): Filter {
	return { query, read: textValue, property: { type: 'string', default: '', ...property } };
}

/** The texts of a filter in the editor. */
export type FilterTexts = Pick<INodeProperties, 'displayName' | 'name' | 'description'>;

/** A filter by texts, separated by commas or as a list. */
export function textsFilter(
	query: string,
	property: FilterTexts & Required<Pick<INodeProperties, 'placeholder'>>,
): Filter {
	return { query, read: textValues, property: { type: 'string', default: '', ...property } };
}

/** A filter by one of several values. */
export function choiceFilter(
	query: string,
	property: FilterTexts & { default: string; options: INodePropertyOptions[] },
): Filter {
	return { query, read: textValue, property: { type: 'options', ...property } };
}

/** A filter by any of several values. */
export function choicesFilter(
	query: string,
	property: FilterTexts & { options: INodePropertyOptions[] },
): Filter {
	return { query, read: textValues, property: { type: 'multiOptions', default: [], ...property } };
}

/** A filter by a switch. */
export function booleanFilter(query: string, property: FilterTexts & { default: boolean }): Filter {
	return { query, read: booleanValue, property: { type: 'boolean', ...property } };
}

/** A filter by a point in time. */
export function timeFilter(query: string, property: FilterTexts): Filter {
	return { query, read: timeValue, property: { type: 'dateTime', default: '', ...property } };
}

/** A filter by a whole number. @param max absent: no upper limit */
export function numberFilter(
	query: string,
	[min, max]: [min: number, max?: number],
	property: FilterTexts & { default: number },
): Filter {
	return {
		query,
		read: numberValue({ min, max, whole: true }),
		property: {
			type: 'number',
			typeOptions: { minValue: min, maxValue: max, numberPrecision: 0 },
			...property,
		},
	};
}

/** A filter by an agent. */
export function agentFilter(description: string): Filter {
	return {
		query: 'agent_id',
		read: textValue,
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

/** A collection of filters, all of them optional. @param options see {@link optionsField} */
export function filtersField(filters: Filter[], options: Filter[]): INodeProperties {
	const fields = [
		...filters.map(({ property }) => property),
		...options.map(({ property }) => asOldFilter(property)),
	];
	return {
		...FILTERS,
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description: 'Only return results that match all of these. Empty filters are ignored.',
		options: fields.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** A collection of what the results also include; none if there is nothing to choose. */
export function optionsField(options: Filter[]): INodeProperties[] {
	return options.length === 0
		? []
		: [
				{
					...OPTIONS,
					type: 'collection',
					placeholder: 'Add Option',
					default: {},
					options: options.map(({ property }) => property),
				},
			];
}

/**
 * Workflows may have an option among the filters, where it used to be. It is shown there only for them:
 * if it has a value.
 */
function asOldFilter(property: INodeProperties): INodeProperties {
	return {
		...property,
		displayOptions: { show: { [property.name]: [{ _cnd: { exists: true } }] } },
	};
}

/**
 * Reads the filters and options that are set, as a query.
 * @throws ItemFailure with everything that is wrong with them
 */
export function readFilters(
	context: IExecuteFunctions,
	item: number,
	filters: Filter[],
	options: Filter[],
): IDataObject {
	return {
		...readSet(context, item, FILTERS, [...filters, ...options]),
		...(options.length === 0 ? {} : readSet(context, item, OPTIONS, options)),
	};
}

function readSet(
	context: IExecuteFunctions,
	item: number,
	collection: Pick<INodeProperties, 'name' | 'displayName'>,
	filters: Filter[],
): IDataObject {
	const values = valueOrThrow(
		readCollection(context.getNodeParameter(collection.name, item, {}), collection.displayName),
	);
	const timeZone = context.getTimezone();
	const checked = filters.flatMap(({ property, query, read }) => {
		if (values[property.name] === undefined) return [];
		const value =
			property.type === 'resourceLocator'
				? context.getNodeParameter(`${collection.name}.${property.name}`, item, '', {
						extractValue: true,
					})
				: values[property.name];
		return [{ query, value: read(value, { label: property.displayName, timeZone }) }];
	});
	const failures = checked.flatMap(({ value }) => (value.ok ? [] : value.failures));
	if (failures.length > 0) throw new ItemFailure(failures);
	return Object.fromEntries(
		checked.flatMap(({ query, value }) =>
			value.ok && value.value !== undefined ? [[query, value.value]] : [],
		),
	);
}
