import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import type { BareNumberReading, NumberingPlans, PlanReading } from './numberingPlans';
import { E164_EXAMPLE, ONE_NUMBER, readNumberText, SEPARATORS, WRITE_WHOLE } from './numberText';

const AS_FROM_ABROAD = `Write it as it is dialed from abroad, e.g. ${E164_EXAMPLE}.`;
const ZERO_IN_BRACKETS = /[([]\p{Zs}*0\p{Zs}*[)\]]/gu;
/** Ukraine's +38 (067) … is +380 67 …; without its 0 it would ring in Slovenia (386). */
const SPLIT_UKRAINIAN_CODE = /^(?:\D*00)?\D*38\D+[1-9]/;
/** Shows only the last four digits of a phone number, for texts outside the user's own data. */
export function maskPhoneNumber(number: string): string {
	const digits = number.replace(/\D/g, '');
	return `…${digits.slice(-4)}`;
}

/** The same text about any number: leaves out the masked number, in parentheses or of a call. */
export function withoutNumber(text: string): string {
	return text.replace(/ \(…\d*\)|(?<=^The call) to …\d+/, '');
}

/**
 * Reads a phone number. What starts with + (or 00) is international and must have the shape of
 * E.164 (ITU-T E.164 §6: country code first, at most 15 digits). Whether such a number exists is for
 * the carrier to say. Without a plus, nothing is guessed unless `bare` says how.
 * @param input what the workflow supplies: text in any common notation, or a number
 * @param bare how to read a number without a plus; absent: such a number is refused
 * @param label of the parameter that the number is given in
 * @returns the number in E.164, or what is wrong with it
 */
export function readE164(
	input: unknown,
	plans: NumberingPlans,
	bare: BareNumberReading | undefined,
	label: string,
): Result<string> {
	const written = readNumberText(input, label);
	if (!written.ok) return written;
	const text = written.value;
	const digits = text.replace(SEPARATORS, '');
	if (digits.endsWith('+')) return numberBeforePlus(text, plans, label);

	const compact = digits.replace(/^00/, '+');
	const zero = indexOfBracketedZero(text);
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
 * Reads the common beginning of numbers.
 * @param input text with + or 00, e.g. `+49 30`; without them only if `bare` is international digits
 * @param label of the parameter that it is given in
 * @returns + and digits, as numbers in E.164 begin, or what is wrong with it
 */
export function readBeginning(
	input: unknown,
	plans: NumberingPlans,
	bare: BareNumberReading | undefined,
	label: string,
): Result<string> {
	const written = readNumberText(input, label);
	if (!written.ok) return written;
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
	if (plans.canBegin(beginning)) return valid(beginning);
	return invalid(
		label,
		'matches no number, because none starts this way when dialed from abroad',
		'Leave out digits that are only dialed within the country, such as the 0 in +44 0 or the 1 in +52 1, e.g. +4420* for London.',
	);
}

/** Reads `972501234567+`, as a right-to-left spreadsheet shows and copies it. */
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

/** @returns its index in the text without separators; undefined if no 0 stands alone in brackets */
function indexOfBracketedZero(text: string): number | undefined {
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

/** @param country if the number was read as one of a country */
function checked(read: PlanReading, written: string, label: string, country = ''): Result<string> {
	if ('e164' in read) return inShape(read.e164, label);
	const shown = maskPhoneNumber(written);
	switch (read.reason) {
		case 'unknown country':
			return invalid(
				label,
				`can't be read as a number of '${country}', which is not a country with phone numbers`,
				WRITE_WHOLE,
			);
		case 'not a number of the country':
			return invalid(
				label,
				`can't be a national number in ${country} (${shown})`,
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
