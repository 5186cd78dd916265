import fc from 'fast-check';
import { getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/metadata.max.json';
import { IANAZone } from 'luxon';
import data from '../../../../nodes/shared/calling/recipient/numberTimeZones.json';
import { timeZonesOf } from '../../../../nodes/shared/calling/recipient/numberTimeZones';

const prefixes: Record<string, string> = data.prefixes;
const lines = Object.entries(prefixes).flatMap(([names, list]) =>
	list.split(' ').map((prefix) => ({ prefix, zones: names.split('&') })),
);
const codes = Object.keys(metadata.country_calling_codes);

describe('the time zones of a number', () => {
	it.each([
		['+493023125101', 'a landline', ['Europe/Berlin']],
		['+4915112345678', 'a cell phone', ['Europe/Berlin']],
		['+12025550101', 'Washington', ['America/New_York']],
		['+14155550123', 'San Francisco', ['America/Los_Angeles']],
		['+18765550123', 'Jamaica', ['America/Jamaica']],
		['+14235550123', 'Tennessee', ['America/Chicago', 'America/New_York']],
		['+12085550123', 'Idaho', ['America/Boise', 'America/Denver', 'America/Los_Angeles']],
		['+74951234567', 'a landline in Moscow', ['Europe/Moscow']],
		['+61255501234', 'a landline in Sydney', ['Australia/Sydney']],
		['+5511961234567', 'a cell phone in São Paulo', ['America/Sao_Paulo']],
		['+390267012345', 'Milan, with its 0', ['Europe/Rome']],
	])('are exact where the number says it: %s, %s', (number, _, zones) => {
		expect(timeZonesOf(number)).toEqual(zones);
	});

	it.each([
		['+61412345678', 'a cell phone in Australia', ['Australia/Perth', 'Australia/Sydney']],
		['+79161234567', 'a cell phone in Russia', ['Europe/Moscow', 'Asia/Kamchatka']],
		['+34612345678', 'a cell phone in Spain', ['Europe/Madrid', 'Atlantic/Canary']],
		['+18005550123', 'toll-free in North America', ['America/New_York', 'Pacific/Honolulu']],
		['+79', 'no number at all', ['Europe/Moscow', 'Asia/Kamchatka']],
	])('are all of its country otherwise: %s, %s', (number, _, zones) => {
		expect(timeZonesOf(number)).toEqual(expect.arrayContaining(zones));
	});

	it.each(['+80012345678', '+881612345678', '+999123456789', '+2101234567'])(
		'are none if it belongs to no country: %s',
		(number) => {
			expect(timeZonesOf(number)).toEqual([]);
		},
	);

	it('are known for the cell phones of every country, and known to this engine', () => {
		for (const country of Object.keys(metadata.countries) as Array<keyof typeof examples>) {
			const example = getExampleNumber(country, examples);
			expect([country, timeZonesOf(example?.number ?? '').length > 0]).toEqual([country, true]);
		}
		const unknown = lines.flatMap(({ zones }) =>
			zones.filter((zone) => !IANAZone.isValidZone(zone)),
		);
		expect(unknown).toEqual([]);
	});
});

/** Google's algorithm in its own words (PhoneNumberToTimeZonesMapper), with the types of the other library. */
function googleZones(number: string): string[] | undefined {
	const parsed = parsePhoneNumberFromString(number, { extract: false });
	const type = parsed?.number === number ? parsed.getType() : undefined;
	if (parsed === undefined || type === undefined) return undefined;
	const code = parsed.countryCallingCode;
	const isGeographic =
		type === 'FIXED_LINE' ||
		type === 'FIXED_LINE_OR_MOBILE' ||
		(type === 'MOBILE' && ['52', '54', '55', '62'].includes(code));
	const wanted = isGeographic ? number.slice(1) : code;
	return lines
		.filter(({ prefix }) => wanted.startsWith(prefix))
		.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.zones;
}

it('are those that Google’s own algorithm finds for valid numbers', () => {
	const digits = (length: number) =>
		fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
	const numbers = fc
		.record({
			start: fc.oneof(
				fc.constantFrom(...codes),
				fc.constantFrom(...Object.keys(data.geographic)),
				fc.constantFrom(...lines.map(({ prefix }) => prefix)),
			),
			rest: fc.integer({ min: 5, max: 9 }).chain(digits),
		})
		.map(({ start, rest }) => `+${start}${rest}`);
	let compared = 0;
	fc.assert(
		fc.property(numbers, (number) => {
			const expected = googleZones(number);
			// There, areas have all of their zones, also for cell phones.
			if (expected === undefined || number.startsWith('+1')) return;
			compared += 1;
			expect(timeZonesOf(number)).toEqual(expected);
		}),
		{ numRuns: 10_000 },
	);
	expect(compared).toBeGreaterThan(300);
});
