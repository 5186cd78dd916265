import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Result } from '../shared/result';
import { invalid, valid } from '../shared/result';
import type { NumberRange } from '../shared/values';
import {
	isBlank,
	readBoolean,
	readChoice,
	readCode,
	readCollection,
	readNumber,
	trimmed,
} from '../shared/values';
import { maxWaitMinutes } from './parameters/maxWaitMinutes';
import type { Filter } from './parameters/filters';
import { limit, returnAll } from './parameters/returnAll';
import { ItemFailure } from './nodeErrors';

/** What a reader needs of a parameter: its name and its label. */
type Parameter = Pick<INodeProperties, 'name' | 'displayName'>;

/** An ID of ElevenLabs; anything else could send a request to another path. */
const ID = /^[A-Za-z0-9_-]+$/;

/** A conversation ID inside a URL. */
const CONVERSATION_IN_URL = /conv_[A-Za-z0-9_-]+/;

/** @throws ItemFailure with everything that is wrong with what was read */
export function usable<T>(checked: Result<T>): T {
	if (checked.ok) return checked.value;
	throw new ItemFailure(checked.failures);
}

/**
 * Reads the ID that a locator was given.
 * @param label of the parameter
 * @throws ItemFailure if there is none
 */
export function readLocator(
	context: IExecuteFunctions,
	item: number,
	name: string,
	label: string,
): string {
	const value = context.getNodeParameter(name, item, '', { extractValue: true }) as unknown;
	return usable(
		checkId(value, label, 'Choose one from the list, or check the expression for this item.'),
	);
}

/**
 * Reads the ID of a conversation, also from the URL of its page.
 * @throws ItemFailure if there is none
 */
export function readConversationId(context: IExecuteFunctions, item: number): string {
	const value = context.getNodeParameter('conversationId', item, '') as unknown;
	const isAddress = typeof value === 'string' && /^\s*https?:\/\//i.test(value);
	return usable(
		checkId(
			isAddress ? (CONVERSATION_IN_URL.exec(value)?.[0] ?? value) : value,
			'Conversation ID',
			'Map the field that holds it, e.g. conversation_id of an outbound call.',
		),
	);
}

function checkId(value: unknown, label: string, advice: string): Result<string> {
	if (isBlank(value)) return invalid(label, 'is empty', advice);
	const id = typeof value === 'string' ? trimmed(value) : '';
	if (/^[+\d][\d\s().-]*$/.test(id)) {
		return invalid(label, 'is a number, not an ID', advice);
	}
	return ID.test(id) ? valid(id) : invalid(label, 'is not an ID', advice);
}

/**
 * Reads a name that must be given.
 * @throws ItemFailure if it is blank or isn't text
 */
export function readName(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): string {
	const given = usable(readCode(context.getNodeParameter(name, item, ''), displayName));
	return given ?? usable(invalid(displayName, 'is empty', 'Enter a name, e.g. data.'));
}

/**
 * Reads a switch.
 * @throws ItemFailure if it is neither true nor false
 */
export function readSwitch(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): boolean {
	return usable(readBoolean(context.getNodeParameter(name, item), displayName));
}

/**
 * Reads a number; blank means the default that the editor shows.
 * @throws ItemFailure if it isn't a number in its range
 */
function readNumberOf(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName, default: blank }: INodeProperties,
	range: NumberRange,
): number {
	const value: unknown = context.getNodeParameter(name, item);
	return usable(readNumber(isBlank(value) ? blank : value, displayName, range));
}

/**
 * Reads how much of a list is wanted.
 * @returns most entries; Infinity for all
 * @throws ItemFailure if that can't be read
 */
export function readLimit(context: IExecuteFunctions, item: number): number {
	return readSwitch(context, item, returnAll)
		? Infinity
		: readNumberOf(context, item, limit, { min: 1, whole: true });
}

/**
 * Reads how long the end of a call is waited for.
 * @returns milliseconds
 * @throws ItemFailure if it isn't a number of at least 0
 */
export function readMaxWaitMs(context: IExecuteFunctions, item: number): number {
	return readNumberOf(context, item, maxWaitMinutes, { min: 0 }) * 60_000;
}

/**
 * Reads the filters that are set, as a query.
 * @throws ItemFailure with everything that is wrong with them
 */
export function readFilters(
	context: IExecuteFunctions,
	item: number,
	filters: Filter[],
): IDataObject {
	const values = usable(readCollection(context.getNodeParameter('filters', item, {}), 'Filters'));
	const timeZone = context.getTimezone();
	const checked = filters.flatMap(({ property, query, read }) => {
		if (values[property.name] === undefined) return [];
		const value =
			property.type === 'resourceLocator'
				? context.getNodeParameter(`filters.${property.name}`, item, '', { extractValue: true })
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

/**
 * Reads the order of a list, as a query.
 * @param sort the collection in which it is chosen
 * @throws ItemFailure if it has a value that the collection doesn't offer
 */
export function readSort(
	context: IExecuteFunctions,
	item: number,
	sort: INodeProperties,
): IDataObject {
	const chosen = usable(
		readCollection(context.getNodeParameter(sort.name, item, {}), sort.displayName),
	);
	const choiceOf = (name: string) => {
		const field = (sort.options ?? []).find((option) => option.name === name);
		if (field === undefined || isBlank(chosen[name])) return undefined;
		return usable(readChoice(chosen[name], labelOf(field), choicesOf(field)));
	};
	const sortBy = choiceOf('sortBy');
	const direction = choiceOf('direction');
	return {
		...(sortBy === undefined ? {} : { sort_by: sortBy }),
		...(direction === undefined ? {} : { sort_direction: direction }),
	};
}

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

function labelOf(field: Option): string {
	return 'displayName' in field ? field.displayName : field.name;
}

function choicesOf(field: Option): string[] {
	const options = 'options' in field ? (field.options ?? []) : [];
	return options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
}
