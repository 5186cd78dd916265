import fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/min';
import { readNationalNumber } from '../../../nodes/shared/calling/nationalNumber';
import { readPhoneNumber } from '../../../nodes/shared/calling/phoneNumber';

describe('a national number', () => {
	it.each([
		['DE', '030 123456', '+4930123456'],
		['DE', '(030) 12 34 56', '+4930123456'],
		['DE', '030/123456', '+4930123456'],
		['DE', '30 123456', '+4930123456'],
		['US', '(415) 555-0123', '+14155550123'],
		['US', '1-415-555-0123', '+14155550123'],
		['GB', '020 7946 0958', '+442079460958'],
		['GB', '020 0000 0000', '+442000000000'],
		['US', '(555) 555-0123', '+15555550123'],
		['IT', '06 698 12345', '+390669812345'],
		['FR', '01 23 45 67 89', '+33123456789'],
		['AU', '0412 345 678', '+61412345678'],
		['RU', '8 912 345-67-89', '+79123456789'],
		['MX', '55 1234 5678', '+525512345678'],
	])('is read with the numbering plan of %s: %s', (country, number, e164) => {
		expect(readNationalNumber(number, country)).toEqual({ e164 });
	});

	it.each([
		['DE', 'a word', 'hello'],
		['DE', 'a word before it', 'call 030 123456'],
		['DE', 'an emergency number', '112'],
		['US', 'a number without its area code', '555-0123'],
		['US', 'two numbers', '4155550123 4155550124'],
		['US', 'too many digits', '4'.repeat(300)],
		['US', 'an extension by letter', '415-555-0123 x45'],
		['US', 'an extension by word', '415-555-0123 ext. 45'],
		['US', 'nothing', ''],
	])('is refused in %s as %s', (country, _, number) => {
		expect(readNationalNumber(number, country)).toEqual({ reason: 'not a number of the country' });
	});

	it.each([['XX'], ['de'], [''], ['DEU'], ['__proto__'], ['CONSTRUCTOR'], ['toString']])(
		'is not read for %p, which is no country',
		(country) => {
			expect(readNationalNumber('030 123456', country)).toEqual({ reason: 'unknown country' });
		},
	);

	it('gives something that looks like E.164 or a reason, whatever is read', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d ()/.-]{0,30}$/)),
				fc.constantFrom(...getCountries()),
				(number, country) => {
					const read = readNationalNumber(number, country);
					if ('e164' in read) expect(read.e164).toMatch(/^\+[1-9]\d+$/);
					else expect(read).toEqual({ reason: 'not a number of the country' });
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
		["'030 123456", '+4930123456'],
	])('may have every separator that an international one may: %s', (input, e164) => {
		expect(readPhoneNumber(input, { country: 'DE' }, readNationalNumber)).toEqual({
			ok: true,
			value: e164,
		});
	});

	it('may be a JavaScript number that lost its zero', () => {
		expect(readPhoneNumber(30123456, { country: 'DE' }, readNationalNumber)).toEqual({
			ok: true,
			value: '+4930123456',
		});
	});
});
