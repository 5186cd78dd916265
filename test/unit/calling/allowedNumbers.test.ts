import { readAllowedNumbers } from '../../../nodes/shared/calling/allowedNumbers';

function allowed(input: unknown, number: string): boolean {
	const read = readAllowedNumbers(input);
	if (!read.ok) throw new Error('can’t be read');
	return read.value(number);
}

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
		[['+49*', '', '+14155550123'], '+14155550123', true],
	])('of %j lets %p be called: %p', (input, number, may) => {
		expect(allowed(input, number)).toBe(may);
	});

	it.each([undefined, null, '', '  ', ' , ;\n', [], ['', ' ']])(
		'is refused if empty: %j',
		(input) => {
			expect(readAllowedNumbers(input)).toStrictEqual({
				ok: false,
				problems: [
					{
						parameter: 'Allowed Numbers',
						message: 'is empty',
						advice: 'List the numbers that may be called, or remove the option to allow all.',
					},
				],
			});
		},
	);

	it.each([
		['4930123456'],
		[4930123456],
		['004930123456'],
		['*'],
		['+*'],
		['+'],
		['+49**'],
		['+4*9'],
		['+49*30'],
		['+49x'],
		['Anna'],
		['+1234567890123456'],
		['+49*, Anna'],
		[['+49*', null]],
		[[['+49*', '+43*']]],
	])('is refused with an odd entry: %j', (input) => {
		expect(readAllowedNumbers(input)).toStrictEqual({
			ok: false,
			problems: [
				{
					parameter: 'Allowed Numbers',
					message: 'has an entry that is no number',
					advice:
						'Write each number with its plus, e.g. +14155550123, or the beginning of numbers with a star, e.g. +49*.',
				},
			],
		});
	});
});
