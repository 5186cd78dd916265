import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import { isBlank, readChoice, readCollection } from '../../shared/values';
import { valueOrThrow } from '../itemParameters';

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
 * @param fields what it can be sorted by; none if there is only one way
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

/**
 * Reads the order of a list, as a query.
 * @param sort the collection in which the user chooses it
 * @throws ItemFailure if it has a value that the collection doesn't offer
 */
export function readSort(
	context: IExecuteFunctions,
	item: number,
	sort: INodeProperties,
): IDataObject {
	const chosen = valueOrThrow(
		readCollection(context.getNodeParameter(sort.name, item, {}), sort.displayName),
	);
	const choiceOf = (name: string) => {
		const field = (sort.options ?? []).find((option) => option.name === name);
		if (field === undefined || isBlank(chosen[name])) return undefined;
		return valueOrThrow(readChoice(chosen[name], optionLabel(field), choicesOf(field)));
	};
	const sortBy = choiceOf('sortBy');
	const direction = choiceOf('direction');
	return {
		...(sortBy === undefined ? {} : { sort_by: sortBy }),
		...(direction === undefined ? {} : { sort_direction: direction }),
	};
}

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

function optionLabel(field: Option): string {
	return 'displayName' in field ? field.displayName : field.name;
}

function choicesOf(field: Option): string[] {
	const options = 'options' in field ? (field.options ?? []) : [];
	return options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
}
