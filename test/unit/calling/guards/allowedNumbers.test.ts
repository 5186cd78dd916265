import fc from 'fast-check';
import type { NumberList } from '../../../../nodes/shared/calling/guards/numberList';
import { NumberLists } from '../../../../nodes/shared/calling/guards/numberList';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';
import type { BareNumberReading } from '../../../../nodes/shared/calling/recipient/numberingPlans';
import { readE164 } from '../../../../nodes/shared/calling/recipient/e164';
import type { Result } from '../../../../nodes/shared/result';
import { invalid, valid } from '../../../../nodes/shared/result';

const ADVICE = /\+ and the country code, e\.g\. \+14155550123.*with \*, e\.g\. \+49\*/;

const optionsOf = (allowedNumbers: unknown, bare?: BareNumberReading) => ({
	values: { allowedNumbers },
	labels: { allowedNumbers: 'Allowed Numbers' },
	bare: valid(bare),
});

const read = (input: unknown, bare?: BareNumberReading) =>
	new NumberLists(numberingPlans).read(
		optionsOf(input, bare),
		'allowedNumbers',
		'allow',
	) as Result<NumberList>;

function allowed(input: unknown, number: string, bare?: BareNumberReading): boolean {
	const list = read(input, bare);
	if (!list.ok) throw new Error(list.failures.map(({ message }) => message).join());
	return list.value(number);
}

const refused = (message: string, advice: string | RegExp = ADVICE) => ({
	ok: false,
	failures: [
		{
			parameter: 'Allowed Numbers',
			message: expect.stringContaining(`'Allowed Numbers' ${message}`) as unknown,
			advice: expect.stringMatching(advice) as unknown,
		},
	],
});

describe('a list of allowed numbers', () => {
	it.each([
		['+14155550123', '+14155550123', true],
		['+14155550123', '+14155550124', false],
		['+14155550123', '+1415555012', false],
		['+1415555012', '+14155550123', false],
		['+49*', '+4930123456', true],
		['+49*', '+4930', true],
		['+49*', '+4330123456', false],
		['+49*', '+14930123456', false],
		['+49 30*', '+4930123456', true],
		['+49 30*', '+4989123456', false],
		['+49 30 *', '+4930123456', true],
		['0049*', '+4930123456', true],
		['+٤٩*', '+4930123456', true],
		['+1 (415) *', '+14155550123', true],
		['+1 (415) 555-0123', '+14155550123', true],
		['+49.30/123456', '+4930123456', true],
		['+49*, +43*', '+4312345678', true],
		['+49*;+43*', '+4312345678', true],
		['+49*\n+43*', '+4312345678', true],
		['+49*\r\n+43*\r\n', '+4312345678', true],
		[',, +43* ,', '+4312345678', true],
		['+14155550123, +43*', '+14155550123', true],
		['+14155550123, +43*', '+14155550124', false],
		[['+49*', ' +43 1* '], '+4312345678', true],
		[['+49*', '', null, '+14155550123'], '+14155550123', true],
		['["+49*", "+43*"]', '+4312345678', true],
		['+44 (0)20 7946 0958', '+442079460958', true],
		['+44 020 7946 0958', '+442079460958', true],
		['+61 0431 234 567', '+61431234567', true],
		['+38 (067) 454-54-51', '+380674545451', true],
		['+38 (067)*', '+380674545451', true],
		['+39 06*', '+390669812345', true],
		['+229 01*', '+2290197000000', true],
		['+992 00*', '+992008116006', true],
		['004930123456', '+4930123456', true],
		['+٩٧٢٥٠١٢٣٤٥٦٧', '+972501234567', true],
		['+81ー90ー1234ー5678', '+819012345678', true],
		['p:+27821234567', '+27821234567', true],
		['tel:+14155550123', '+14155550123', true],
		["'+14155550123", '+14155550123', true],
		['\u202a+14155550123\u202c', '+14155550123', true],
	])('of %j lets %p be called: %p', (input, number, may) => {
		expect(allowed(input, number)).toBe(may);
	});

	it.each<[unknown, BareNumberReading, string]>([
		['030 123456', { country: 'DE' }, '+4930123456'],
		[30123456, { country: 'DE' }, '+4930123456'],
		[[30123456, '+43*'], { country: 'DE' }, '+4930123456'],
		[14155550123, 'international', '+14155550123'],
		['14155550123', 'international', '+14155550123'],
		['49*', 'international', '+4930123456'],
	])('reads %j without a plus as %j', (input, bare, number) => {
		expect(allowed(input, number, bare)).toBe(true);
		expect(allowed(input, '+14155550199', bare)).toBe(false);
	});

	it.each([undefined, null, '', '  ', ' , ;\n', [], ['', ' '], '[]'])(
		'is refused if empty: %j',
		(input) => {
			expect(read(input)).toStrictEqual(
				refused('is empty', 'List the numbers to allow, or remove the option.'),
			);
		},
	);

	const noCountryCode = "doesn't start with + and a country code";
	const noStart = 'matches no number, because none starts this way when dialed from abroad';
	it.each([
		['4930123456', 'entry 1 (…3456) has no country code'],
		[4930123456, 'entry 1 (…3456) has no country code'],
		['+14155550123, 030 1', 'entry 2 (…0301) has no country code'],
		['*', 'entry 1 (…) is empty'],
		['+*', 'entry 1 (…) has no digits'],
		['+', 'entry 1 (…) has no digits'],
		['49*', `entry 1 (…49) ${noCountryCode}`],
		['+49**', "entry 1 (…49) contains '*', which isn't part of a phone number"],
		['+4*9', "entry 1 (…49) contains '*', which isn't part of a phone number"],
		['+49*30', "entry 1 (…4930) contains '*', which isn't part of a phone number"],
		['+49x', 'entry 1 (…49) contains letters'],
		['Anna', 'entry 1 (…) contains letters'],
		['+1234567890123456', 'entry 1 (…3456) is too long: 16 digits, max 15'],
		['+1234567890123456*', `entry 1 (…3456) ${noCountryCode}`],
		['+49*, Anna', 'entry 2 (…) contains letters'],
		[['+49*', true], 'entry 2 (…) contains letters'],
		['+44 0*', `entry 1 (…440) ${noStart}`],
		['+44 (0)20*', `entry 1 (…4020) ${noStart}`],
		['+0*', `entry 1 (…0) ${noStart}`],
		['+52 1*', `entry 1 (…521) ${noStart}`],
		['+49*, +1 1*', `entry 2 (…11) ${noStart}`],
		['+1 415 555 01234*', `entry 1 (…1234) ${noStart}`],
		['+38 67*', "entry 1 (…3867) starts with +38, which isn't a country code"],
		['+39 (0)331 123456', 'entry 1 (…3456) has a (0) that may or may not be part of it'],
		['+1 415 555 0123 ext 4', 'entry 1 (…1234) has an extension'],
	])('is refused with an odd entry: %j', (input, message) => {
		expect(read(input)).toStrictEqual(refused(message));
	});

	it.each([
		[true, 'must be text or a list', 'expression'],
		[{}, 'must be text or a list', 'expression'],
		[NaN, "contains 'NaN', which is not a value", 'expression'],
		[[['+49*']], 'must be text, but is a list', 'expression'],
		['["+49*"', 'must be text or a list', 'expression'],
	])('is refused if it is no list: %j', (input, message, advice) => {
		expect(read(input)).toStrictEqual(refused(message, advice));
	});

	it('is none if the option was not added', () => {
		const options = { ...optionsOf('+49*'), values: {} };
		expect(new NumberLists(numberingPlans).read(options, 'allowedNumbers', 'allow')).toStrictEqual(
			valid(undefined),
		);
	});

	it('leaves a wrong country to To Number', () => {
		const options = { ...optionsOf('+49*'), bare: invalid('Default Country', 'is wrong', '') };
		expect(new NumberLists(numberingPlans).read(options, 'allowedNumbers', 'allow')).toStrictEqual(
			valid(undefined),
		);
	});

	describe('of the same run', () => {
		const items = (...inputs: Array<[unknown, BareNumberReading?]>) => {
			const lists = new NumberLists(numberingPlans);
			return inputs.map(([input, bare]) =>
				lists.read(optionsOf(input, bare), 'allowedNumbers', 'allow'),
			);
		};

		it('is read once, whether it is text or a list', () => {
			const [first, ...others] = items(['+49*, +43*'], ['+49*, +43*'], [['+49*', '+43*']]);
			for (const other of others) expect(other).toBe(first);
		});

		it('is read again if its numbers, or how to read them, are others', () => {
			const lists = items(
				['30123456', { country: 'DE' }],
				['30123456', { country: 'AT' }],
				['30123456', 'international'],
				['30123456'],
				[['+4930\n', '+123456']],
				['+49*'],
			);
			expect(lists.map((list) => list.ok && list.value?.('+4930123456'))).toEqual([
				true,
				false,
				false,
				false,
				false,
				true,
			]);
		});

		it('is not taken for the list of another option', () => {
			const lists = new NumberLists(numberingPlans);
			const options = { ...optionsOf('+49*'), values: { a: '+49*', b: '+43*' } };
			const isOn = ['a', 'b', 'a'].map((name) => {
				const list = lists.read(options, name, 'allow');
				return list.ok && list.value?.('+4930123456');
			});
			expect(isOn).toEqual([true, false, true]);
		});
	});

	it('takes no beginning of national numbers', () => {
		expect(read('030*', { country: 'DE' })).toStrictEqual(
			refused(`entry 1 (…030) ${noCountryCode}`),
		);
	});

	it('allows a number in whatever notation To Number takes it, and no other', () => {
		const notation = fc
			.tuple(
				fc.constantFrom('+', '00', '', "'+", 'p:+', 'tel:+'),
				fc.constantFrom('44', '49', '39', '1', '61', '7', '380', '229'),
				fc.constantFrom('', ' ', ' (0)', ' 0', '-', 'ー', ' ('),
				fc.stringMatching(/^[1-9]\d{5,9}$/),
			)
			.map(([plus, code, between, rest]) =>
				between === ' ('
					? `${plus}${code} (${rest.slice(0, 3)}) ${rest.slice(3)}`
					: `${plus}${code}${between}${rest}`,
			);
		const readings = fc.constantFrom<BareNumberReading | undefined>(undefined, 'international', {
			country: 'DE',
		});
		fc.assert(
			fc.property(notation, readings, (text, bare) => {
				const number = readE164(text, numberingPlans, bare, 'To Number');
				const list = read(text, bare);
				expect(list.ok).toBe(number.ok);
				if (!list.ok || !number.ok) return;
				expect(list.value(number.value)).toBe(true);
				expect(list.value(`${number.value}0`)).toBe(false);
				expect(list.value(number.value.slice(0, -1))).toBe(false);
			}),
		);
	});

	it('is understood or a problem of its own, whatever it is', () => {
		fc.assert(
			fc.property(fc.anything({ withBigInt: true, withDate: true }), (input) => {
				const list = read(input);
				if (list.ok) return;
				expect(list.failures).toHaveLength(1);
				expect(list.failures[0]?.parameter).toBe('Allowed Numbers');
				expect(list.failures[0]?.message).not.toMatch(/\d{5}/);
			}),
		);
	});
});
