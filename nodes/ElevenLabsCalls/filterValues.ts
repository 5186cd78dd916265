import { isResourceLocatorValue } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { isBlank } from '../shared/values';
import type { Checked } from '../shared/calling/problem';
import { invalid, valid } from '../shared/calling/problem';

/** A value as it goes into a query; undefined: the list is not filtered by it. */
export type QueryValue = string | string[] | number | boolean | undefined;

/** How the value of a filter is read. */
export type FilterReader = (value: unknown, place: FilterPlace) => Checked<QueryValue>;

export interface FilterPlace {
	/** The filter's label. */
	label: string;
	/** The workflow's time zone, for times without one. */
	timeZone: string;
}

const CHECK_EXPRESSION = 'Check the expression that gives it for this item.';

/** Numbers from here on are milliseconds, as JavaScript counts; before, Unix seconds. */
const LEAST_MILLISECONDS = 100_000_000_000;

/** A text, or a chosen list entry. */
export const readText: FilterReader = (value, { label }) => {
	const text = isResourceLocatorValue(value) ? value.value : value;
	if (isBlank(text)) return valid(undefined);
	return typeof text === 'object'
		? invalid(label, 'is not a text', CHECK_EXPRESSION)
		: valid(String(text).trim());
};

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** A list, or a text with commas. */
export const readTexts: FilterReader = (value, { label }) => {
	if (isBlank(value)) return valid(undefined);
	if (typeof value === 'object' && !Array.isArray(value)) {
		return invalid(label, 'is neither a text nor a list', CHECK_EXPRESSION);
	}
	const entries = Array.isArray(value) ? (value as unknown[]) : String(value).split(',');
	if (entries.some(isObject)) {
		return invalid(label, 'has an entry that is not a text', CHECK_EXPRESSION);
	}
	const texts = entries.filter((entry) => !isBlank(entry)).map((entry) => String(entry).trim());
	return valid(texts.length === 0 ? undefined : texts);
};

export const readNumber: FilterReader = (value, { label }) => {
	if (isBlank(value)) return valid(undefined);
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number)
		? valid(number)
		: invalid(label, 'is not a number', CHECK_EXPRESSION);
};

export const readTruth: FilterReader = (value, { label }) => {
	if (isBlank(value)) return valid(undefined);
	const text = String(value).trim();
	return text === 'true' || text === 'false'
		? valid(text === 'true')
		: invalid(label, 'is neither true nor false', CHECK_EXPRESSION);
};

/** A time in any ISO 8601 form, of Luxon or as a Unix timestamp; sent in Unix seconds. */
export const readTime: FilterReader = (value, { label, timeZone }) => {
	if (isBlank(value)) return valid(undefined);
	const milliseconds = timeOf(value, timeZone);
	return Number.isFinite(milliseconds)
		? valid(Math.floor(milliseconds / 1000))
		: invalid(label, 'is not a date', 'Give it as ISO 8601, e.g. 2026-11-23 or 2026-11-23T09:00Z.');
};

/** @returns milliseconds since 1970, or NaN */
function timeOf(value: unknown, timeZone: string): number {
	if (value instanceof Date) return value.getTime();
	// n8n's Luxon may be another copy than ours, so that its class says nothing.
	if (typeof value === 'object' && value !== null && 'toMillis' in value) return Number(value);
	if (typeof value === 'number' || (typeof value === 'string' && /^\s*\d{9,}\s*$/.test(value))) {
		const number = Number(value);
		return number < LEAST_MILLISECONDS ? number * 1000 : number;
	}
	if (typeof value !== 'string') return NaN;
	const text = value.trim();
	const iso = DateTime.fromISO(text, { zone: timeZone });
	return (iso.isValid ? iso : DateTime.fromSQL(text, { zone: timeZone })).toMillis();
}

/** What a value that was never set is asked for with. */
export const NOT_SET = 'notSet';

/** Conditions on named values, each as `name:operator:value`; blank values do not filter. */
export const readConditions: FilterReader = (value, { label }) => {
	const { conditions = [] } = (value ?? {}) as {
		conditions?: Array<{ name?: unknown; operator?: unknown; value?: unknown }>;
	};
	const named = conditions.filter(({ name }) => !isBlank(name));
	if (named.some(({ name }) => String(name).includes(':'))) {
		return invalid(
			label,
			'has a name with a colon',
			'Give the name alone, as ElevenLabs shows it.',
		);
	}
	const asked = named.map(({ name, operator, value: wanted }) => ({
		name,
		operator,
		values: operator === NOT_SET ? [] : valuesOf(wanted, operator),
	}));
	if (asked.some(({ name, values }) => [name, ...values].some(isObject))) return noText(label);
	const texts = asked
		// An empty value would ask for what was never set.
		.filter(({ operator, values }) => operator === NOT_SET || values.length > 0)
		.map(({ name, operator, values }) => {
			const condition = operator === NOT_SET ? 'eq' : String(operator);
			return `${String(name).trim()}:${condition}:${values.map((one) => String(one).trim()).join('|')}`;
		});
	return valid(texts.length === 0 ? undefined : texts);
};

/** The values of a condition that are not blank. */
function valuesOf(value: unknown, operator: unknown): unknown[] {
	const values = operator === 'in' && typeof value === 'string' ? value.split('|') : value;
	return (Array.isArray(values) ? (values as unknown[]) : [values]).filter((one) => !isBlank(one));
}

function noText(label: string): Checked<never> {
	return invalid(label, 'has a value that is neither a text nor a number', CHECK_EXPRESSION);
}

/** Results of evaluation criteria, each as `criterion:result`; blank ones do not filter. */
export const readResults: FilterReader = (value, { label }) => {
	const { results = [] } = (value ?? {}) as {
		results?: Array<{ criterion?: unknown; result?: unknown }>;
	};
	const asked = results.filter(({ criterion, result }) => !isBlank(criterion) && !isBlank(result));
	if (asked.some((one) => isObject(one.criterion) || isObject(one.result))) return noText(label);
	const texts = asked.map(
		({ criterion, result }) => `${String(criterion).trim()}:${String(result)}`,
	);
	return valid(texts.length === 0 ? undefined : texts);
};
