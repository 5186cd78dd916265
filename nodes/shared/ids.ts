import { readCodes } from './codes';
import type { Result } from './result';
import { invalid, valid } from './result';
import { isBlank, noValueIn, trimmed } from './values';

/** An ID of ElevenLabs; anything else could send a request to another path. */
const ID = /^[A-Za-z0-9_-]+$/;

const NUMBER = /^[+\d][\d\s().-]*$/;

/** Whether a text is written like a phone number or a row number, as no ID is. */
export function isNumberText(text: string): boolean {
	return NUMBER.test(text);
}

/**
 * Reads the ID of one thing that must be given.
 * @param advice what to do if there is none
 */
export function readId(value: unknown, label: string, advice: string): Result<string> {
	if (isBlank(value)) return invalid(label, 'is empty', advice);
	const id = typeof value === 'string' ? trimmed(value) : '';
	if (isNumberText(id)) return invalid(label, 'is a number, not an ID', advice);
	return ID.test(id) ? valid(id) : invalid(label, 'is not an ID', advice);
}

/**
 * Reads an ID that is looked up in a list before it is used: the lookup explains better what is
 * wrong with an unknown one.
 * @param advice what to do if there is none
 */
export function readLookedUpId(value: unknown, label: string, advice: string): Result<string> {
	if (isBlank(value)) return invalid(label, 'is empty', advice);
	return typeof value === 'string' && noValueIn(value) === undefined
		? valid(trimmed(value))
		: invalid(label, 'is not an ID', advice);
}

/**
 * Reads a list of IDs: a list, the JSON text of one, or text with commas, semicolons or line breaks.
 * Blank entries are dropped.
 * @returns undefined if no entry is left
 */
export function readIds(value: unknown, label: string): Result<string[] | undefined> {
	const ids = readCodes(value, label);
	if (!ids.ok) return ids;
	const odd = ids.value?.find((entry) => !ID.test(entry));
	return odd === undefined
		? ids
		: invalid(label, `has '${odd}', which is not an ID`, 'Separate IDs with commas.');
}
