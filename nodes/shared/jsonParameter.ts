import { unsendableIn } from './json';
import type { Result } from './result';
import { invalid, valid } from './result';
import { isBlank, isRecord, noValueIn } from './values';

/**
 * Reads a parameter that takes JSON as text or as an object.
 * @returns a copy of the object, with what JSON can hold; undefined if the parameter is blank
 */
export function readJsonObject(
	input: unknown,
	label: string,
): Result<Record<string, unknown> | undefined> {
	const parsed = readJson(input, label);
	if (!parsed.ok) return parsed;
	const { value } = parsed;
	if (value === undefined) return valid(undefined);
	return isRecord(value)
		? valid(value)
		: invalid(label, 'is not a JSON object', 'Write it in braces, e.g. {"name": "value"}.');
}

/**
 * Reads any JSON, as text or as the value itself.
 * @returns a copy with what JSON can hold; undefined if it is blank
 */
export function readJson(input: unknown, label: string): Result<unknown> {
	if (isBlank(input)) return valid(undefined);
	if (typeof input !== 'string') return asJson(input, label);
	try {
		return asJson(JSON.parse(input.trim()) as unknown, label);
	} catch (error) {
		// The rest of the engine's message quotes the text, which may contain a phone number.
		const [place] = /at position \d+/.exec(String(error)) ?? [];
		return invalid(
			label,
			place === undefined ? 'is not valid JSON' : `is not valid JSON (${place})`,
			'Correct the JSON. Wrap text from a row in JSON.stringify() to keep its quotes.',
		);
	}
}

/** NaN and the like would silently become null, and a number that is too large would change. */
function asJson(value: unknown, label: string): Result<unknown> {
	const wrong = unsendableIn(value, noValueIn);
	if (wrong === undefined) return valid(JSON.parse(JSON.stringify(value)) as unknown);
	const place = wrong.path.length === 0 ? '' : ` at '${wrong.path.join('.')}'`;
	return invalid(
		label,
		`${wrong.message}${place}`,
		'Correct the JSON or its expression. Put numbers with more than 15 digits in quotes.',
	);
}
