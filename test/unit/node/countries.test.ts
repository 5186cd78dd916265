import fc from 'fast-check';
import type { CountryCode } from 'libphonenumber-js/min';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { countryOptions } from '../../../nodes/ElevenLabsCalls/parameters/countryOptions';
import { countries } from '../../../nodes/shared/calling/recipient/countries';
import { readDefaultCountry } from '../../../nodes/shared/calling/recipient/defaultCountry';

const names = countries.map(({ name }) => name);

it('the countries are those whose numbering plans the library knows', () => {
	expect(countries.map(({ value }) => value).sort()).toEqual([...getCountries()].sort());
});

it('the countries have their English names, in the case of titles, with straight apostrophes', () => {
	const english = new Intl.DisplayNames('en', { type: 'region' });
	const titleCase = (name = '') => name.replace(' da ', ' Da ').replace('\u2019', "'");
	expect(names).toEqual(countries.map(({ value }) => titleCase(english.of(value))));
});

it('the countries are in the order of their names, each once', () => {
	expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b, 'en')));
});

it('the countries have the calling codes of the library', () => {
	for (const { value, callingCode } of countries) {
		expect(callingCode).toBe(getCountryCallingCode(value as CountryCode));
	}
});

it.each([
	['US', 'US'],
	['usa', 'US'],
	['UK', 'GB'],
	['+44', 'GB'],
	['+49', 'DE'],
	['germany', 'DE'],
	['turkey', 'TR'],
])('typing %s in the editor, which searches names, finds %s', (typed, code) => {
	const found = countryOptions.filter(({ name }) =>
		name.toLowerCase().includes(typed.toLowerCase()),
	);
	expect(found.map(({ value }) => value)).toContain(code);
});

it('the choices are in the order of their names', () => {
	const labels = countryOptions.map(({ name }) => name.toLowerCase());
	expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b, 'en')));
});

const read = (value: unknown) => readDefaultCountry(value, 'Default Country');

describe('the default country', () => {
	it.each([undefined, null, '', '  ', '\ufeff', 'none', ' None ', 'NONE'])(
		'is none if it is %j',
		(value) => {
			expect(read(value)).toEqual({ ok: true, value: undefined });
		},
	);

	it.each(['international', ' International\n'])(
		'may be digits without their plus: %j',
		(value) => {
			expect(read(value)).toEqual({ ok: true, value: 'international' });
		},
	);

	it.each([
		['DE', 'DE'],
		[' de\r\n', 'DE'],
		['\ufeffDE', 'DE'],
		['UK', 'GB'],
		['uk', 'GB'],
		['USA', 'US'],
		['Usa', 'US'],
		['GB', 'GB'],
		['Germany', 'DE'],
		[' GERMANY ', 'DE'],
		['united kingdom', 'GB'],
		['Great Britain', 'GB'],
		["Cote d'Ivoire", 'CI'],
		['Ivory Coast', 'CI'],
		['Turkey', 'TR'],
		['Turkiye', 'TR'],
		['Czech Republic', 'CZ'],
		['Trinidad and Tobago', 'TT'],
		['Curacao', 'CW'],
	])('%j is %s', (value, country) => {
		expect(read(value)).toEqual({ ok: true, value: { country } });
	});

	it.each(countries)('is read by its code and its name: $name', ({ name, value }) => {
		const expected = { ok: true, value: { country: value } };
		expect(read(value.toLowerCase())).toEqual(expected);
		expect(read(name.toUpperCase())).toEqual(expected);
	});

	const problem = (message: string) => ({
		ok: false,
		failures: [
			{
				parameter: 'Default Country',
				message: `'Default Country' ${message}`,
				advice: 'Choose a country from the list, or use its two-letter code, e.g. DE.',
			},
		],
	});

	it.each(['XX', 'EU', 'DEU', 'Deutschland', '49', '+49', 'undefined', 'constructor', '__proto__'])(
		'is not %j',
		(value) => {
			expect(read(value)).toEqual(
				problem(`is '${value}', which is not a country with phone numbers`),
			);
		},
	);

	it.each([true, false, 5, 0, NaN, {}, [], ['DE'], 49n, new Date(0)])('is not %p', (value) => {
		expect(read(value)).toEqual(problem('is not the code or name of a country'));
	});

	it('is something that numbers can be read with, or a problem, whatever it is', () => {
		const codes = new Set(countries.map(({ value }) => value));
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string({ maxLength: 3 })), (value) => {
				const country = read(value);
				if (!country.ok) expect(country.failures[0]?.parameter).toBe('Default Country');
				else if (typeof country.value === 'object') expect(codes).toContain(country.value.country);
				else if (country.value === undefined) {
					expect(
						String(value ?? '')
							.trim()
							.toLowerCase(),
					).toMatch(/^(?:none)?$/);
				}
			}),
		);
	});
});
