import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber } from 'libphonenumber-js/min';
import fc from 'fast-check';
import type {
	BareNumberReading,
	NumberingPlans,
} from '../../../../nodes/shared/calling/recipient/numberingPlans';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';
import { maskPhoneNumber, readE164 } from '../../../../nodes/shared/calling/recipient/e164';

const read = (input: unknown, bare?: BareNumberReading) =>
	readE164(input, numberingPlans, bare, 'To Number');

const WRITE_WHOLE = /with \+ and the country code, e\.g\. \+14155550123/;
const GIVE_WHOLE = /whole number with its country code, e\.g\. \+14155550123/;
const ONE_NUMBER = /one phone number per item/;
const BOTH_SOLUTIONS = /country code.*'Default Country' under Options.*country.*Missing Its \+/;
const FROM_ABROAD = /dialed from abroad, e\.g\. \+14155550123/;
const FILTER_OUT = /Map the field.*filter out/;
const PLAIN_TEXT = /plain text/;
const NO_EXTENSION = /direct number/;

const SCIENTIFIC = 'is in scientific notation';
const DECIMAL = 'is written with decimals';
const MORE_THAN_ONE = 'holds more than one phone number';

const accepted = (value: string) => ({ ok: true, value });
const refused = (message: string, advice: RegExp, parameter = 'To Number') => ({
	ok: false,
	failures: [
		{
			parameter,
			message: expect.stringContaining(`'${parameter}' ${message}`) as unknown,
			advice: expect.stringMatching(advice) as unknown,
		},
	],
});

/** Takes every number, and knows none. */
const anyNumber: NumberingPlans = {
	readNational: (number) => ({ e164: `+${number.replace(/^0/, '')}` }),
	readInternational: (number) => ({ e164: number }),
	fits: () => false,
	canBegin: () => true,
	timeZonesOf: () => [],
};

describe('a number with a plus', () => {
	it.each([
		['in E.164', '+14155550123', '+14155550123'],
		['with the shape and no more: nobody has it', '+1234567890', '+1234567890'],
		['with the fewest digits', '+2471234', '+2471234'],
		['with the most digits', '+123456789012345', '+123456789012345'],
		['with spaces', '+49 30 123456', '+4930123456'],
		['with non-breaking spaces', '+49\u00a030\u202f123456', '+4930123456'],
		['with thin and ideographic spaces', '+49\u200930\u3000123456', '+4930123456'],
		['with dashes', '+1-415-555-0123', '+14155550123'],
		['with typographic dashes', '+1‐415‑555‒0123', '+14155550123'],
		['with en and em dashes and a minus', '+1–415—555−0123', '+14155550123'],
		['with dots', '+33.1.23.45.67.89', '+33123456789'],
		['with middle dots', '+33·1·23·45·67·89', '+33123456789'],
		['with brackets', '+1 (415) 555-0123', '+14155550123'],
		['with square brackets', '+1 [415] 5550123', '+14155550123'],
		['with a slash after the area code', '+49 30/123456', '+4930123456'],
		['with a slash after a long area code', '+49 35204/12345', '+493520412345'],
		['with a slash after a mobile code', '+43 664/1234567', '+436641234567'],
		['with its plus in brackets', '(+49) 30 123456', '+4930123456'],
		['with direction marks around it', '\u202a+1 415 555 0123\u202c', '+14155550123'],
		['with a zero-width space inside', '+1415\u200b5550123', '+14155550123'],
		['with a byte order mark before it', '\ufeff+14155550123', '+14155550123'],
		['with a soft hyphen inside', '+1415\u00ad5550123', '+14155550123'],
		['with blanks around it', '  \t+14155550123\r\n', '+14155550123'],
		["with a spreadsheet's apostrophe before it", "'+14155550123", '+14155550123'],
		['with a typographic apostrophe before it', '’+14155550123', '+14155550123'],
		['as a link', 'tel:+1-415-555-0123', '+14155550123'],
		['as a link in capitals', 'TEL: +14155550123', '+14155550123'],
		['in full-width characters', '＋４９（３０）１２３４５６', '+4930123456'],
		['that an Italian area code follows', '+39 06 698 12345', '+390669812345'],
		['whose area code is in brackets with its zero', '+39 (06) 698 12345', '+390669812345'],
	])('is read %s', (_, input, e164) => {
		expect(read(input)).toEqual(accepted(e164));
	});

	it.each([
		['00', '0049 30 123456', '+4930123456'],
		['00 in brackets', '(00) 49 30 123456', '+4930123456'],
		['00 and an apostrophe', "'0049 30 123456", '+4930123456'],
		['00 as a link', 'tel:004930123456', '+4930123456'],
		['00 and a slash after a mobile code', '0049 171/1234567', '+491711234567'],
		['00 and a slash after a long area code', '0049 35204/1234', '+49352041234'],
	])('may begin with %s instead', (_, input, e164) => {
		expect(read(input)).toEqual(accepted(e164));
	});

	it.each([
		[
			'starts with 0',
			'+0987654321',
			'has a 0 where its country code should begin (…4321)',
			/starts with 0.*country code/,
		],
		[
			'starts with 0 after 00',
			'000987654321',
			'has a 0 where its country code should begin (…4321)',
			/starts with 0.*country code/,
		],
		[
			'starts with + and 00',
			'+0049 30 123456',
			'has a 0 where its country code should begin (…3456)',
			/starts with 0.*country code/,
		],
		['has 6 digits', '+123456', 'is too short: 6 digits, min 7', GIVE_WHOLE],
		[
			'has 16 digits',
			'+1234567890123456',
			'is too long: 16 digits, max 15 (…3456)',
			/one phone number.*country code/,
		],
		[
			'is followed by another without a plus',
			'+14155550123 4155550124',
			'is too long: 21 digits, max 15 (…0124)',
			/one phone number.*country code/,
		],
		['has two pluses', '++14155550123', 'has more than one +', WRITE_WHOLE],
		['ends with two pluses', '14155550123++', 'has more than one +', WRITE_WHOLE],
		['has a plus at both ends', '+14155550123+', 'has more than one +', WRITE_WHOLE],
		['has its country code twice', '+49+491711234567', 'has more than one +', WRITE_WHOLE],
	])('is refused if it %s', (_, input, message, advice) => {
		expect(read(input)).toEqual(refused(message, advice));
	});

	it.each([
		['+44 (0)20 7946 0958'],
		['+44(0)20 7946 0958'],
		['0044 (0) 20 7946 0958'],
		['(+44) (0)20 7946 0958'],
		['(0044) (0)20 7946 0958'],
		['+44 ( 0 ) 20 7946 0958'],
		['+44 [0] 20 7946 0958'],
		['+44 (\u00a00\u00a0) 20 7946 0958'],
		['+44（０）20 7946 0958'],
		['tel:+44(0)2079460958'],
		['+44 (020) 7946 0958'],
		['0044 (020) 7946 0958'],
		['+44 020 7946 0958'],
	])('is read without the 0 that is only dialed within the country: %s', (input) => {
		expect(read(input)).toEqual(accepted('+442079460958'));
		expect(read(input, { country: 'DE' })).toEqual(accepted('+442079460958'));
	});

	it('is read without that 0 even if its plus was lost', () => {
		expect(read('44 (0)20 7946 0958', 'international')).toEqual(accepted('+442079460958'));
		expect(read('44 020 7946 0958', 'international')).toEqual(accepted('+442079460958'));
	});

	it.each([
		['+61 0431 234 567', '+61431234567'],
		['+490171 1234567', '+491711234567'],
		['+49 (030) 123456', '+4930123456'],
		['+972 050-123-4567', '+972501234567'],
		['+82 010-1234-5678', '+821012345678'],
		['+44 020 0000 0000', '+442000000000'],
		['+57 0300 1234567', '+573001234567'],
		['+34 (0)91 123 45 67', '+34911234567'],
		['+36 06 1 234 5678', '+3612345678'],
		['+7 8 495 123-45-67', '+74951234567'],
		['+78 (495) 123-45-67', '+74951234567'],
		['+370 8 612 34567', '+37061234567'],
		['+1 1 415 555 0123', '+14155550123'],
		['+54 011 15 1234-5678', '+5491112345678'],
		['+55 0 15 11 91234-5678', '+5511912345678'],
		['+52 1 55 1234 5678', '+525512345678'],
		['+52 01 55 1234 5678', '+525512345678'],
		['+52 045 55 1234 5678', '+525512345678'],
	])('is read without its national prefix: %s', (input, e164) => {
		expect(read(input)).toEqual(accepted(e164));
	});

	it.each([
		['in Ukraine', '+38 (067) 454-54-51', '+380674545451'],
		['in Ukraine, without brackets', '+38 067 454 54 51', '+380674545451'],
		['in Ukraine, in brackets alone', '+38 (0)67 454 54 51', '+380674545451'],
		['in Benin', '+229 (01) 97 00 00 00', '+2290197000000'],
		['in Burkina Faso', '+226 (01) 23 45 67', '+22601234567'],
		['in Niger', '+227 (08) 12 34 56', '+22708123456'],
		['in New Caledonia', '+687 (05) 01 23', '+687050123'],
		['in Tajikistan', '+992 (011) 12 34 56', '+992011123456'],
		['in Italy', '+39 06 698 12345', '+390669812345'],
		['in Italy, in brackets', '+39 (0331) 123456', '+390331123456'],
		['in Italy, in brackets alone', '+39 (0)6 698 12345', '+390669812345'],
		['in San Marino', '+378 0549 886377', '+3780549886377'],
		['in the Vatican', '+39 06 698 83145', '+390669883145'],
		['in Ivory Coast', '+225 01 23 45 67 89', '+2250123456789'],
		['in Ivory Coast, in brackets', '+225 (0)1 23 45 67 89', '+2250123456789'],
		['in Gabon', '+241 06 03 12 34', '+24106031234'],
		['in the Republic of the Congo', '+242 06 612 3456', '+242066123456'],
	])('keeps a 0 that belongs to it %s', (_, input, e164) => {
		expect(read(input)).toEqual(accepted(e164));
	});

	it('keeps an 8 or a 1 that belongs to it', () => {
		expect(read('+7 812 123-45-67')).toEqual(accepted('+78121234567'));
		expect(read('+52 155 123 4567')).toEqual(accepted('+521551234567'));
	});

	it.each([
		['in Italy, where 0331 is an area code and 331 a cell phone', '+39 (0)331 123456', '…3456'],
		['also after 00', '0039 (0)331 123456', '…3456'],
		['in a country that nobody knows', '+999 (0) 12345678', '…5678'],
		['not after the country code', '+44 20 (0) 7946 0958', '…0958'],
		['twice', '+44 (0)20 (0)7946 0958', '…0958'],
	])('is refused with a (0) that reads two ways: %s', (_, input, shown) => {
		const expected = refused(`has a (0) that may or may not be part of it (${shown})`, FROM_ABROAD);
		expect(read(input)).toEqual(expected);
		expect(read(input, { country: 'IT' })).toEqual(expected);
	});

	it.each([
		['+34 091 123 45 67', '…4567'],
		['+420 0777 123 456', '…3456'],
		['+1 0 415 555 2671', '…2671'],
		['+49 00171 1234567', '…4567'],
		['+4900491711234567', '…4567'],
		['+44 0123', '…0123'],
	])('is refused with a 0 that no reading of it explains: %s', (input, shown) => {
		expect(read(input)).toEqual(
			refused(
				`has a 0 after its country code that isn't part of the number (${shown})`,
				FROM_ABROAD,
			),
		);
	});

	it('is refused if its first digits are a prefix of one number and a part of another', () => {
		expect(read('+375 8 029 123 45 67')).toEqual(
			refused(
				'has digits after its country code that may or may not be a prefix (…4567)',
				FROM_ABROAD,
			),
		);
	});

	it.each([['+38 67 454 54 51'], ['+38(67)4545451'], ['0038 67 454 54 51'], ['(+38) 67 4545451']])(
		'is refused if its Ukrainian code lost a 0, which would ring in Slovenia: %s',
		(input) => {
			expect(read(input)).toEqual(
				refused("starts with +38, which isn't a country code", /Ukrainian.*\+380/),
			);
		},
	);

	it('of Slovenia is none of Ukraine', () => {
		expect(read('+386 7 454 54 51')).toEqual(accepted('+38674545451'));
	});

	it.each([
		['+81 3 1234 (5678)', '+81312345678'],
		['+44 20 (7946 0958)', '+442079460958'],
		['+1 415 (555) 0123', '+14155550123'],
	])('a last group in parentheses belongs to it: %p', (written, number) => {
		expect(read(written)).toEqual(accepted(number));
	});

	it.each([
		['+4930123456 (2)'],
		['+1 415 555 0123 (77)'],
		['+14155550123[1]'],
		['+1 415 555 0123 (104)'],
		['+1 (415) 555-0123 [ 5123 ]'],
		['+49 30 123456(789)'],
		['+44 20 7946 0958 (12345)'],
	])('is refused with a number in parentheses after it: %s', (input) => {
		expect(read(input)).toEqual(refused('has a number in parentheses', WRITE_WHOLE));
	});

	it('is not changed by the option for numbers without one', () => {
		expect(read('+49 30 123456', { country: 'US' })).toEqual(accepted('+4930123456'));
		expect(read('0049 30 123456', 'international')).toEqual(accepted('+4930123456'));
	});
});

describe('a notation of other software', () => {
	it.each([
		['Meta’s leads', 'p:+27821234567', '+27821234567'],
		['Excel, as the text of a formula', '="+14155550123"', '+14155550123'],
		['Excel, spaced', '="+1 415 555 0123"', '+14155550123'],
		['a sheet from right to left', '972501234567+', '+972501234567'],
		['a sheet from right to left, with its marks', '\u200f972501234567+\u200e', '+972501234567'],
		['a sheet from right to left, with a trunk 0', '9720501234567+', '+972501234567'],
		['Arabic', '+٩٧٢٥٠١٢٣٤٥٦٧', '+972501234567'],
		['Persian', '+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹', '+989123456789'],
		['Persian, with 00', '۰۰۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹', '+989123456789'],
		['Persian, with a trunk 0 in brackets', '+۹۸ (۰)۹۱۲ ۳۴۵ ۶۷۸۹', '+989123456789'],
		['Devanagari', '+९१ ९८१२३ ४५६७८', '+919812345678'],
		['Bengali', '+৮৮০ ১৭১২-৩৪৫৬৭৮', '+8801712345678'],
		['Thai', '+๖๖ ๘๑ ๒๓๔ ๕๖๗๘', '+66812345678'],
		['mathematics', '+𝟏𝟒𝟏𝟓𝟓𝟓𝟓𝟎𝟏𝟐𝟑', '+14155550123'],
		['Japanese, with long vowel marks', '+81ー90ー1234ー5678', '+819012345678'],
		['Japanese, with half-width ones', '+81ｰ90ｰ1234ｰ5678', '+819012345678'],
		['Japanese, with tildes', '+81～90～1234～5678', '+819012345678'],
		['Japanese, with wave dashes', '+81〜90〜1234〜5678', '+819012345678'],
		['Chinese, with lines', '+86─138─1234─5678', '+8613812345678'],
		['full-width dashes', '+81－90－1234－5678', '+819012345678'],
	])('is read: %s', (_, input, e164) => {
		expect(read(input)).toEqual(accepted(e164));
	});

	it.each([['p:0821234567'], ['P:+27821234567'], ['f:+27821234567'], ['whatsapp:+27821234567']])(
		'is refused if it is not known: %s',
		(input) => {
			expect(read(input)).toEqual(refused('contains letters', WRITE_WHOLE));
		},
	);

	it.each([['972-50-123-4567+'], ['4567 123 50 972+'], ['972501234567 (+)'], ['972501234567+.']])(
		'is refused if its groups may be in reverse order: %s',
		(input) => {
			expect(read(input, 'international').ok).toBe(false);
			expect(read(input)).toEqual(
				refused('ends with a +, so its groups may be in reverse order', WRITE_WHOLE),
			);
		},
	);

	it.each([['0501234567+'], ['5000000+']])('is refused if it is only a count: %s', (input) => {
		expect(read(input)).toEqual(
			refused(
				`ends with a +, but isn't a valid number with the + in front (${maskPhoneNumber(input)})`,
				WRITE_WHOLE,
			),
		);
	});

	it.each([['+81 3-1234-5678～9'], ['03-1234-5678〜5680'], ['0312345678~9']])(
		'is refused if it is a range of numbers: %s',
		(input) => {
			expect(read(input, { country: 'JP' })).toEqual(
				refused('holds more than one phone number', ONE_NUMBER),
			);
		},
	);
});

describe('a number without a plus', () => {
	it.each([
		['030 123456', '…3456'],
		['4155550123', '…0123'],
		['14155550123', '…0123'],
		['123', '…123'],
	])('is refused, and both solutions are named: %s', (input, shown) => {
		expect(read(input)).toEqual(refused(`has no country code (${shown})`, BOTH_SOLUTIONS));
	});

	it.each([
		['14155550123', '+14155550123'],
		['1 (415) 555-0123', '+14155550123'],
		["'4930123456", '+4930123456'],
		['4.915.112.345.678', '+4915112345678'],
	])('is read as international digits if these are wanted: %s', (input, e164) => {
		expect(read(input, 'international')).toEqual(accepted(e164));
	});

	it.each([
		[
			'030 123456',
			'has a 0 where its country code should begin (…3456)',
			/starts with 0.*country code/,
		],
		['123456', 'is too short: 6 digits, min 7', GIVE_WHOLE],
		[
			'4155550123 4155550124',
			'is too long: 20 digits, max 15 (…0124)',
			/one phone number.*country code/,
		],
	])('is refused if it does not fit international digits: %s', (input, message, advice) => {
		expect(read(input, 'international')).toEqual(refused(message, advice));
	});

	it('is refused if it does not fit the country', () => {
		expect(read('030 1', { country: 'DE' })).toEqual(
			refused("can't be a national number in DE (…0301)", /Correct.*country code/),
		);
	});

	it('is refused if the country is unknown', () => {
		expect(read('030 123456', { country: 'XX' })).toEqual(
			refused(
				"can't be read as a number of 'XX', which is not a country with phone numbers",
				WRITE_WHOLE,
			),
		);
	});

	it.each([
		['DE', '496112345'],
		['DE', '491711234567'],
		['DE', '49030123456'],
		['ID', '62211234567'],
		['IT', '3906123456'],
	])('is refused if it is one of %s with and without the country code: %s', (country, input) => {
		expect(read(input, { country })).toEqual(
			refused(
				`may or may not start with the country code of ${country} (${maskPhoneNumber(input)})`,
				WRITE_WHOLE,
			),
		);
	});

	it.each([
		['DE', '04961 12345', '+49496112345'],
		['DE', '4930123456', '+4930123456'],
		['PL', '48 370 37 03', '+48483703703'],
		['BR', '(55) 3222-1234', '+555532221234'],
		['UA', '380674545451', '+380674545451'],
		['IN', '919812345678', '+919812345678'],
		['IN', '9198123456', '+919198123456'],
		['US', '14155552671', '+14155552671'],
		['MX', '044 55 1234 5678', undefined],
	])('is read if only one of them is a number: %s, %s', (country, input, e164) => {
		const answer = read(input, { country });
		expect(answer.ok ? answer.value : undefined).toBe(e164);
	});

	it.each([['44 (0)20 7946 0958'], ['49 (0)30 123456']])(
		'is refused with a country code before a (0): %s',
		(input) => {
			expect(read(input, { country: 'DE' })).toEqual(
				refused(
					`has a (0) that may or may not be part of it (${maskPhoneNumber(input)})`,
					FROM_ABROAD,
				),
			);
		},
	);
});

describe('a JavaScript number', () => {
	it('is handled as its digits', () => {
		expect(read(14155550123, 'international')).toEqual(accepted('+14155550123'));
		expect(read(14155550123)).toEqual(refused('has no country code (…0123)', BOTH_SOLUTIONS));
	});

	it.each([[-14155550123], [1415555012.5], [1e21], [2 ** 53], [NaN], [Infinity]])(
		'is refused if it has no digits of a phone number: %p',
		(input) => {
			expect(read(input, 'international')).toEqual(
				refused(
					"is a number that can't be a phone number (negative, fractional or too large)",
					WRITE_WHOLE,
				),
			);
		},
	);
});

describe('a number that starts with 00 in a country with another international prefix', () => {
	it.each([
		['0011 44 20 7946 0958', 'AU', '+442079460958'],
		['0049 30 123456', 'US', '+4930123456'],
		['001 415 555 0123', 'US', '+14155550123'],
		['0049 30 123456', 'DE', '+4930123456'],
	])('is read as it is dialed there: %s in %s', (number, country, e164) => {
		expect(read(number, { country })).toEqual(accepted(e164));
	});

	it.each([
		['0055 11 96123-4567', 'BR', '+5511961234567'],
		['0062 812 345 678', 'ID', '+62812345678'],
		['0061 412 345 678', 'JP', '+61412345678'],
		['00376 312 345', 'JP', '+376312345'],
		['00855 91 234 567', 'KH', '+85591234567'],
	])('is international if only that is a number: %s in %s', (number, country, e164) => {
		expect(read(number, { country })).toEqual(accepted(e164));
	});

	it.each([
		['0057 321 123 4567', 'CO'],
		['001 65 6223 4567', 'HK'],
	])('is refused if it could be two numbers: %s in %s', (number, country) => {
		expect(read(number, { country })).toEqual(
			refused(
				`starts with 00 and could be two numbers (…${number.replace(/\D/g, '').slice(-4)})`,
				FROM_ABROAD,
			),
		);
	});
});

it.each(getCountries())('an example of %s with 00 is never another number', (country) => {
	const example = getExampleNumber(country, examples);
	const number = read(`00${example?.number.slice(1)}`, { country });
	if (number.ok) expect(number.value).toBe(example?.number);
	else expect(number.failures[0]?.message).toContain('could be two numbers');
});

describe('what is no phone number', () => {
	it.each([['2025-11-20'], ['12/11/2025'], ['20.11.2025'], ['192.168.100.200']])(
		'is seen to be a date or an address: %s',
		(input) => {
			expect(read(input, 'international')).toEqual(
				refused('looks like a date or an address, not a phone number', FILTER_OUT),
			);
		},
	);

	it('is refused below zero, even as text', () => {
		expect(read('-14155550123', 'international')).toEqual(
			refused('starts with a minus sign', WRITE_WHOLE),
		);
	});

	it.each([[''], ['   '], ["'"], ['tel:'], ['\u200b'], ['\u00a0'], [null], [undefined]])(
		'is called empty: %p',
		(input) => {
			expect(read(input)).toEqual(refused('is empty', FILTER_OUT));
		},
	);

	it.each([['-'], ['—'], ['+'], ['()'], ['/'], ['...']])(
		'is said to have no digits: %s',
		(input) => {
			expect(read(input)).toEqual(refused('has no digits', FILTER_OUT));
			expect(read(input, 'international')).toEqual(refused('has no digits', FILTER_OUT));
		},
	);

	it.each([
		['a list', ['+14155550123'], 'is a list, not text'],
		['an object', { number: '+14155550123' }, 'is an object, not text'],
		['a date', new Date(0), 'is an object, not text'],
		['a boolean', true, 'is a boolean, not text'],
		['a big integer', 14155550123n, 'is a bigint, not text'],
	])('is named as what it is: %s', (_, input, message) => {
		expect(read(input)).toEqual(refused(message, WRITE_WHOLE));
	});

	it.each([
		['1.41556E+10'],
		['1,41556E+10'],
		['1.41556e10'],
		['4E+11'],
		['+1.41556E+10'],
		["'1.41556E+10"],
		['１.４１５５６Ｅ＋１０'],
	])('is refused in scientific notation: %s', (input) => {
		expect(read(input, 'international')).toEqual(refused(SCIENTIFIC, PLAIN_TEXT));
	});

	it.each([['14155550123.0'], ['14155550123.00'], ['+14155550123.0'], ['14155550123,0']])(
		'is refused with decimals, whose zeros would be dialed: %s',
		(input) => {
			expect(read(input, 'international')).toEqual(refused(DECIMAL, PLAIN_TEXT));
		},
	);

	it.each([
		['+1 415 555 0123 x45'],
		['+1 415 555 0123x45'],
		['+1 415 555 0123 X 45'],
		['+1 415 555 0123 #45'],
		['+1 415 555 0123 ext 45'],
		['+1 415 555 0123 Ext. 45'],
		['+1 415 555 0123 ext.: 45'],
		['+1 415 555 0123 ext45'],
		['+1 415 555 0123ext. 45'],
		['+1 415 555 0123 extn 45'],
		['+1 415 555 0123 extension 45'],
		['+1 415 555 0123, ext. 45'],
		['tel:+1-415-555-0123;ext=45'],
		['030 123456 Durchwahl 7'],
		['01 23 45 67 89 poste 12'],
	])('is refused with an extension: %s', (input) => {
		expect(read(input)).toEqual(refused('has an extension', NO_EXTENSION));
	});

	it.each([
		['by a comma', '+14155550123, +14155550124'],
		['by a comma, without pluses', '4155550123,4155550124'],
		['by a semicolon', '+14155550123;+14155550124'],
		['by a bar', '+14155550123|+14155550124'],
		['by an ampersand', '030 123456 & 030 123457'],
		['by a line break', '+14155550123\n+14155550124'],
		["by a spreadsheet's line break", '1234567\r7654321'],
		['by a tab', '1234567\t7654321'],
		['by a vertical tab', '1234567\v7654321'],
		['by a line separator', '1234567\u20287654321'],
		['by a slash', '+14155550123 / +14155550124'],
		['by a slash, without pluses', '0301234567/0301234568'],
		['by a slash, both short', '1234567/7654321'],
		['by a full-width slash', '1234567／7654321'],
		['by nothing but a plus', '+14155550123+14155550124'],
		['by a word', '+14155550123 or +14155550124'],
		['by a space', '+1415555 +1415556'],
		['in which the second is a last digit', '+4930123456/7'],
		['of which the first has nine digits', '+493012345/6'],
		['in which the others are last digits', '+4930123456/7/8'],
		['in which the others are last digits, without a plus', '0301234567/68/69'],
		['in which the others follow an area code with a slash', '030/1234567/8'],
		['in which the others follow a shorter number', '+49 30/123456/7'],
		['by a slash, where the second has 00 in front', '1234567/0012345'],
		['of which there are three', '1234567/7654321/2345678'],
	])('is refused as two numbers in one cell, separated %s', (_, input) => {
		const expected = refused(MORE_THAN_ONE, ONE_NUMBER);
		expect(read(input)).toEqual(expected);
		expect(read(input, 'international')).toEqual(expected);
	});

	it.each([
		['030/123456', '30123456'],
		['0171/1234567', '1711234567'],
		['01/23/45/67/89', '123456789'],
		['49301234/56', '4930123456'],
		['+32 475/12/34/56', '32475123456'],
		['+49/30/123456', '4930123456'],
	])('is one number if slashes separate its groups: %s', (input, digits) => {
		const answer = readE164(input, anyNumber, { country: 'XX' }, 'To Number');
		expect(answer).toEqual(accepted(`+${digits}`));
	});

	it.each([['call me'], ['n/a'], ['+1 800 FLOWERS'], ['+49 30 12345O'], ['Tel.: +4930123456']])(
		'is refused with letters: %s',
		(input) => {
			expect(read(input)).toEqual(refused('contains letters', WRITE_WHOLE));
		},
	);

	it.each([
		['"+14155550123"', '"'],
		['=+14155550123', '='],
		['+49_30_123456', '_'],
		['+1 415 555 0123 ☎', '☎'],
		['📞 +14155550123', '📞'],
		['+4930123456²', '²'],
		['#N/A!'.replace(/[A-Z]/g, ''), '#'],
	])('is refused with the character that does not belong: %s', (input, character) => {
		expect(read(input)).toEqual(
			refused(`contains '${character}', which isn't part of a phone number`, WRITE_WHOLE),
		);
	});
});

describe('a phone number in a text', () => {
	it.each([
		['+14155550123', '…0123'],
		['415-555-0123', '…0123'],
		['12', '…12'],
		['', '…'],
	])('is shown by its last four digits: %p', (number, shown) => {
		expect(maskPhoneNumber(number)).toBe(shown);
	});
});

describe('whatever a cell holds', () => {
	const e164 = fc
		.tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{6,14}$/))
		.map(([first, rest]) => `${first}${rest}`);
	// Neither slashes nor brackets: they may mean something (two numbers, a spoken zero).
	const separators = fc.array(
		fc.constantFrom(
			...' \u00a0\u2009\u202f\u3000-‐‑‒–—−.·\u200b\u200e\u202a\u2060\ufeff\u00ad'.split(''),
		),
		{ maxLength: 3 },
	);
	const written = e164.chain((digits) =>
		fc
			.tuple(
				fc.array(separators, { minLength: digits.length, maxLength: digits.length }),
				fc.constantFrom('+', '00', '＋', "'+", 'tel:+', 'tel:00', ' + ', '(+)'),
				fc.boolean(),
			)
			.map(([between, plus, wide]) => {
				const text = digits
					.split('')
					.map((digit, index) => between[index]?.join('') + digit)
					.join('');
				return {
					digits,
					text:
						plus +
						(wide ? text.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))) : text),
				};
			}),
	);

	const reading = fc.constantFrom<BareNumberReading | undefined>(
		undefined,
		'international',
		...['DE', 'US', 'IT', 'BR', 'ID'].map((country) => ({ country })),
	);

	it('reads the same through any mix of separators', () => {
		fc.assert(
			fc.property(written, ({ digits, text }) => {
				// A digit and a decimal point at the end are how a spreadsheet writes a number.
				fc.pre(!/\d{7,}\.0{1,2}$/.test(text.normalize('NFKC')));
				fc.pre(!digits.startsWith('38'));
				expect(read(text)).toEqual(read(`+${digits}`));
			}),
		);
	});

	it('reads the same with its area code in parentheses', () => {
		fc.assert(
			fc.property(e164, fc.integer({ min: 1, max: 3 }), (digits, length) => {
				const text = `+${digits.slice(0, 2)} (${digits.slice(2, 2 + length)}) ${digits.slice(2 + length)}`;
				fc.pre(!text.includes('(0)') && !digits.startsWith('38'));
				expect(read(text)).toEqual(read(`+${digits}`));
			}),
		);
	});

	it('is one number, which reads as itself again', () => {
		fc.assert(
			fc.property(written, reading, ({ text }, bare) => {
				const once = read(text, bare);
				fc.pre(once.ok);
				expect(read(once.value)).toEqual(once);
				expect(read(once.value, bare)).toEqual(once);
			}),
			{ numRuns: 2000 },
		);
	});

	const cell = fc.oneof(
		fc.anything({ withBigInt: true, withDate: true }),
		fc.string({ unit: 'binary' }),
		fc.double(),
		fc.bigInt(),
		fc.string({
			unit: fc.constantFrom(
				..."0123456789012345678901234567890123456789+ ()-./,;x#'’eE\n".split(''),
			),
			maxLength: 40,
		}),
		written.map(({ text }) => text),
	);

	it('is either a number in the shape of E.164, or one problem that shows no more than four digits', () => {
		fc.assert(
			fc.property(cell, reading, (input, bare) => {
				const answer = read(input, bare);
				if (answer.ok) {
					expect(answer.value).toMatch(/^\+[1-9]\d{6,14}$/);
					return;
				}
				expect(answer.failures).toHaveLength(1);
				for (const { message, advice, parameter } of answer.failures) {
					expect(parameter).toBe('To Number');
					expect(message).toMatch(/^'To Number' ./);
					expect(advice).not.toBe('');
					expect(`${message} ${advice}`.replaceAll('+14155550123', '')).not.toMatch(/\d{5}/);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('is accepted unread only if it is written as international', () => {
		fc.assert(
			fc.property(cell, (input) => {
				fc.pre(read(input).ok);
				expect(String(input).normalize('NFKC')).toMatch(/^\D*(?:\+|0\D*0)|\+\W*$/);
			}),
		);
	});

	it.each([
		['digits', '1'.repeat(100_000)],
		['blanks', `1${' '.repeat(100_000)}x`],
		['brackets', '('.repeat(100_000)],
		['zeros in brackets', `+${'(0'.repeat(50_000)}`],
		['extensions', `${'1x '.repeat(30_000)}y`],
		['slashes', '1/'.repeat(50_000)],
		['pluses', '+'.repeat(100_000)],
		['digits of another script', '٣'.repeat(100_000)],
		['tildes', '1～'.repeat(50_000)],
		['words for an extension', 'ext '.repeat(25_000)],
	])('is refused even with a hundred thousand characters: %s', (_, input) => {
		expect(read(input, 'international').ok).toBe(false);
	});
});
