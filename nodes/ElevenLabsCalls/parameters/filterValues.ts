import { isResourceLocatorValue } from 'n8n-workflow';
import type { Result } from '../../shared/result';
import { valid } from '../../shared/result';
import { readTime } from '../../shared/times';
import type { NumberRange } from '../../shared/values';
import { readCodes } from '../../shared/codes';
import { isBlank, readBoolean, readCode, readNumber } from '../../shared/values';

/** A value as it goes into a query; undefined: the list is not filtered by it. */
export type QueryValue = string | string[] | number | boolean | undefined;

/** How the value of a filter is read. A blank value does not filter. */
export type FilterReader = (value: unknown, place: FilterPlace) => Result<QueryValue>;

export interface FilterPlace {
	/** The filter's label. */
	label: string;
	/** The workflow's time zone, for times without one. */
	timeZone: string;
}

/** A text, or a chosen list entry. */
export const textValue: FilterReader = (value, { label }) =>
	readCode(isResourceLocatorValue(value) ? value.value : value, label);

/** A list, or a text with commas. */
export const textValues: FilterReader = (value, { label }) => readCodes(value, label);

export const numberValue =
	(range: NumberRange): FilterReader =>
	(value, { label }) =>
		isBlank(value) ? valid(undefined) : readNumber(value, label, range);

export const booleanValue: FilterReader = (value, { label }) =>
	isBlank(value) ? valid(undefined) : readBoolean(value, label);

/** A point in time; sent in Unix seconds. */
export const timeValue: FilterReader = (value, { label, timeZone }) => {
	const time = readTime(value, label, timeZone);
	return time.ok && time.value !== undefined ? valid(Math.floor(time.value / 1000)) : time;
};
