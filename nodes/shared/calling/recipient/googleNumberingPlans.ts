import type { CountryCallingCode, CountryCode } from 'libphonenumber-js/core';
import {
	getCountryCallingCode,
	isSupportedCountry,
	parsePhoneNumberFromString,
	PhoneNumber,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import type { NumberingPlans, PlanReading } from './numberingPlans';
import { timeZonesOf } from './numberTimeZones';

/**
 * Countries where subscribers' numbers have no fixed length, so digits that begin with the
 * country's own code are often a whole number with and without it: 62 21 1234567 is in Jakarta, or,
 * without a 0 that a spreadsheet dropped, in Pematangsiantar (0622). Elsewhere, the length decides.
 */
const NO_FIXED_LENGTH = new Set(['AT', 'AX', 'CU', 'DE', 'FI', 'ID', 'IT', 'MM', 'SE', 'VA', 'XK']);

/**
 * Mexico's prefixes from before its closed numbering plan of August 3, 2019: 1 for a cell phone from
 * abroad, 01, 044 and 045 within the country. The library no longer knows them.
 */
const MEXICO_BEFORE_2019 = /^\+52(?:1|01|04[45])(\d{10})$/;

const DIGITS = [...'0123456789'];
/** The lengths of whole numbers, without their country code. */
const LENGTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * Google's numbering plans. Lengths and general patterns are known, ranges mostly aren't: which
 * numbers are in use changes faster than a package is updated.
 */
export const numberingPlans: NumberingPlans = {
	readNational,
	readInternational,
	fits,
	canBegin,
	timeZonesOf,
};

function readNational(number: string, country: string): PlanReading {
	if (!isSupportedCountry(country as CountryCode, metadata)) return { reason: 'unknown country' };
	if (!/^\d+$/.test(number)) return { reason: 'not a number of the country' };
	const national = parse(number, country as CountryCode);
	const isPossible = national?.isPossible() === true && !national.ext;
	if (number.startsWith(getCountryCallingCode(country as CountryCode, metadata))) {
		const read = readInternational(`+${number}`);
		if ('e164' in read && read.e164 !== national?.number && fits(read.e164)) {
			if (!isPossible || !fits(national.number)) return read;
			if (NO_FIXED_LENGTH.has(country)) return { reason: 'with or without its country code' };
		}
	}
	const read = isPossible ? readInternational(national.number) : undefined;
	return read && 'e164' in read ? read : { reason: 'not a number of the country' };
}

function readInternational(number: string, zeroInBrackets?: number): PlanReading {
	const parsed = parse(number);
	if (parsed === undefined) {
		return zeroInBrackets === undefined ? { e164: number } : { reason: 'zero reads two ways' };
	}
	const codeEnd = parsed.countryCallingCode.length + 1;
	// In +38 (0)67 … the 0 is a part of Ukraine's country code, 380.
	if (zeroInBrackets === undefined || zeroInBrackets < codeEnd) {
		return asDialedFromAbroad(number, parsed);
	}
	if (zeroInBrackets > codeEnd) return { reason: 'zero reads two ways' };

	const withoutZero = number.slice(0, codeEnd) + number.slice(codeEnd + 1);
	if (fits(number) !== fits(withoutZero)) return { e164: fits(number) ? number : withoutZero };
	if (fits(number)) return { reason: 'zero reads two ways' };
	const read = asDialedFromAbroad(number, parsed);
	return 'e164' in read && read.e164 === withoutZero ? read : { reason: 'zero reads two ways' };
}

/**
 * Drops what is only dialed within the country, such as the 0 in +44 020 … or the 8 in +7 8 495 ….
 * A number that fits its plan only as written is never changed.
 */
function asDialedFromAbroad(number: string, parsed: PhoneNumber): PlanReading {
	const written = new PhoneNumber(number, metadata);
	const code = written.countryCallingCode;
	const [, mexican] = MEXICO_BEFORE_2019.exec(number) ?? [];
	const hasZero = written.nationalNumber.startsWith('0');
	const withoutZero = `+${code}${written.nationalNumber.slice(1)}`;

	const whole = [parsed.number];
	if (mexican !== undefined) whole.push(`+52${mexican}`);
	if (hasZero && hasTrunkZero(code)) whole.push(withoutZero);
	const [changed, another] = new Set(whole.filter((other) => other !== number && fits(other)));
	if (hasZero && fits(number)) return { e164: number };
	// A number that is too long as written, or has a 0 that no number there has, can't be anyone
	// else's.
	const mayBeWhole = !hasZero && written.isPossible();
	if (changed !== undefined) {
		return another !== undefined || mayBeWhole
			? { reason: 'prefix reads two ways' }
			: { e164: changed };
	}
	if (!hasZero) return { e164: number };

	const hasOneZero = !written.nationalNumber.startsWith('00');
	if (hasOneZero && parsed.number === withoutZero && parsed.isPossible()) {
		return { e164: withoutZero };
	}
	return fits(withoutZero) || hasTrunkZero(code)
		? { reason: 'zero that does not belong' }
		: { e164: number };
}

function fits(number: string): boolean {
	if (parse(number) === undefined) return false;
	const phone = new PhoneNumber(number, metadata);
	return phone.getPossibleCountries().some((country) => {
		phone.country = country;
		return phone.isValid();
	});
}

/** A numbering plan, as far as it says how numbers begin. */
interface PlanShape {
	/** Matches whole numbers without their country code; an {@link ANY_DIGIT} is any digit. */
	pattern: RegExp;
	lengths: number[];
}

const ANY_DIGIT = 'x';

/** The only country with cell phone numbers that start with 00. */
const TAJIKISTAN = '992';

/** Geographic and others, such as 800 for international toll-free numbers. */
const CALLING_CODES = Object.keys({
	...metadata.country_calling_codes,
	...metadata.nonGeographic,
});

function canBegin(beginning: string): boolean {
	const digits = beginning.slice(1);
	return CALLING_CODES.some(
		(code) =>
			code.startsWith(digits) ||
			(digits.startsWith(code) && canFollow(code, digits.slice(code.length))),
	);
}

/** @param national digits after the calling code */
function canFollow(code: string, national: string): boolean {
	const isCountry = Object.hasOwn(metadata.country_calling_codes, code);
	// Japan's 00…, Korea's and a few others' are toll-free numbers that nobody dials from abroad.
	if (isCountry && national.startsWith('00') && code !== TAJIKISTAN) return false;
	if (isCountry && national === '0') {
		return DIGITS.slice(1).some((digit) => canFollow(code, `0${digit}`));
	}
	return shapesOf(code).some(({ pattern, lengths }) =>
		lengths.some(
			(length) => length >= national.length && pattern.test(national.padEnd(length, ANY_DIGIT)),
		),
	);
}

const shapes = new Map<string, PlanShape[]>();

function shapesOf(code: string): PlanShape[] {
	let known = shapes.get(code);
	if (known === undefined) {
		const countries = metadata.country_calling_codes[code as CountryCallingCode];
		const plans = countries?.map((country) => metadata.countries[country]);
		known = (plans ?? [metadata.nonGeographic[code]]).flatMap((plan) =>
			// The library's format: [calling code, IDD prefix, pattern, possible lengths, …]
			plan === undefined
				? []
				: [{ pattern: openPattern(String(plan[2])), lengths: plan[3] as number[] }],
		);
		shapes.set(code, known);
	}
	return known;
}

/** Makes a pattern also accept {@link ANY_DIGIT} wherever it accepts a digit. */
function openPattern(pattern: string): RegExp {
	const open = pattern.replace(/\{[^}]*\}|\[([^\]]*)\]|\\d|\d/g, (part, digits?: string) =>
		part.startsWith('{') ? part : `[${digits ?? part}${ANY_DIGIT}]`,
	);
	return new RegExp(`^(?:${open})$`);
}

const trunkZeros = new Map<string, boolean>();

/** Whether the library drops a 0 before any number of a country. */
function hasTrunkZero(callingCode: string): boolean {
	let known = trunkZeros.get(callingCode);
	if (known === undefined) {
		known = LENGTHS.flatMap((length) => DIGITS.map((digit) => digit.repeat(length))).some(
			(rest) => parse(`+${callingCode}0${rest}`)?.number === `+${callingCode}${rest}`,
		);
		trunkZeros.set(callingCode, known);
	}
	return known;
}

function parse(number: string, defaultCountry?: CountryCode): PhoneNumber | undefined {
	return parsePhoneNumberFromString(number, { defaultCountry, extract: false }, metadata);
}
