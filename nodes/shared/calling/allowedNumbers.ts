import type { Checked } from './problem';
import { invalid, valid } from './problem';

const PARAMETER = 'Allowed Numbers';

/** Tells whether a number (E.164) may be called. */
export type AllowedNumbers = (number: string) => boolean;

/**
 * Reads a list of numbers that may be called.
 * @param input text with commas, semicolons or line breaks, or a list; an entry is a number with its
 *   plus, or the beginning of one with a star behind it, e.g. `+49*`
 */
export function readAllowedNumbers(input: unknown): Checked<AllowedNumbers> {
	const entries = (Array.isArray(input) ? input : String(input ?? '').split(/[,;\n\r]/))
		.map((entry) => String(entry).replace(/[\s().\-/]/g, ''))
		.filter((entry) => entry !== '');
	if (entries.length === 0) {
		return invalid(
			PARAMETER,
			'is empty',
			'List the numbers that may be called, or remove the option to allow all.',
		);
	}
	const odd = entries.find((entry) => !/^\+\d{1,15}\*?$/.test(entry));
	if (odd !== undefined) {
		return invalid(
			PARAMETER,
			'has an entry that is no number',
			'Write each number with its plus, e.g. +14155550123, or the beginning of numbers with a star, e.g. +49*.',
		);
	}
	const exact = new Set(entries.filter((entry) => !entry.endsWith('*')));
	const prefixes = entries
		.filter((entry) => entry.endsWith('*'))
		.map((entry) => entry.slice(0, -1));
	return valid(
		(number) => exact.has(number) || prefixes.some((prefix) => number.startsWith(prefix)),
	);
}
