import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import { trimmed } from '../../values';

export const E164_EXAMPLE = '+14155550123';
export const WRITE_WHOLE = `Write it with + and the country code, e.g. ${E164_EXAMPLE}.`;
export const ONE_NUMBER = 'Use one phone number per item.';
const FILTER_OUT =
	'Map the field that holds the phone number, or filter out the items that have none.';
const PLAIN_TEXT_COLUMN =
	'Format the column as plain text in the spreadsheet and enter the numbers again.';

const DIGIT_OF_ANOTHER_SCRIPT = /(?![0-9])\p{Nd}/gu;
/** All kinds of dashes. People also type the long vowel mark, the box line and the minus for one. */
const DASHES = /[\p{Pd}\u2212\u2043\u2500\u30fc\uff70]/gu;
/** What Japanese and Chinese keyboards type for a dash; between two numbers it means "to". */
const TILDES = /[\u223c\u301c\uff5e]/g;
export const SEPARATORS = /[\p{Zs}\-~.·()[\]/]/gu;
/** What separates two numbers in one cell: list marks, line breaks, and the tab of pasted columns. */
const PARTING_MARKS = /[,;|&\u060c\u061b\u3001\t\v\f\n\r\u2028\u2029]/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const DECIMALS = /\d{7}[.,]0{1,2}$/;
const EXTENSION = /(?:;ext=|(?:extension|extn|ext|durchwahl|poste)\.?:?|\d ?[x#]) ?\d+$/i;
/**
 * A footnote, a count or an extension after the number, e.g. `+4930123456 (2)` or
 * `+1 415 555 0123 (104)`. Three digits and more may be its own last group, as in `+81 3 1234
 * (5678)`, unless a whole number is before them.
 */
const NUMBER_IN_BRACKETS_BEHIND =
	/(?:\d\s*[([]\s*\d{1,2}|\d(?:\D*\d){8,}\s*[([]\s*\d{3,5})\s*[)\]]$/;
/** Other texts with digits and separators: dates and IP addresses. */
const DATE_OR_ADDRESS =
	/^(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d|\d{1,3}(?:\.\d{1,3}){3})$/;
/** Longer than any notation of a phone number; keeps the patterns below cheap. */
const LONGEST_TEXT = 200;

/**
 * Reads the text of one phone number, as people, spreadsheets and keyboards write it.
 * @param input text in any common notation, or a number
 * @param label of the parameter that it is given in
 * @returns ASCII digits, + and {@link SEPARATORS}; or what is wrong with it that can't be seen
 *   without the separators
 */
export function readNumberText(input: unknown, label: string): Result<string> {
	const text = asText(input, label);
	return text.ok ? (unreadable(text.value, label) ?? text) : text;
}

function asText(input: unknown, label: string): Result<string> {
	if (typeof input === 'number') {
		if (Number.isSafeInteger(input) && input >= 0) return valid(String(input));
		return invalid(
			label,
			"is a number that can't be a phone number (negative, fractional or too large)",
			WRITE_WHOLE,
		);
	}
	if (input !== undefined && input !== null && typeof input !== 'string') {
		return invalid(label, `is ${typeName(input)}, not text`, WRITE_WHOLE);
	}
	const text = plainCharacters(trimmed(input ?? ''))
		.replace(/^['\u2018\u2019`]/, '')
		// How a CSV file keeps Excel from turning it into a number.
		.replace(/^="(.*)"$/, '$1')
		.trim()
		// How Meta exports the phone numbers of leads.
		.replace(/^p:(?=\+)/, '')
		.replace(/^tel:/i, '')
		.trim();
	return text === '' ? invalid(label, 'is empty', FILTER_OUT) : valid(text);
}

/** Replaces digits of any script, full-width characters and all kinds of dashes with ASCII. */
function plainCharacters(text: string): string {
	return text
		.replace(DIGIT_OF_ANOTHER_SCRIPT, (digit) => String(digitValue(digit)))
		.replace(TILDES, '~')
		.replace(DASHES, '-')
		.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** Unicode has the digits of each script in a row from 0 to 9 (The Unicode Standard, section 4.6). */
function digitValue(digit: string): number {
	const code = digit.codePointAt(0) ?? 0;
	let before = 0;
	while (/^\p{Nd}$/u.test(String.fromCodePoint(code - before - 1))) before += 1;
	return before % 10;
}

function typeName(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Finds what is wrong with a text and can't be seen without its separators. */
function unreadable(text: string, label: string): Result<never> | undefined {
	if (text.length > LONGEST_TEXT) {
		return invalid(label, 'is far too long for a phone number', ONE_NUMBER);
	}
	if (SCIENTIFIC.test(text)) {
		return invalid(
			label,
			'is in scientific notation: a spreadsheet shortened it, and digits are missing',
			PLAIN_TEXT_COLUMN,
		);
	}
	if (DECIMALS.test(text)) {
		return invalid(
			label,
			'is written with decimals, like a number in a spreadsheet',
			PLAIN_TEXT_COLUMN,
		);
	}
	if (EXTENSION.test(text)) {
		return invalid(label, 'has an extension', "Agents can't dial extensions. Use a direct number.");
	}
	if (DATE_OR_ADDRESS.test(text)) {
		return invalid(label, 'looks like a date or an address, not a phone number', FILTER_OUT);
	}
	if (/^-\s*\d/.test(text)) {
		return invalid(label, 'starts with a minus sign', WRITE_WHOLE);
	}
	if (NUMBER_IN_BRACKETS_BEHIND.test(text)) {
		return invalid(
			label,
			'has a number in parentheses after it that may not be part of it',
			WRITE_WHOLE,
		);
	}
	if (/^\+\D*(?:\d\D*){0,6}\+/.test(text) && !PARTING_MARKS.test(text)) {
		return invalid(label, 'has more than one +', WRITE_WHOLE);
	}
	if (PARTING_MARKS.test(text) || /\d[^+]*\+\D*\d/.test(text) || hasMarkBetweenNumbers(text)) {
		return invalid(label, 'holds more than one phone number', ONE_NUMBER);
	}
	if (/\p{L}/u.test(text)) return invalid(label, 'contains letters', WRITE_WHOLE);
	const compact = text.replace(SEPARATORS, '');
	if (compact.indexOf('+') !== compact.lastIndexOf('+')) {
		return invalid(label, 'has more than one +', WRITE_WHOLE);
	}
	const bare = compact.replace(/^\+|\+$/, '');
	const foreign = /\D/u.exec(bare)?.[0];
	if (foreign !== undefined) {
		return invalid(label, `contains '${foreign}', which isn't part of a phone number`, WRITE_WHOLE);
	}
	return bare === '' ? invalid(label, 'has no digits', FILTER_OUT) : undefined;
}

/**
 * 030/123456 is one number, and so is 01/23/45/67/89; after a part that could be a whole number, a
 * slash stands for "or" and a tilde for "to".
 */
function hasMarkBetweenNumbers(text: string): boolean {
	const digits = text.replace(/[^\d/~]/g, '').replace(/^00/, '');
	const parts = digits.split(/[/~]/).map((part) => part.length);
	let before = 0;
	return parts.slice(0, -1).some((length, index) => {
		before += length;
		return length >= 5 && (before >= 9 || (before >= 7 && (parts[index + 1] ?? 0) >= 7));
	});
}
