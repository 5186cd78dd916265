import fc from 'fast-check';
import { getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/metadata.max.json';
import { DateTime, IANAZone } from 'luxon';
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
		['+212650123456', 'Morocco', ['Africa/Casablanca', 'Africa/El_Aaiun']],
		['+74012123456', 'Kaliningrad', ['Europe/Kaliningrad']],
		['+56612345678', 'the south of Chile', ['America/Punta_Arenas']],
		['+13645550123', 'Kentucky, with its newer code', ['America/Chicago', 'America/New_York']],
	])('are exact where the number says it: %s, %s', (number, _, zones) => {
		expect(timeZonesOf(number)).toEqual(zones);
	});

	it.each([
		['+61412345678', 'a cell phone in Australia', ['Australia/Perth', 'Australia/Sydney']],
		['+79161234567', 'a cell phone in Russia', ['Europe/Moscow', 'Asia/Kamchatka']],
		['+34612345678', 'a cell phone in Spain', ['Europe/Madrid', 'Atlantic/Canary']],
		['+6281234567890', 'a cell phone in Indonesia', ['Asia/Jakarta', 'Asia/Jayapura']],
		['+56961234567', 'a cell phone in Chile', ['America/Punta_Arenas', 'Pacific/Easter']],
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

/** Zones that no number needs: few people live by them, or they have the numbers of another country. */
const UNUSED = ['America/Danmarkshavn', 'Asia/Urumqi', 'Europe/Simferopol'];

/** The zones of a country according to the engine, from the tz database. */
function zonesOfCountry(country: string): string[] {
	const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
		timeZones?: string[];
		getTimeZones?: () => string[];
	};
	const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
	return zones.filter((zone) => !UNUSED.includes(zone));
}

it('leave no clock of a country out, so that it is never earlier or later there than they say', () => {
	const weeks = Array.from({ length: 52 }, (_, week) => Date.UTC(2026, 0, 1 + 7 * week));
	const offsetsOf = (zone: string) =>
		weeks.map((week) => DateTime.fromMillis(week, { zone }).offset);
	let compared = 0;
	for (const [code, countries] of Object.entries(metadata.country_calling_codes)) {
		// There, each number has an area.
		if (code === '1') continue;
		const known = (lines.find(({ prefix }) => prefix === code)?.zones ?? []).map(offsetsOf);
		for (const zone of countries.flatMap(zonesOfCountry)) {
			compared += 1;
			const isBetween = offsetsOf(zone).every((offset, week) => {
				const there = known.map((offsets) => offsets[week] ?? NaN);
				return offset >= Math.min(...there) && offset <= Math.max(...there);
			});
			expect([code, zone, isBetween]).toEqual([code, zone, true]);
		}
	}
	expect(compared).toBeGreaterThan(250);
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
		// Indonesia's are wrong in Google's list.
		(type === 'MOBILE' && ['52', '54', '55'].includes(code));
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
