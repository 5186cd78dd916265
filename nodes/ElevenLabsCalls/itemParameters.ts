import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isBlank } from '../shared/values';
import { failureOf } from '../shared/calling/failure';
import type { Checked } from '../shared/calling/problem';
import { invalid, valid } from '../shared/calling/problem';
import type { Filter } from './fields/filters';
import { ItemFailure } from './nodeErrors';

/** An ID of ElevenLabs; anything else could lead a request elsewhere. */
const ID = /^[A-Za-z0-9_-]+$/;

/** What an ID of a conversation looks like inside of an address. */
const CONVERSATION_IN_URL = /conv_[A-Za-z0-9_-]+/;

/**
 * Gives what was read.
 * @throws ItemFailure with all that is wrong with it
 */
export function usable<T>(checked: Checked<T>): T {
	if (checked.ok) return checked.value;
	throw new ItemFailure(failureOf(checked.problems));
}

/**
 * Reads the ID that a locator was given.
 * @param label of the parameter
 * @throws ItemFailure where there is none
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
 * Reads the ID of a conversation, also out of the address of its page.
 * @throws ItemFailure where there is none
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

function checkId(value: unknown, label: string, advice: string): Checked<string> {
	if (isBlank(value)) return invalid(label, 'is empty', advice);
	const id = typeof value === 'string' ? value.trim() : '';
	if (/^[+\d][\d\s().-]*$/.test(id)) {
		return invalid(label, 'is a number, and not its ID', advice);
	}
	return ID.test(id) ? valid(id) : invalid(label, 'is not an ID', advice);
}

/**
 * Reads a name that must be given.
 * @param label of the parameter
 * @throws ItemFailure where it is blank
 */
export function readName(
	context: IExecuteFunctions,
	item: number,
	name: string,
	label: string,
): string {
	const value = context.getNodeParameter(name, item, '') as unknown;
	if (typeof value === 'string' && !isBlank(value)) return value.trim();
	return usable(invalid(label, 'is empty', 'Enter a name, e.g. data.'));
}

/** Reads a switch, also where an expression gives it as a text. */
export function readSwitch(context: IExecuteFunctions, item: number, name: string): boolean {
	return String(context.getNodeParameter(name, item)) === 'true';
}

/**
 * Reads how much of a list is wanted.
 * @returns most entries; Infinity for all
 * @throws ItemFailure where the limit is no number from 1
 */
export function readLimit(context: IExecuteFunctions, item: number): number {
	if (readSwitch(context, item, 'returnAll')) return Infinity;
	const limit = Number(context.getNodeParameter('limit', item));
	return usable(
		Number.isInteger(limit) && limit >= 1
			? valid(limit)
			: invalid('Limit', 'is not a whole number from 1', 'Correct it, or turn on Return All.'),
	);
}

/**
 * Reads how long the end of a call is waited for.
 * @returns milliseconds
 * @throws ItemFailure where it is no number from 0
 */
export function readMaxWaitMs(context: IExecuteFunctions, item: number): number {
	const value = context.getNodeParameter('maxWaitMinutes', item) as unknown;
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && !isBlank(value));
	const minutes = isNumeric ? Number(value) : NaN;
	return usable(
		Number.isFinite(minutes) && minutes >= 0
			? valid(minutes * 60_000)
			: invalid('Maximum Wait (Minutes)', 'is not a number from 0', 'Correct it for this item.'),
	);
}

/**
 * Reads the filters that are set, as a query.
 * @throws ItemFailure with all that is wrong with them
 */
export function readFilters(
	context: IExecuteFunctions,
	item: number,
	filters: Filter[],
): IDataObject {
	const values = context.getNodeParameter('filters', item, {}) as IDataObject;
	const timeZone = context.getTimezone();
	const checked = filters.flatMap(({ property, query, read }) => {
		if (values[property.name] === undefined) return [];
		const value =
			property.type === 'resourceLocator'
				? context.getNodeParameter(`filters.${property.name}`, item, '', { extractValue: true })
				: values[property.name];
		return [{ query, value: read(value, { label: property.displayName, timeZone }) }];
	});
	const problems = checked.flatMap(({ value }) => (value.ok ? [] : value.problems));
	if (problems.length > 0) throw new ItemFailure(failureOf(problems));
	return Object.fromEntries(
		checked.flatMap(({ query, value }) =>
			value.ok && value.value !== undefined ? [[query, value.value]] : [],
		),
	);
}

/** Reads the order of a list, as a query. */
export function readSort(context: IExecuteFunctions, item: number): IDataObject {
	const { sortBy, direction } = context.getNodeParameter('sort', item, {}) as IDataObject;
	return {
		...(isBlank(sortBy) ? {} : { sort_by: sortBy }),
		...(isBlank(direction) ? {} : { sort_direction: direction }),
	};
}
