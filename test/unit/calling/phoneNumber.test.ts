import fc from 'fast-check';
import type {
	BareNumberReading,
	NationalNumberReader,
} from '../../../nodes/shared/calling/phoneNumber';
import { readNationalNumber } from '../../../nodes/shared/calling/nationalNumber';
import { maskPhoneNumber, readPhoneNumber } from '../../../nodes/shared/calling/phoneNumber';

const WRITE_WHOLE = 'Write it with + and the country code, e.g. +14155550123.';
const GIVE_WHOLE = 'Give the whole number with its country code, e.g. +14155550123.';
const ONE_NUMBER = 'Give one phone number per item.';
const BOTH_WAYS_OUT =
	"Write it with + and the country code, e.g. +14155550123, or set 'Default Country' under Options: to the country whose national numbers these are, or to international digits if a spreadsheet dropped the plus.";
const WITHOUT_BRACKETS = 'Write the number as it is dialled from abroad, without the brackets.';
const FILTER_OUT =
	'Map the field that holds the phone number, or filter out the items that have none.';
const PLAIN_TEXT =
	'Format the column as plain text in the spreadsheet and enter the numbers again.';
const NO_EXTENSION =
	'An agent can only dial a direct line. Give a number that rings without an extension.';

const SCIENTIFIC =
	'is in scientific notation, as a spreadsheet shortens long numbers, so digits are lost';
const DECIMAL = 'is written with decimals, as a spreadsheet or script writes a number';
const MORE_THAN_ONE = 'holds more than one phone number';
const READS_TWO_WAYS = 'has a (0) after its country code, which reads two ways';

const accepted = (value: string) => ({ ok: true, value });
const refused = (message: string, advice: string, parameter = 'To Number') => ({
	ok: false,
	problems: [{ parameter, message, advice }],
});

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
		expect(readPhoneNumber(input)).toEqual(accepted(e164));
	});

	it.each([
		['00', '0049 30 123456', '+4930123456'],
		['00 in brackets', '(00) 49 30 123456', '+4930123456'],
		['00 and an apostrophe', "'0049 30 123456", '+4930123456'],
		['00 as a link', 'tel:004930123456', '+4930123456'],
		['00 and a slash after a mobile code', '0049 171/1234567', '+491711234567'],
		['00 and a slash after a long area code', '0049 35204/1234', '+49352041234'],
	])('may begin with %s instead', (_, input, e164) => {
		expect(readPhoneNumber(input)).toEqual(accepted(e164));
	});

	it.each([
		[
			'starts with 0',
			'+0987654321',
			'has a 0 where its country code should begin (…4321)',
			`No country code starts with 0. ${WRITE_WHOLE}`,
		],
		[
			'starts with 0 after 00',
			'000987654321',
			'has a 0 where its country code should begin (…4321)',
			`No country code starts with 0. ${WRITE_WHOLE}`,
		],
		[
			'starts with + and 00',
			'+0049 30 123456',
			'has a 0 where its country code should begin (…3456)',
			`No country code starts with 0. ${WRITE_WHOLE}`,
		],
		['has 6 digits', '+123456', 'is too short: 6 of at least 7 digits', GIVE_WHOLE],
		[
			'has 16 digits',
			'+1234567890123456',
			'is too long: 16 digits, where 15 are the most (…3456)',
			`${ONE_NUMBER} ${WRITE_WHOLE}`,
		],
		[
			'is followed by another without a plus',
			'+14155550123 4155550124',
			'is too long: 21 digits, where 15 are the most (…0124)',
			`${ONE_NUMBER} ${WRITE_WHOLE}`,
		],
		['has two pluses', '++14155550123', 'has more than one +', WRITE_WHOLE],
	])('is refused that %s', (_, input, message, advice) => {
		expect(readPhoneNumber(input)).toEqual(refused(message, advice));
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
	])('is refused with a (0) in it: %s', (input) => {
		expect(readPhoneNumber(input)).toEqual(refused(READS_TWO_WAYS, WITHOUT_BRACKETS));
	});

	it.each([['+49 (030) 123456'], ['+44 (020) 7946 0958'], ['0049 (030) 123456']])(
		'is refused with an area code whose 0 is not dialled from abroad: %s',
		(input) => {
			expect(readPhoneNumber(input)).toEqual(refused(READS_TWO_WAYS, WITHOUT_BRACKETS));
		},
	);

	it.each([['+4930123456 (2)'], ['+1 415 555 0123 (77)'], ['+14155550123[1]']])(
		'is refused with a number in brackets behind it: %s',
		(input) => {
			expect(readPhoneNumber(input)).toEqual(
				refused('has a number in brackets behind it, which may not belong to it', WRITE_WHOLE),
			);
		},
	);

	it('is refused with a (0) in it also where its plus was lost', () => {
		expect(readPhoneNumber('44 (0)20 7946 0958', 'international')).toEqual(
			refused(READS_TWO_WAYS, WITHOUT_BRACKETS),
		);
	});

	it('is not changed by the option for numbers without one', () => {
		const never: NationalNumberReader = () => {
			throw new Error('not national');
		};
		expect(readPhoneNumber('+49 30 123456', { country: 'US' }, never)).toEqual(
			accepted('+4930123456'),
		);
		expect(readPhoneNumber('0049 30 123456', 'international')).toEqual(accepted('+4930123456'));
	});
});

describe('a number without a plus', () => {
	it.each([
		['030 123456', '…3456'],
		['4155550123', '…0123'],
		['14155550123', '…0123'],
		['123', '…123'],
	])('is refused, and both ways out are named: %s', (input, shown) => {
		expect(readPhoneNumber(input)).toEqual(
			refused(`has no country code (${shown})`, BOTH_WAYS_OUT),
		);
	});

	it.each([
		['14155550123', '+14155550123'],
		['1 (415) 555-0123', '+14155550123'],
		["'4930123456", '+4930123456'],
		['4.915.112.345.678', '+4915112345678'],
	])('is read as international digits where these are wanted: %s', (input, e164) => {
		expect(readPhoneNumber(input, 'international')).toEqual(accepted(e164));
	});

	it.each([
		[
			'030 123456',
			'has a 0 where its country code should begin (…3456)',
			`No country code starts with 0. ${WRITE_WHOLE}`,
		],
		['123456', 'is too short: 6 of at least 7 digits', GIVE_WHOLE],
		[
			'4155550123 4155550124',
			'is too long: 20 digits, where 15 are the most (…0124)',
			`${ONE_NUMBER} ${WRITE_WHOLE}`,
		],
	])('is refused as international digits that have no such shape: %s', (input, message, advice) => {
		expect(readPhoneNumber(input, 'international')).toEqual(refused(message, advice));
	});

	it('is given to the reader of national numbers with the country in capitals', () => {
		const read = jest.fn(() => ({ e164: '+4930123456' }));
		expect(readPhoneNumber('30123456', { country: ' de ' }, read)).toEqual(accepted('+4930123456'));
		expect(read.mock.calls).toEqual([['30123456', 'DE']]);
	});

	it('is refused where it is none of the country', () => {
		expect(
			readPhoneNumber('030 1', { country: 'DE' }, () => ({
				reason: 'not a number of the country',
			})),
		).toEqual(
			refused(
				'can’t be a national number of DE (…0301)',
				'Correct the number, or write it with + and the country code, e.g. +14155550123.',
			),
		);
	});

	it.each<[string, NationalNumberReader | undefined]>([
		['is unknown', () => ({ reason: 'unknown country' })],
		['nobody can read', undefined],
	])('is refused with the option that is wrong where the country %s', (_, read) => {
		expect(readPhoneNumber('030 123456', { country: 'xx' }, read)).toEqual(
			refused(
				"is 'XX', which is no country that has phone numbers",
				"Choose a country from the list, or give its two-letter code, e.g. 'DE'.",
				'Default Country',
			),
		);
	});

	it('is held to the shape of E.164 also as a national one', () => {
		expect(readPhoneNumber('11', { country: 'DE' }, () => ({ e164: '+4911' }))).toEqual(
			refused('is too short: 4 of at least 7 digits', GIVE_WHOLE),
		);
	});
});

describe('a JavaScript number', () => {
	it('is handled as its digits', () => {
		expect(readPhoneNumber(14155550123, 'international')).toEqual(accepted('+14155550123'));
		expect(readPhoneNumber(14155550123)).toEqual(
			refused('has no country code (…0123)', BOTH_WAYS_OUT),
		);
	});

	it.each([[-14155550123], [1415555012.5], [1e21], [2 ** 53], [NaN], [Infinity]])(
		'is refused where it has no digits of a phone number: %p',
		(input) => {
			expect(readPhoneNumber(input, 'international')).toEqual(
				refused(
					'is a number that can’t be a phone number (negative, fractional or too large)',
					WRITE_WHOLE,
				),
			);
		},
	);
});

describe('a number that begins with 00 where people dial abroad in another way', () => {
	const read = (number: string, country: string) =>
		readPhoneNumber(number, { country }, readNationalNumber);

	it.each([
		['001 65 6223 4567', 'HK', '+6562234567'],
		['0011 44 20 7946 0958', 'AU', '+442079460958'],
		['0049 30 123456', 'US', '+4930123456'],
		['001 415 555 0123', 'US', '+14155550123'],
		['0049 30 123456', 'DE', '+4930123456'],
	])('is read as it is dialled there: %s in %s', (number, country, e164) => {
		expect(read(number, country)).toEqual(accepted(e164));
	});
});

describe('what is no phone number', () => {
	it.each([['2025-11-20'], ['12/11/2025'], ['20.11.2025'], ['192.168.100.200']])(
		'is seen to be a date or an address: %s',
		(input) => {
			expect(readPhoneNumber(input, 'international')).toEqual(
				refused('looks like a date or an address, not like a number', FILTER_OUT),
			);
		},
	);

	it('is refused below zero also as a text', () => {
		expect(readPhoneNumber('-14155550123', 'international')).toEqual(
			refused('begins with a minus', WRITE_WHOLE),
		);
	});

	it.each([[''], ['   '], ["'"], ['tel:'], ['\u200b'], ['\u00a0'], [null], [undefined]])(
		'is called empty: %p',
		(input) => {
			expect(readPhoneNumber(input)).toEqual(refused('is empty', FILTER_OUT));
		},
	);

	it.each([['-'], ['—'], ['+'], ['()'], ['/'], ['...']])(
		'is said to have no digits: %s',
		(input) => {
			expect(readPhoneNumber(input)).toEqual(refused('has no digits', FILTER_OUT));
			expect(readPhoneNumber(input, 'international')).toEqual(refused('has no digits', FILTER_OUT));
		},
	);

	it.each([
		['a list', ['+14155550123'], 'is not text but a list'],
		['an object', { number: '+14155550123' }, 'is not text but an object'],
		['a date', new Date(0), 'is not text but an object'],
		['a boolean', true, 'is not text but a boolean'],
		['a big integer', 14155550123n, 'is not text but a bigint'],
	])('is named as what it is: %s', (_, input, message) => {
		expect(readPhoneNumber(input)).toEqual(refused(message, WRITE_WHOLE));
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
		expect(readPhoneNumber(input, 'international')).toEqual(refused(SCIENTIFIC, PLAIN_TEXT));
	});

	it.each([['14155550123.0'], ['14155550123.00'], ['+14155550123.0'], ['14155550123,0']])(
		'is refused with decimals, whose zeros would be dialled: %s',
		(input) => {
			expect(readPhoneNumber(input, 'international')).toEqual(refused(DECIMAL, PLAIN_TEXT));
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
		expect(readPhoneNumber(input)).toEqual(refused('has an extension', NO_EXTENSION));
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
	])('is refused as two numbers in one cell, parted %s', (_, input) => {
		const expected = refused(MORE_THAN_ONE, ONE_NUMBER);
		expect(readPhoneNumber(input)).toEqual(expected);
		expect(readPhoneNumber(input, 'international')).toEqual(expected);
	});

	it.each([
		['030/123456', '30123456'],
		['0171/1234567', '1711234567'],
		['01/23/45/67/89', '123456789'],
		['49301234/56', '4930123456'],
		['+32 475/12/34/56', '32475123456'],
		['+49/30/123456', '4930123456'],
	])('is one number where slashes part its groups: %s', (input, digits) => {
		const read = readPhoneNumber(input, { country: 'XX' }, (number) => ({
			e164: `+${number.replace(/\D/g, '').replace(/^0/, '')}`,
		}));
		expect(read).toEqual(accepted(`+${digits}`));
	});

	it.each([['call me'], ['n/a'], ['+1 800 FLOWERS'], ['+49 30 12345O'], ['Tel.: +4930123456']])(
		'is refused with letters: %s',
		(input) => {
			expect(readPhoneNumber(input)).toEqual(refused('contains letters', WRITE_WHOLE));
		},
	);

	it.each([
		['"+14155550123"', '"'],
		['=+14155550123', '='],
		['+49_30_123456', '_'],
		['+1 415 555 0123 ☎', '☎'],
		['📞 +14155550123', '📞'],
		['+١٤١٥٥٥٥٠١٢٣', '١'],
		['#N/A!'.replace(/[A-Z]/g, ''), '#'],
	])('is refused with the character that does not belong: %s', (input, character) => {
		expect(readPhoneNumber(input)).toEqual(
			refused(`contains '${character}', which no phone number has`, WRITE_WHOLE),
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
					.map((digit, place) => between[place]?.join('') + digit)
					.join('');
				return {
					digits,
					text:
						plus +
						(wide ? text.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))) : text),
				};
			}),
	);

	it('is an E.164 number that keeps itself through any mix of separators', () => {
		fc.assert(
			fc.property(written, ({ digits, text }) => {
				// A digit and a decimal point at the end are how a spreadsheet writes a number.
				fc.pre(!/\d{7,}\.0{1,2}$/.test(text.normalize('NFKC')));
				expect(readPhoneNumber(text)).toEqual(accepted(`+${digits}`));
			}),
		);
	});

	it('is an E.164 number also with its area code in brackets', () => {
		fc.assert(
			fc.property(e164, fc.integer({ min: 1, max: 3 }), (digits, length) => {
				const text = `+${digits.slice(0, 2)} (${digits.slice(2, 2 + length)}) ${digits.slice(2 + length)}`;
				fc.pre(!text.includes('(0'));
				expect(readPhoneNumber(text)).toEqual(accepted(`+${digits}`));
			}),
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
	const reading = fc.constantFrom<BareNumberReading | undefined>(undefined, 'international', {
		country: 'DE',
	});
	const anyCountry: NationalNumberReader = (number) => ({
		e164: `+49${number.replace(/\D/g, '')}`,
	});

	it('is either a number in the shape of E.164, or one problem that shows no more than four digits', () => {
		fc.assert(
			fc.property(cell, reading, (input, bare) => {
				const read = readPhoneNumber(input, bare, anyCountry);
				if (read.ok) {
					expect(read.value).toMatch(/^\+[1-9]\d{6,14}$/);
					return;
				}
				expect(read.problems).toHaveLength(1);
				for (const { message, advice, parameter } of read.problems) {
					expect(parameter).toBe('To Number');
					expect(message).not.toBe('');
					expect(advice).not.toBe('');
					expect(`${message} ${advice}`.replaceAll('+14155550123', '')).not.toMatch(/\d{5}/);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('is accepted without a reading only where it says itself that it is international', () => {
		fc.assert(
			fc.property(cell, (input) => {
				const read = readPhoneNumber(input);
				fc.pre(read.ok);
				expect(String(input).normalize('NFKC')).toMatch(/^\D*(?:\+|0\D*0)/);
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
		['words for an extension', 'ext '.repeat(25_000)],
	])('is refused also at a hundred thousand characters: %s', (_, input) => {
		expect(readPhoneNumber(input, 'international').ok).toBe(false);
	});
});
