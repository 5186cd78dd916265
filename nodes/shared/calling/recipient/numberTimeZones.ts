import data from './numberTimeZones.json';

/*
 * Google's time zones of phone numbers, by prefix, as its PhoneNumberToTimeZonesMapper reads them. A
 * cell phone number, for example, belongs to no area in most countries, so it can be anywhere in its
 * country. `scripts/timeZones.ts` writes the data.
 */

/** By calling code: numbers that belong to an area, for countries with several entries. */
const geographic = new Map(
	Object.entries<string>(data.geographic).map(([code, pattern]) => [
		code,
		new RegExp(`^(?:${pattern})$`),
	]),
);

const zonesByPrefix = new Map(
	Object.entries<string>(data.prefixes).flatMap(([names, prefixes]) => {
		const zones = names.split('&');
		return prefixes.split(' ').map((prefix) => [prefix, zones] as const);
	}),
);

const LONGEST_PREFIX = Math.max(...[...zonesByPrefix.keys()].map(({ length }) => length));

const LONGEST_CODE = 3;

/**
 * The time zones that a number can be in. Its owner may still be elsewhere: on a journey, or moved
 * away with the number.
 * @param number E.164
 * @returns IANA names; none if no country is known for the number
 */
export function timeZonesOf(number: string): readonly string[] {
	const digits = number.slice(1);
	for (let length = 1; length <= LONGEST_CODE; length += 1) {
		const code = digits.slice(0, length);
		const isGeographic = geographic.get(code)?.test(digits.slice(length));
		if (isGeographic === false) return zonesByPrefix.get(code) ?? [];
	}
	for (let length = LONGEST_PREFIX; length > 0; length -= 1) {
		const zones = zonesByPrefix.get(digits.slice(0, length));
		if (zones !== undefined) return zones;
	}
	return [];
}
