import { DateTime } from 'luxon';
import type { Result } from './result';
import { invalid, valid } from './result';
import { isBlank, trimmed } from './values';

/**
 * Reads a point in time in any ISO 8601 form, of Luxon or JavaScript, or as a Unix timestamp.
 * @param timeZone for a text without an offset; the workflow's
 * @returns milliseconds since 1970; undefined if it is blank
 */
export function readTime(
	value: unknown,
	label: string,
	timeZone: string,
): Result<number | undefined> {
	if (isBlank(value)) return valid(undefined);
	const milliseconds = timeOf(value, timeZone);
	return milliseconds !== undefined && milliseconds > 0
		? valid(milliseconds)
		: invalid(
				label,
				'is not a date',
				'Use ISO 8601, e.g. 2026-11-23 or 2026-11-23T09:00Z, or a Unix timestamp.',
			);
}

/** @returns undefined if the value isn't a point in time */
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
