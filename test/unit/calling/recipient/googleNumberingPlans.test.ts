import fc from 'fast-check';
import type { CountryCode } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';
import {
	getCountries,
	getCountryCallingCode,
	getExampleNumber,
	parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.min.json';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';
import { readE164 } from '../../../../nodes/shared/calling/recipient/e164';

const { readNational } = numberingPlans;

const readAs = (input: unknown, country?: string) =>
	readE164(input, numberingPlans, country === undefined ? undefined : { country }, 'To Number');

describe('a national number', () => {
	it.each([
		['DE', '030123456', '+4930123456'],
		['DE', '30123456', '+4930123456'],
		['US', '4155550123', '+14155550123'],
		['US', '14155550123', '+14155550123'],
		['GB', '02079460958', '+442079460958'],
		['GB', '02000000000', '+442000000000'],
		['US', '5555550123', '+15555550123'],
		['IT', '0669812345', '+390669812345'],
		['FR', '0123456789', '+33123456789'],
		['AU', '0412345678', '+61412345678'],
		['RU', '89123456789', '+79123456789'],
		['MX', '5512345678', '+525512345678'],
	])('is read with the numbering plan of %s: %s', (country, number, e164) => {
		expect(readNational(number, country)).toEqual({ e164 });
	});

	it.each([
		['DE', 'a word', 'hello'],
		['DE', 'a word before it', 'call 030 123456'],
		['DE', 'an emergency number', '112'],
		['DE', 'an area code', '0301'],
		['US', 'a number without its area code', '555-0123'],
		['US', 'two numbers', '4155550123 4155550124'],
		['US', 'too many digits', '4'.repeat(300)],
		['US', 'an extension by letter', '415-555-0123 x45'],
		['US', 'an extension by word', '415-555-0123 ext. 45'],
		['US', 'nothing', ''],
	])('is refused in %s as %s', (country, _, number) => {
		expect(readNational(number, country)).toEqual({ reason: 'not a number of the country' });
	});

	it.each([['XX'], ['de'], [''], ['DEU'], ['__proto__'], ['CONSTRUCTOR'], ['toString']])(
		'is not read for %p, which is no country',
		(country) => {
			expect(readNational('030 123456', country)).toEqual({ reason: 'unknown country' });
		},
	);

	it('gives something that looks like E.164 or a reason, whatever is read', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d ()/.-]{0,30}$/)),
				fc.constantFrom(...getCountries()),
				(number, country) => {
					const read = readNational(number, country);
					if ('e164' in read) expect(read.e164).toMatch(/^\+[1-9]\d+$/);
					else
						expect(read.reason).toMatch(
							/^(?:not a number of the country|with or without its country code)$/,
						);
				},
			),
		);
	});
});

describe('a cell that is read as a national number', () => {
	it.each([
		['030·123456', '+4930123456'],
		['(0)30 123456', '+4930123456'],
		['030–123 456', '+4930123456'],
		['030/12345-67', '+49301234567'],
		['０３０ １２３４５６', '+4930123456'],
		['٠٣٠ ١٢٣٤٥٦', '+4930123456'],
		["'030 123456", '+4930123456'],
	])('may have every separator that an international one may: %s', (input, e164) => {
		expect(readAs(input, 'DE')).toEqual({ ok: true, value: e164 });
	});

	it('may be a JavaScript number that lost its zero', () => {
		expect(readAs(30123456, 'DE')).toEqual({ ok: true, value: '+4930123456' });
	});
});

interface Example {
	country: CountryCode;
	e164: string;
	code: string;
	/** The digits after the country code. */
	rest: string;
	/** As people of the country write it, e.g. `07400 123456`. */
	national: string;
	/** The national prefix and the rest, e.g. `07400123456`; absent if there is none. */
	withPrefix?: string;
}

/** Of every country of the library; its own formats say which of them have a national prefix. */
const exampleNumbers: Example[] = getCountries().flatMap((country) => {
	const example = getExampleNumber(country, examples);
	if (example === undefined) return [];
	const { number: e164, countryCallingCode: code, nationalNumber: rest } = example;
	const national = example.formatNational();
	const digits = national.replace(/\D/g, '');
	const hasPrefix = digits !== rest && digits.endsWith(rest);
	return [{ country, e164, code, rest, national, withPrefix: hasPrefix ? digits : undefined }];
});
/** Not of Belarus, where 8 0 29 … may also be a toll-free number: that one is refused. */
const withPrefix = exampleNumbers.flatMap((example) =>
	example.withPrefix === undefined || example.country === 'BY'
		? []
		: [{ ...example, withPrefix: example.withPrefix }],
);

const ZEROS = { ascii: '0', wide: '０', arabic: '٠', persian: '۰', devanagari: '०', thai: '๐' };
const inScript = (text: string, zero: string) =>
	text.replace(/\d/g, (digit) => String.fromCharCode(zero.charCodeAt(0) + Number(digit)));

const separated = (digits: string, separator: string) =>
	digits.replace(/\d{3}(?=\d{2})/g, (group) => `${group}${separator}`);

const separator = fc.constantFrom(' ', '', '-', '.', '\u00a0', '‑', '–', 'ー', '─', '·');
const zero = fc.constantFrom(...Object.values(ZEROS));

describe('the example numbers of all countries', () => {
	it('are of every country, and many have a national prefix', () => {
		expect(exampleNumbers.length).toBeGreaterThan(240);
		expect(withPrefix.length).toBeGreaterThan(90);
	});

	it.each(exampleNumbers)('are read as they are: $country $e164', ({ e164 }) => {
		expect(readAs(e164)).toEqual({ ok: true, value: e164 });
		expect(readAs(e164.replace('+', '00'), 'DE')).toEqual({ ok: true, value: e164 });
	});

	it.each(exampleNumbers)('are read as they are written in $country: $national', (example) => {
		expect(readAs(example.national, example.country)).toEqual({ ok: true, value: example.e164 });
	});

	it.each(withPrefix)(
		'are read without the national prefix after the country code: $country +$code $withPrefix',
		({ code, e164, rest, withPrefix: whole }) => {
			const prefix = whole.slice(0, -rest.length);
			for (const text of [
				`+${code}${whole}`,
				`+${code} ${whole}`,
				`00${code} ${whole}`,
				`+${code} (${whole.slice(0, 3)}) ${whole.slice(3)}`,
				`(+${code}) ${prefix} ${rest}`,
				`+${code} (${prefix})${rest}`,
			]) {
				expect([text, readAs(text)]).toEqual([text, { ok: true, value: e164 }]);
			}
		},
	);

	it('are read in every script, with every separator, with and without prefix and parentheses', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.constantFrom(...withPrefix),
					fc.constantFrom(
						...exampleNumbers.map(({ rest, ...more }) => ({ ...more, rest, withPrefix: rest })),
					),
				),
				separator,
				zero,
				fc.boolean(),
				({ code, e164, withPrefix: whole }, between, digit, inBrackets) => {
					const text = inBrackets
						? `+${code} (${whole.slice(0, 3)}) ${separated(whole.slice(3), between)}`
						: `+${code}${between}${separated(whole, between)}`;
					expect(readAs(inScript(text, digit))).toEqual({ ok: true, value: e164 });
				},
			),
			{ numRuns: 2000 },
		);
	});
});

/** A number that the whole of the library's data calls valid, near to an example. */
const existing = fc
	.tuple(fc.constantFrom(...exampleNumbers), fc.stringMatching(/^\d{4}$/))
	.map(([{ e164 }, ending]) => e164.slice(0, -4) + ending)
	.filter((number) => parsePhoneNumberFromString(number, { extract: false })?.isValid() === true);

describe('a number that exists', () => {
	const countries = getCountries();
	it('is never read as another one', () => {
		fc.assert(
			fc.property(existing, fc.constantFrom(undefined, ...countries), (number, country) => {
				expect(readAs(number, country)).toEqual({ ok: true, value: number });
			}),
			{ numRuns: 2000 },
		);
	});

	it('is read as itself from its digits, if its plus was lost', () => {
		fc.assert(
			fc.property(existing, (number) => {
				expect(readE164(number.slice(1), numberingPlans, 'international', 'To Number')).toEqual({
					ok: true,
					value: number,
				});
			}),
		);
	});
});

describe('the beginning of numbers', () => {
	const { canBegin } = numberingPlans;

	it.each([
		// A 0 that is not dialed from abroad, among others where 00 begins toll-free numbers.
		'+440',
		'+44020',
		'+490',
		'+610',
		'+3800',
		'+620',
		'+62021',
		'+810',
		'+820',
		'+660',
		// Other prefixes.
		'+11',
		'+3606',
		'+370869',
		'+521',
		'+52044',
		'+550',
		'+0',
		// No country.
		'+9990',
		'+21123456789012',
	])('%s is that of none', (beginning) => {
		expect(canBegin(beginning)).toBe(false);
	});

	it.each([
		'+38',
		'+380',
		'+44',
		'+4420',
		'+7495',
		'+7812',
		'+8618',
		'+390',
		'+2250',
		'+2290',
		'+2410',
		'+85308',
		'+80000',
		'+14155550123',
		'+3708',
		// Nobody has such a number, because 8 and 15 are prefixes there. The plans don't tell.
		'+78495',
		'+541115',
	])('%s is that of some', (beginning) => {
		expect(canBegin(beginning)).toBe(true);
	});

	it('can be that of every number that exists', () => {
		fc.assert(
			fc.property(existing, fc.nat(14), (number, length) => {
				expect(canBegin(number.slice(0, 2 + length))).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	it('is that of none only if no number fits that begins like it', () => {
		const beginning = fc
			.tuple(fc.constantFrom(...exampleNumbers), fc.stringMatching(/^\d{1,3}$/))
			.map(([{ code }, digits]) => ({ code, digits }))
			.filter(({ code, digits }) => !canBegin(`+${code}${digits}`));
		fc.assert(
			fc.property(beginning, fc.stringMatching(/^\d{4,10}$/), ({ code, digits }, rest) => {
				// Toll-free numbers that nobody dials from abroad.
				fc.pre(!`${digits}${rest}`.startsWith('00'));
				const number = `+${code}${digits}${rest}`;
				expect([number, numberingPlans.fits(number)]).toEqual([number, false]);
			}),
			{ numRuns: 2000 },
		);
	});

	it("with a country's national prefix is that of none, but for plans that have such numbers", () => {
		const dialedWith = getCountries().flatMap((country) => {
			const prefix: unknown = metadata.countries[country]?.[5];
			return typeof prefix === 'string' && canBegin(`+${getCountryCallingCode(country)}${prefix}`)
				? [country]
				: [];
		});
		expect(dialedWith).toEqual(['BY', 'KZ', 'RU', 'RW']);
	});
});
