import type { BareNumberReading } from './numberingPlans';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import { isBlank, trimmed } from '../../values';
import { countries } from './countries';

/** Characters of a value that a message shows. */
const LONGEST_SHOWN = 40;

/** Codes and names that people write, but that are neither in ISO nor in the list of countries. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
	UK: 'GB',
	'Great Britain': 'GB',
	USA: 'US',
	'Czech Republic': 'CZ',
	'Ivory Coast': 'CI',
	Turkey: 'TR',
};

const codeOfName = new Map([
	...countries.flatMap(({ name, value }) => [
		[plainName(name), value] as const,
		[value.toLowerCase(), value] as const,
	]),
	...Object.entries(OTHER_NAMES).map(([name, value]) => [plainName(name), value] as const),
]);

/**
 * Reads how to understand numbers without a plus.
 * @param value `none`, `international`, a country's two-letter code or its English name, in any case
 * @returns undefined for none, and if the value is blank
 */
export function readDefaultCountry(
	value: unknown,
	label: string,
): Result<BareNumberReading | undefined> {
	if (isBlank(value)) return valid(undefined);
	const advice = 'Choose a country from the list, or use its two-letter code, e.g. DE.';
	if (typeof value !== 'string') {
		return invalid(label, 'is not the code or name of a country', advice);
	}
	const name = plainName(value);
	if (name === '' || name === 'none') return valid(undefined);
	if (name === 'international') return valid('international');
	const country = codeOfName.get(name);
	return country === undefined
		? invalid(
				label,
				`is '${trimmed(value).slice(0, LONGEST_SHOWN)}', which is not a country with phone numbers`,
				advice,
			)
		: valid({ country });
}

/** Removes what people leave out or write differently: capitals, accents, curly apostrophes, &. */
function plainName(name: string): string {
	return trimmed(name)
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[\u2019`]/g, "'")
		.replace(/ & /g, ' and ');
}
