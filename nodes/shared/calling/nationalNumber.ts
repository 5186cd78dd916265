import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { NationalNumberReader } from './phoneNumber';

/**
 * Reads a national number with Google's numbering plans. Lengths are checked, ranges are not:
 * which numbers are in use changes faster than a package is updated. An extension is refused.
 */
export const readNationalNumber: NationalNumberReader = (number, country) => {
	if (!isSupportedCountry(country)) return { reason: 'unknown country' };
	const parsed = parsePhoneNumberFromString(number, { defaultCountry: country, extract: false });
	if (!parsed?.isPossible() || parsed.ext) return { reason: 'not a number of the country' };
	return { e164: parsed.number };
};
