import { trimmed } from '../../values';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';

/** How to read a number that has no plus: as one of a country (ISO 3166 code), or as international digits. */
export type BareNumberReading = 'international' | { country: string };

/** A number in E.164, or why the digits can't be dialed. */
export type PlanReading =
	| { e164: string }
	| {
			reason:
				| 'unknown country'
				| 'not a number of the country'
				/** Both readings are numbers of the country. */
				| 'with or without its country code'
				/** A 0 after the country code that is not dialed from abroad, and no number is left without it. */
				| 'zero that does not belong'
				/** Digits after the country code that are a prefix in one number and a part of another. */
				| 'prefix reads two ways'
				/** A 0 in brackets that may or may not be a part of the number. */
				| 'zero reads two ways';
	  };

/** What is known about the numbers of the world's countries. */
export interface NumberingPlans {
	/**
	 * Reads a number as people of one country dial it.
	 * @param number digits only
	 * @param country ISO 3166-1 alpha-2 code in capitals
	 */
	readNational(number: string, country: string): PlanReading;
	/**
	 * Drops what is only dialed within a country (the second 0 in `+44 020 …`) where its plan has no
	 * number with it. A country or a number that no plan has stays as it is.
	 * @param number + and digits
	 * @param zeroInBrackets the place of a 0 that stands alone in brackets
	 */
	readInternational(number: string, zeroInBrackets?: number): PlanReading;
	/** Whether a number (+ and digits) has the length and the first digits of one in its country's plan. */
	fits(number: string): boolean;
	/** Whether the beginning of a number (+ and digits) has a 0 after its country code that no number has. */
	beginsWithTrunkZero(beginning: string): boolean;
}

const TO_NUMBER = 'To Number';
const E164_EXAMPLE = '+14155550123';
const WRITE_WHOLE = `Write it with + and the country code, e.g. ${E164_EXAMPLE}.`;
const AS_FROM_ABROAD = `Write it as it is dialed from abroad, e.g. ${E164_EXAMPLE}.`;
const ONE_NUMBER = 'Give one phone number per item.';
const FILTER_OUT =
	'Map the field that holds the phone number, or filter out the items that have none.';
const PLAIN_TEXT_COLUMN =
	'Format the column as plain text in the spreadsheet and enter the numbers again.';

const DIGIT_OF_ANOTHER_SCRIPT = /(?![0-9])\p{Nd}/gu;
/** Dashes of all kinds; the long vowel mark, the box line and the minus are typed for one. */
const DASHES = /[\p{Pd}\u2212\u2043\u2500\u30fc\uff70]/gu;
/** What Japanese and Chinese keyboards have for a dash; between two numbers it means "to". */
const TILDES = /[\u223c\u301c\uff5e]/g;
const SEPARATORS = /[\p{Zs}\-~.·()[\]/]/gu;
/** What parts two numbers in one cell: list marks, line breaks, and the tab of pasted columns. */
const PARTING_MARKS = /[,;|&\u060c\u061b\u3001\t\v\f\n\r\u2028\u2029]/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const DECIMALS = /\d{7}[.,]0{1,2}$/;
const EXTENSION = /(?:;ext=|(?:extension|extn|ext|durchwahl|poste)\.?:?|\d ?[x#]) ?\d+$/i;
const ZERO_IN_BRACKETS = /[([]\p{Zs}*0\p{Zs}*[)\]]/gu;
/** Ukraine's +38 (067) … is +380 67 …; without its 0 it would ring in Slovenia (386). */
const SPLIT_UKRAINIAN_CODE = /^(?:\D*00)?\D*38\D+[1-9]/;
/**
 * A footnote, a count or an extension behind the number, e.g. `+4930123456 (2)` or
 * `+1 415 555 0123 (104)`. Three digits and more may be its own last group, as in `+81 3 1234
 * (5678)`, unless a whole number is before them.
 */
const NUMBER_IN_BRACKETS_BEHIND =
	/(?:\d\s*[([]\s*\d{1,2}|\d(?:\D*\d){8,}\s*[([]\s*\d{3,5})\s*[)\]]$/;
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
 * Reads who is to be called. What starts with + (or 00) is international and has to have the shape of
 * E.164 (ITU-T E.164 §6: country code first, at most 15 digits); whether such a number exists is the
 * carrier's to say. Without a plus nothing is guessed unless `bare` says how.
 * @param input what the workflow supplies: text in any common notation, or a number
 * @param bare how to read a number without a plus; absent: such a number is refused
 * @param label of the parameter that the number is given in
 * @returns the number in E.164, or what is wrong with it
 */
export function readPhoneNumber(
	input: unknown,
	plans: NumberingPlans,
	bare?: BareNumberReading,
	label = TO_NUMBER,
): Result<string> {
	const written = asText(input, label);
	if (!written.ok) return written;
	const text = written.value;
	const wrong = unreadable(text, label);
	if (wrong) return wrong;
	const digits = text.replace(SEPARATORS, '');
	if (digits.endsWith('+')) return numberBeforePlus(text, plans, label);

	const compact = digits.replace(/^00/, '+');
	const zero = placeOfBracketedZero(text);
	const country = typeof bare === 'object' ? bare.country : undefined;
	if (compact.startsWith('+') || bare === 'international') {
		const number = compact.startsWith('+') ? compact : `+${compact}`;
		const zeroInNumber = zero === undefined ? undefined : zero + number.length - digits.length;
		if (SPLIT_UKRAINIAN_CODE.test(text)) return splitCode(label);
		const read = plans.readInternational(number, zeroInNumber);
		if (country === undefined || !/^00./.test(digits) || !('e164' in read)) {
			return checked(read, number, label);
		}
		// Not every country dials abroad with 00: from Australia, 0011 44 … is a number in Great Britain.
		const local = plans.readNational(digits, country);
		const isSame = !('e164' in local) || local.e164 === read.e164 || local.e164.endsWith(digits);
		const fitsAbroad = plans.fits(read.e164);
		if (isSame || (fitsAbroad && !plans.fits(local.e164))) return checked(read, number, label);
		// From Colombia, 0057 321 … is a number of its own, or, through the carrier 5, one in Russia.
		if (fitsAbroad || !plans.fits(local.e164)) {
			return invalid(
				label,
				`starts with 00 and could be two numbers (${maskPhoneNumber(number)})`,
				AS_FROM_ABROAD,
			);
		}
		return checked(zero === undefined ? local : { reason: 'zero reads two ways' }, number, label);
	}
	if (bare === undefined) {
		return invalid(
			label,
			`has no country code (${maskPhoneNumber(compact)})`,
			`Write it with + and the country code, e.g. ${E164_EXAMPLE}, or set 'Default Country' under Options: to the country these numbers are from, or to International Number Missing Its + if a spreadsheet dropped the plus.`,
		);
	}
	// In 44 (0)20 … a country code is before the 0.
	const read: PlanReading = zero
		? { reason: 'zero reads two ways' }
		: plans.readNational(compact, bare.country);
	return checked(read, compact, label, bare.country);
}

/**
 * Reads the beginning that numbers have in common.
 * @param input text with + or 00, e.g. `+49 30`; with `bare` set to international digits, also without
 * @param label of the parameter that it is given in
 * @returns + and digits, as numbers in E.164 begin, or what is wrong with it
 */
export function readBeginning(
	input: unknown,
	plans: NumberingPlans,
	bare: BareNumberReading | undefined,
	label: string,
): Result<string> {
	const written = asText(input, label);
	if (!written.ok) return written;
	const wrong = unreadable(written.value, label);
	if (wrong) return wrong;
	const compact = written.value.replace(SEPARATORS, '').replace(/^00/, '+');
	const beginning = bare === 'international' && !compact.startsWith('+') ? `+${compact}` : compact;
	if (!/^\+\d{1,15}$/.test(beginning)) {
		return invalid(
			label,
			"doesn't start with + and a country code",
			'Write it with + and the country code, e.g. +49*.',
		);
	}
	if (SPLIT_UKRAINIAN_CODE.test(written.value)) return splitCode(label);
	return beginning.startsWith('+0') || plans.beginsWithTrunkZero(beginning)
		? invalid(
				label,
				'has a 0 that is not dialed from abroad, so no number starts like this',
				'Leave out the 0 and write it as it is dialed from abroad, e.g. +4420* for London.',
			)
		: valid(beginning);
}

/** Reads `972501234567+`, as a right-to-left sheet shows and copies it. */
function numberBeforePlus(text: string, plans: NumberingPlans, label: string): Result<string> {
	const [, digits] = /^(\d+)\+$/.exec(text) ?? [];
	if (digits === undefined) {
		return invalid(label, 'ends with a +, so its groups may be in reverse order', WRITE_WHOLE);
	}
	const read = plans.readInternational(`+${digits}`);
	return 'e164' in read && plans.fits(read.e164)
		? checked(read, digits, label)
		: invalid(
				label,
				`ends with a +, but isn't a valid number with the + in front (${maskPhoneNumber(digits)})`,
				WRITE_WHOLE,
			);
}

/** @returns its place in the text without separators; undefined where no 0 stands alone in brackets */
function placeOfBracketedZero(text: string): number | undefined {
	const [match] = text.matchAll(ZERO_IN_BRACKETS);
	return match && text.slice(0, match.index).replace(SEPARATORS, '').length;
}

function splitCode(label: string): Result<never> {
	return invalid(
		label,
		"starts with +38, which isn't a country code",
		`If the number is Ukrainian, write it with +380. ${WRITE_WHOLE}`,
	);
}

/** @param country where the number was read as one of a country */
function checked(read: PlanReading, written: string, label: string, country = ''): Result<string> {
	if ('e164' in read) return inShape(read.e164, label);
	const shown = maskPhoneNumber(written);
	switch (read.reason) {
		case 'unknown country':
			return invalid(
				'Default Country',
				`is '${country}', which is not a country with phone numbers`,
				"Choose a country from the list, or use its two-letter code, e.g. 'DE'.",
			);
		case 'not a number of the country':
			return invalid(
				label,
				`can't be a national number of ${country} (${shown})`,
				`Correct the number, or write it with + and the country code, e.g. ${E164_EXAMPLE}.`,
			);
		case 'with or without its country code':
			return invalid(
				label,
				`may or may not start with the country code of ${country} (${shown})`,
				WRITE_WHOLE,
			);
		case 'zero that does not belong':
			return invalid(
				label,
				`has a 0 after its country code that isn't part of the number (${shown})`,
				AS_FROM_ABROAD,
			);
		case 'prefix reads two ways':
			return invalid(
				label,
				`has digits after its country code that may or may not be a prefix (${shown})`,
				AS_FROM_ABROAD,
			);
		case 'zero reads two ways':
			return invalid(
				label,
				`has a (0) that may or may not be part of it (${shown})`,
				AS_FROM_ABROAD,
			);
	}
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
		return invalid(label, `is ${kindOf(input)}, not text`, WRITE_WHOLE);
	}
	const text = plainCharacters(trimmed(input ?? ''))
		.replace(/^['’‘`]/, '')
		// How a CSV file keeps Excel from making a number of it.
		.replace(/^="(.*)"$/, '$1')
		.trim()
		// How Meta exports the phone numbers of leads.
		.replace(/^p:(?=\+)/, '')
		.replace(/^tel:/i, '')
		.trim();
	return text === '' ? invalid(label, 'is empty', FILTER_OUT) : valid(text);
}

/** Digits of any script, full-width characters, and all kinds of dashes as those of ASCII. */
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

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** What can be told about a text before its separators are removed, and would be lost with them. */
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
	return parts.slice(0, -1).some((length, place) => {
		before += length;
		return length >= 5 && (before >= 9 || (before >= 7 && (parts[place + 1] ?? 0) >= 7));
	});
}

/** @param number + and digits only */
function inShape(number: string, label: string): Result<string> {
	const digits = number.slice(1);
	const shown = maskPhoneNumber(digits);
	if (digits.startsWith('0')) {
		return invalid(
			label,
			`has a 0 where its country code should begin (${shown})`,
			`No country code starts with 0. ${WRITE_WHOLE}`,
		);
	}
	if (digits.length < 7) {
		return invalid(
			label,
			`is too short: ${digits.length} digits, min 7`,
			`Give the whole number with its country code, e.g. ${E164_EXAMPLE}.`,
		);
	}
	if (digits.length > 15) {
		return invalid(
			label,
			`is too long: ${digits.length} digits, max 15 (${shown})`,
			`${ONE_NUMBER} ${WRITE_WHOLE}`,
		);
	}
	return valid(number);
}
