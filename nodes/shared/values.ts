import type { Result } from './result';
import { invalid, valid } from './result';

/*
 * The one place that says how a value from an expression is understood. A value that can't be
 * understood is a failure of its parameter, never a default.
 */

export const CHECK_EXPRESSION = 'Check the expression for this item.';

/** Invisible marks, such as the one before the first header of a CSV file. */
const INVISIBLE_MARKS =
	/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** What an expression leaves in a text in place of a missing value. */
const NO_VALUE_INSIDE = /\[object \w+\]|\bInvalid Date(?:Time)?\b|\bNaN\b/;
const NO_VALUE = /^(?:[+-]?Infinity|undefined)$/;

/** A number as people write it: no thousands separators, no exponent, a period before decimals. */
const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

const TRUE = ['true', 'yes', '1'];
const FALSE = ['false', 'no', '0'];

/** Whether a value counts as not set, as an empty cell of a row does. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && trimmed(value) === '')
	);
}

/** Whether a value is an object with keys, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text without the blanks around it and the marks in it that are invisible. */
export function trimmed(text: string): string {
	return text.replace(INVISIBLE_MARKS, '').trim();
}

/**
 * Finds what isn't a usable value, at any depth: NaN and Infinity, whole numbers beyond 2^53
 * (which were rounded), invalid dates, and what they leave in texts.
 * @param within the objects around it, because one may contain itself
 * @returns its name, e.g. `NaN`; undefined if there is none
 */
export function noValueIn(value: unknown, within: unknown[] = []): string | undefined {
	switch (typeof value) {
		case 'number':
			if (!Number.isFinite(value)) return String(value);
			return Number.isInteger(value) && !Number.isSafeInteger(value)
				? 'a whole number too large to be exact'
				: undefined;
		case 'string':
			return (NO_VALUE.exec(trimmed(value)) ?? NO_VALUE_INSIDE.exec(value))?.[0];
		case 'object':
			if (value === null) return undefined;
			if (isInvalidDate(value)) return 'an invalid date';
			// A date, also Luxon's, is one value.
			if ('toJSON' in value || within.includes(value)) return undefined;
			for (const inner of Object.values(value)) {
				const found = noValueIn(inner, [...within, value]);
				if (found !== undefined) return found;
			}
			return undefined;
		case 'bigint':
		case 'function':
		case 'symbol':
			return `a ${typeof value}`;
		default:
			return undefined;
	}
}

/** JavaScript's own, or Luxon's, which may come from another copy of Luxon. */
function isInvalidDate(value: object): boolean {
	return value instanceof Date
		? Number.isNaN(value.getTime())
		: 'isValid' in value && 'toJSON' in value && !value.isValid;
}

/**
 * Reads a switch: true or false, 1 or 0, or one of the texts true, false, yes, no, 1, 0 in any case.
 * Blank is neither.
 */
export function readBoolean(value: unknown, label: string): Result<boolean> {
	const text = ['string', 'boolean', 'number'].includes(typeof value)
		? trimmed(String(value)).toLowerCase()
		: undefined;
	if (text !== undefined && TRUE.includes(text)) return valid(true);
	if (text !== undefined && FALSE.includes(text)) return valid(false);
	return invalid(
		label,
		isBlank(value) ? 'is empty, so it is neither true nor false' : 'is neither true nor false',
		`Use true or false, yes or no, 1 or 0. ${CHECK_EXPRESSION}`,
	);
}

/**
 * Reads a switch of a collection.
 * @param options those that were added
 * @param absent the value if it wasn't added
 */
export function readSwitchIn(
	options: Record<string, unknown>,
	name: string,
	label: string,
	absent: boolean,
): Result<boolean> {
	return Object.hasOwn(options, name) ? readBoolean(options[name], label) : valid(absent);
}

/** Which numbers a parameter takes; both ends are included. */
export interface NumberRange {
	min: number;
	/** Absent: no upper limit. */
	max?: number;
	/** Whether only whole numbers are taken. */
	whole?: boolean;
}

/** Reads a number, also as text such as `12.5`. Blank isn't one. */
export function readNumber(value: unknown, label: string, range: NumberRange): Result<number> {
	const number = numberIn(value);
	const { min, max = Number.MAX_SAFE_INTEGER, whole = false } = range;
	const fits =
		number !== undefined &&
		number >= min &&
		number <= max &&
		(whole ? Number.isSafeInteger(number) : noValueIn(number) === undefined);
	return fits ? valid(number) : invalid(label, `must be a ${rangeText(range)}`, CHECK_EXPRESSION);
}

/** @returns undefined if the value isn't a plain number */
export function numberIn(value: unknown): number | undefined {
	if (typeof value === 'number') return noValueIn(value) === undefined ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const text = trimmed(value);
	const number = PLAIN_NUMBER.test(text) ? Number(text) : undefined;
	return number !== undefined && noValueIn(number) === undefined ? number : undefined;
}

function rangeText({ min, max, whole = false }: NumberRange): string {
	const kind = whole ? 'whole number' : 'number';
	if (min === -Infinity) return kind;
	return max === undefined ? `${kind} of at least ${min}` : `${kind} from ${min} to ${max}`;
}

/**
 * Reads a text that is passed on unchanged. A number or a boolean becomes its text.
 * @returns undefined if it is blank
 */
export function readText(value: unknown, label: string): Result<string | undefined> {
	if (isBlank(value)) return valid(undefined);
	const wrong = noValueIn(value);
	if (wrong !== undefined) {
		return invalid(label, `contains ${quoted(wrong)}, which is not a value`, CHECK_EXPRESSION);
	}
	return typeof value === 'object'
		? invalid(
				label,
				`must be text, but is ${Array.isArray(value) ? 'a list' : 'an object'}`,
				CHECK_EXPRESSION,
			)
		: valid(String(value));
}

/** A text's own words are quoted, a description is not. */
export function quoted(wrong: string): string {
	return wrong.startsWith('a ') || wrong.startsWith('an ') ? wrong : `'${wrong}'`;
}

/**
 * Reads an ID, a code or another text, without the blanks around it.
 * @returns undefined if it is blank
 */
export function readCode(value: unknown, label: string): Result<string | undefined> {
	const text = readText(value, label);
	if (!text.ok || text.value === undefined) return text;
	const code = trimmed(text.value);
	return valid(code === '' ? undefined : code);
}

/**
 * Reads a code that must be given.
 * @param advice what to do if it is blank
 */
export function readRequiredCode(value: unknown, label: string, advice: string): Result<string> {
	const code = readCode(value, label);
	if (!code.ok) return code;
	return code.value === undefined ? invalid(label, 'is empty', advice) : valid(code.value);
}

/**
 * Reads an ID of the user's own system, which must be unique to its item. What an expression
 * leaves in place of a missing value would be the same for many items, so it is refused.
 * @returns undefined if it is blank
 */
export function readKey(value: unknown, label: string): Result<string | undefined> {
	const key = readCode(value, label);
	return key.ok && /(?:^|[^A-Za-z])(?:undefined|null)(?:$|[^A-Za-z])/.test(key.value ?? '')
		? invalid(label, "contains 'undefined' or 'null', so its value is missing", CHECK_EXPRESSION)
		: key;
}

/**
 * Reads the settings of a collection: those that were added.
 * @returns an empty object if it is blank
 */
export function readCollection(value: unknown, label: string): Result<Record<string, unknown>> {
	if (isBlank(value)) return valid({});
	return isRecord(value)
		? valid(value)
		: invalid(label, 'must be an object with settings, not text or a list', CHECK_EXPRESSION);
}

/** Reads one of a parameter's own values, in any case. */
export function readChoice<Choice extends string>(
	value: unknown,
	label: string,
	choices: readonly Choice[],
): Result<Choice> {
	const text = typeof value === 'string' ? trimmed(value).toLowerCase() : undefined;
	const chosen = choices.find((choice) => choice.toLowerCase() === text);
	return chosen === undefined
		? invalid(label, `must be one of: ${choices.join(', ')}`, CHECK_EXPRESSION)
		: valid(chosen);
}
