import type { Checked } from './problem';
import { invalid, valid } from './problem';

/** How to read a number that has no plus: as one of a country (ISO 3166 code), or as international digits. */
export type BareNumberReading = 'international' | { country: string };

/**
 * Reads a number as people of one country dial it.
 * @param number digits only
 * @param country ISO 3166-1 alpha-2 code in capitals
 * @returns E.164, or why the number can't be read so
 */
export type NationalNumberReader = (
	number: string,
	country: string,
) => { e164: string } | { reason: 'unknown country' | 'not a number of the country' };

const PARAMETER = 'To Number';
const E164_EXAMPLE = '+14155550123';
const WRITE_WHOLE = `Write it with + and the country code, e.g. ${E164_EXAMPLE}.`;
const ONE_NUMBER = 'Give one phone number per item.';
const FILTER_OUT =
	'Map the field that holds the phone number, or filter out the items that have none.';
const PLAIN_TEXT_COLUMN =
	'Format the column as plain text in the spreadsheet and enter the numbers again.';

const INVISIBLE_MARKS =
	/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const SEPARATORS = /[ \u00a0\u2000-\u200a\u202f\u3000\-\u2010-\u2015\u2212.·()[\]/]/g;
/** What parts two numbers in one cell: list marks, line breaks, and the tab of pasted columns. */
const PARTING_MARKS = /[,;|&\t\v\f\n\r\u2028\u2029]/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const DECIMALS = /\d{7}[.,]0{1,2}$/;
const EXTENSION = /(?:;ext=|(?:extension|extn|ext|durchwahl|poste)\.?:?|\d ?[x#]) ?\d+$/i;
const ZERO_IN_BRACKETS = /[([]\s*(0(?!0)[\d\s]*)[)\]]/;
/** Where the 0 of an area code is dialled from abroad, too: Italy and its enclaves, Ivory Coast, Gabon, Congo. */
const KEEPS_ZERO = /^\+?(?:39|378|379|225|241|242)/;
/** A footnote or a count behind the number, e.g. `+4930123456 (2)`. */
const NUMBER_IN_BRACKETS_BEHIND = /\d\s*[([]\s*\d{1,2}\s*[)\]]$/;
/** What has digits and separators as well: dates, and addresses of computers. */
const DATE_OR_ADDRESS =
	/^(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d|\d{1,3}(?:\.\d{1,3}){3})$/;
/** Longer than any notation of a phone number; keeps the patterns below cheap. */
const LONGEST_TEXT = 200;

/** Shows a phone number outside of the user's own data: its last four digits. */
export function maskPhoneNumber(number: string): string {
	const digits = number.replace(/\D/g, '');
	return `…${digits.slice(-4)}`;
}

/**
 * Reads who is to be called. What starts with + (or 00) is international and only has to have the
 * shape of E.164 (ITU-T E.164 §6: country code first, at most 15 digits); whether such a number
 * exists is the carrier's to say. Without a plus nothing is guessed unless `bare` says how.
 * @param input what the workflow supplies: text in any common notation, or a number
 * @param bare how to read a number without a plus; absent: such a number is refused
 * @param readNational needed where `bare` names a country
 * @returns the number in E.164, or what is wrong with it
 */
export function readPhoneNumber(
	input: unknown,
	bare?: BareNumberReading,
	readNational?: NationalNumberReader,
): Checked<string> {
	const written = asText(input);
	if (!written.ok) return written;

	const reason = unreadable(written.value);
	if (reason) return reason;

	const digits = written.value.replace(SEPARATORS, '');
	const country = typeof bare === 'object' ? bare.country.trim().toUpperCase() : undefined;
	if (country !== undefined && /^00./.test(digits)) {
		// Not every country dials abroad with 00: from Hong Kong, 001 65 … is a number in Singapore.
		const read = readNational?.(digits, country);
		if (read !== undefined && 'e164' in read) return internationalNumber(read.e164);
	}
	const compact = digits.replace(/^00/, '+');
	const isInternational = compact.startsWith('+') || bare === 'international';
	const [, zero] = ZERO_IN_BRACKETS.exec(written.value) ?? [];
	if (isInternational && zero && (zero.trim() === '0' || !KEEPS_ZERO.test(compact))) {
		// Spoken "leave the 0 out from abroad" in most countries, "keep it" in Italy: not ours to guess.
		return invalid(
			PARAMETER,
			'has a (0) after its country code, which reads two ways',
			'Write the number as it is dialled from abroad, without the brackets.',
		);
	}
	if (compact.startsWith('+')) return internationalNumber(compact);
	if (bare === undefined) {
		return invalid(
			PARAMETER,
			`has no country code (${maskPhoneNumber(compact)})`,
			`Write it with + and the country code, e.g. ${E164_EXAMPLE}, or set 'Default Country' under Options: to the country whose national numbers these are, or to international digits if a spreadsheet dropped the plus.`,
		);
	}
	if (bare === 'international') return internationalNumber(`+${compact}`);
	return nationalNumber(compact, country ?? '', readNational);
}

function asText(input: unknown): Checked<string> {
	if (typeof input === 'number') {
		if (Number.isSafeInteger(input) && input >= 0) return valid(String(input));
		return invalid(
			PARAMETER,
			'is a number that can’t be a phone number (negative, fractional or too large)',
			WRITE_WHOLE,
		);
	}
	if (input !== undefined && input !== null && typeof input !== 'string') {
		return invalid(PARAMETER, `is not text but ${kindOf(input)}`, WRITE_WHOLE);
	}
	const text = (input ?? '')
		.replace(INVISIBLE_MARKS, '')
		.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
		.trim()
		.replace(/^['’‘`]/, '')
		.replace(/^tel:/i, '')
		.trim();
	if (text !== '') return valid(text);
	return invalid(PARAMETER, 'is empty', FILTER_OUT);
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** What can be told about a text before its separators are removed, and would be lost with them. */
function unreadable(text: string): Checked<never> | undefined {
	if (text.length > LONGEST_TEXT) {
		return invalid(PARAMETER, 'is far too long for a phone number', ONE_NUMBER);
	}
	if (SCIENTIFIC.test(text)) {
		return invalid(
			PARAMETER,
			'is in scientific notation, as a spreadsheet shortens long numbers, so digits are lost',
			PLAIN_TEXT_COLUMN,
		);
	}
	if (DECIMALS.test(text)) {
		return invalid(
			PARAMETER,
			'is written with decimals, as a spreadsheet or script writes a number',
			PLAIN_TEXT_COLUMN,
		);
	}
	if (EXTENSION.test(text)) {
		return invalid(
			PARAMETER,
			'has an extension',
			'An agent can only dial a direct line. Give a number that rings without an extension.',
		);
	}
	if (DATE_OR_ADDRESS.test(text)) {
		return invalid(PARAMETER, 'looks like a date or an address, not like a number', FILTER_OUT);
	}
	if (/^[-\u2212]\s*\d/.test(text)) {
		return invalid(PARAMETER, 'begins with a minus', WRITE_WHOLE);
	}
	if (NUMBER_IN_BRACKETS_BEHIND.test(text)) {
		return invalid(
			PARAMETER,
			'has a number in brackets behind it, which may not belong to it',
			WRITE_WHOLE,
		);
	}
	if (PARTING_MARKS.test(text) || /\d[^+]*\+/.test(text) || hasSlashBetweenNumbers(text)) {
		return invalid(PARAMETER, 'holds more than one phone number', ONE_NUMBER);
	}
	if (/\p{L}/u.test(text)) return invalid(PARAMETER, 'contains letters', WRITE_WHOLE);
	const bare = text.replace(SEPARATORS, '').replace(/^\+/, '');
	if (bare.startsWith('+')) return invalid(PARAMETER, 'has more than one +', WRITE_WHOLE);
	const foreign = /\D/u.exec(bare)?.[0];
	if (foreign !== undefined) {
		return invalid(PARAMETER, `contains '${foreign}', which no phone number has`, WRITE_WHOLE);
	}
	return bare === '' ? invalid(PARAMETER, 'has no digits', FILTER_OUT) : undefined;
}

/**
 * 030/123456 is one number, and so is 01/23/45/67/89; behind a part that could be a whole number, a
 * slash stands for "or".
 */
function hasSlashBetweenNumbers(text: string): boolean {
	const digits = text.replace(/[^\d/]/g, '').replace(/^00/, '');
	const parts = digits.split('/').map((part) => part.length);
	let before = 0;
	return parts.slice(0, -1).some((length, place) => {
		before += length;
		return length >= 5 && (before >= 9 || (before >= 7 && (parts[place + 1] ?? 0) >= 7));
	});
}

/** @param number + and digits only */
function internationalNumber(number: string): Checked<string> {
	const digits = number.slice(1);
	const shown = maskPhoneNumber(digits);
	if (digits.startsWith('0')) {
		return invalid(
			PARAMETER,
			`has a 0 where its country code should begin (${shown})`,
			`No country code starts with 0. ${WRITE_WHOLE}`,
		);
	}
	if (digits.length < 7) {
		return invalid(
			PARAMETER,
			`is too short: ${digits.length} of at least 7 digits`,
			`Give the whole number with its country code, e.g. ${E164_EXAMPLE}.`,
		);
	}
	if (digits.length > 15) {
		return invalid(
			PARAMETER,
			`is too long: ${digits.length} digits, where 15 are the most (${shown})`,
			`${ONE_NUMBER} ${WRITE_WHOLE}`,
		);
	}
	return valid(number);
}

function nationalNumber(
	number: string,
	country: string,
	readNational: NationalNumberReader | undefined,
): Checked<string> {
	const read = readNational?.(number, country) ?? { reason: 'unknown country' as const };
	if ('e164' in read) return internationalNumber(read.e164);
	if (read.reason === 'unknown country') {
		return invalid(
			'Default Country',
			`is '${country}', which is no country that has phone numbers`,
			"Choose a country from the list, or give its two-letter code, e.g. 'DE'.",
		);
	}
	return invalid(
		PARAMETER,
		`can’t be a national number of ${country} (${maskPhoneNumber(number)})`,
		`Correct the number, or write it with + and the country code, e.g. ${E164_EXAMPLE}.`,
	);
}
