import { isResourceLocatorValue } from 'n8n-workflow';
import { DateTime } from 'luxon';
import type { Result } from '../../shared/result';
import { invalid, valid } from '../../shared/result';
import type { NumberRange } from '../../shared/values';
import { readCodes } from '../../shared/codes';
import { isBlank, readBoolean, readCode, readNumber, trimmed } from '../../shared/values';

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

/** A time in any ISO 8601 form, of Luxon or as a Unix timestamp; sent in Unix seconds. */
export const timeValue: FilterReader = (value, { label, timeZone }) => {
	if (isBlank(value)) return valid(undefined);
	const milliseconds = timeOf(value, timeZone);
	return milliseconds !== undefined && milliseconds > 0
		? valid(Math.floor(milliseconds / 1000))
		: invalid(
				label,
				'is not a date',
				'Use ISO 8601, e.g. 2026-11-23 or 2026-11-23T09:00Z, or a Unix timestamp.',
			);
};

/** @returns milliseconds since 1970; undefined if the value isn't a point in time */
function timeOf(value: unknown, timeZone: string): number | undefined {
	if (value instanceof Date) return finite(value.getTime());
	// n8n may load another copy of Luxon than ours, so `instanceof` doesn't work.
	if (typeof value === 'object' && value !== null && 'isLuxonDateTime' in value) {
		return finite(Number(value));
	}
	if (typeof value === 'number') return timestamp(value);
	if (typeof value !== 'string') return undefined;
	const text = trimmed(value);
	if (/^\d{9,}$/.test(text)) return timestamp(Number(text));
	// A time of day alone would be today's.
	if (!/^\d{4}/.test(text)) return undefined;
	const iso = DateTime.fromISO(text, { zone: timeZone });
	return finite((iso.isValid ? iso : DateTime.fromSQL(text, { zone: timeZone })).toMillis());
}

/**
 * A Unix timestamp has ten digits in seconds (2001 to 2286) and thirteen in milliseconds. A year, a
 * date without its dashes or the day count of a spreadsheet has fewer.
 */
function timestamp(value: number): number | undefined {
	if (value >= 1e9 && value < 1e10) return value * 1000;
	return value >= 1e12 && value < 1e13 ? value : undefined;
}

function finite(milliseconds: number): number | undefined {
	return Number.isFinite(milliseconds) ? milliseconds : undefined;
}
