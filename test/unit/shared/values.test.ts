import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import type { Result } from '../../../nodes/shared/result';
import { readCodes } from '../../../nodes/shared/codes';
import {
	isBlank,
	noValueIn,
	readBoolean,
	readChoice,
	readCode,
	readCollection,
	readKey,
	readNumber,
	readText,
} from '../../../nodes/shared/values';
import { readIds } from '../../../nodes/shared/ids';

const LABEL = 'Label';

/** The value that was read, or what is wrong with it. */
function outcome<T>(read: Result<T>): T | string {
	if (read.ok) return read.value;
	const [failure] = read.failures;
	expect(read.failures).toHaveLength(1);
	expect(failure?.parameter).toBe(LABEL);
	expect(failure?.advice).not.toBe('');
	expect(failure?.message).toMatch(/^'Label' /);
	return `refused: ${failure?.message.replace("'Label' ", '')}`;
}

const REFUSED = expect.stringMatching(/^refused: /) as string;

/** A text in any case, with blanks around it. */
const cased = (text: string) =>
	fc
		.tuple(
			fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }),
			blanks,
			blanks,
		)
		.map(([upper, before, after]) => {
			const letters = [...text].map((letter, index) =>
				upper[index] === true ? letter.toUpperCase() : letter,
			);
			return `${before}${letters.join('')}${after}`;
		});
const blanks = fc.constantFrom('', ' ', '\t', '\r\n', '\u00a0', '\ufeff', '\u200b');

describe('a switch', () => {
	it.each([
		[true, true],
		['TRUE', true],
		['True', true],
		['yes', true],
		['YES ', true],
		['1', true],
		[1, true],
		[false, false],
		['FALSE', false],
		['False\r\n', false],
		['no', false],
		['0', false],
		[0, false],
	])('is read: %j is %p', (value, expected) => {
		expect(outcome(readBoolean(value, LABEL))).toBe(expected);
	});

	it.each([
		...['', ' ', undefined, null, 'maybe', 'on', 'off', 'y', 'n', 't', 'x', 'ja', '2', '1.0', '-1'],
		...[2, -1, 0.5, NaN, Infinity, {}, [], [true], { value: true }, new Date(0), 'true,false'],
	])('is refused: %p', (value) => {
		expect(outcome(readBoolean(value, LABEL))).toEqual(REFUSED);
	});

	it('is true or false in any case, and nothing else is', () => {
		const meant = fc.constantFrom(
			...(['true', 'yes', '1'] as const).map((text) => [text, true] as const),
			...(['false', 'no', '0'] as const).map((text) => [text, false] as const),
		);
		fc.assert(
			fc.property(
				meant.chain(([text, expected]) => fc.tuple(cased(text), fc.constant(expected))),
				([text, expected]) => expect(outcome(readBoolean(text, LABEL))).toBe(expected),
			),
		);
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const known = /^(true|false|yes|no|1|0)$/i.test(
					['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : '',
				);
				expect(readBoolean(value, LABEL).ok).toBe(known);
			}),
		);
	});
});

describe('a number', () => {
	const count = { min: 1, max: 100, whole: true };

	it.each([
		[5, 5],
		['5', 5],
		[' 5\r\n', 5],
		['+5', 5],
		['5.0', 5],
		[1, 1],
		[100, 100],
	])('is read: %j', (value, expected) => {
		expect(outcome(readNumber(value, LABEL, count))).toBe(expected);
	});

	it.each([
		...[
			'10/min',
			'2,5',
			'abc',
			'four',
			'NaN',
			'',
			' ',
			'1e1',
			'0x10',
			'1 0',
			'1_0',
			'٣',
			'--1',
			'.',
		],
		...[NaN, Infinity, -Infinity, 0, -1, 101, 2.5, true, false, null, undefined, [], [5], {}],
		...[new Date(5), '2.5', '0', '-3', '1,000', '5%', '$5', 2 ** 60],
	])('is refused with its range: %p', (value) => {
		expect(outcome(readNumber(value, LABEL, count))).toMatch(/whole number from 1 to 100/);
	});

	it('may have decimals and no upper end', () => {
		expect(outcome(readNumber('0.5', LABEL, { min: 0 }))).toBe(0.5);
		expect(outcome(readNumber('.5', LABEL, { min: 0 }))).toBe(0.5);
		expect(outcome(readNumber(-1, LABEL, { min: 0 }))).toMatch(/at least 0/);
	});

	it('is the same as its text, whatever it is', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
				const text = String(number);
				const read = readNumber(text, LABEL, { min: -Infinity, max: Infinity });
				expect(read.ok).toBe(!text.includes('e') && noValueIn(number) === undefined);
				if (read.ok) expect(read.value).toBe(Number(text));
			}),
		);
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const read = readNumber(value, LABEL, count);
				if (!read.ok) return;
				expect(Number.isInteger(read.value) && read.value >= 1 && read.value <= 100).toBe(true);
				expect(['number', 'string']).toContain(typeof value);
			}),
		);
	});
});

describe('a text', () => {
	it.each([
		['Hello', 'Hello'],
		[' Hello ', ' Hello '],
		[12.5, '12.5'],
		[0, '0'],
		[true, 'true'],
		['', undefined],
		['  ', undefined],
		[null, undefined],
		[undefined, undefined],
		['Nandini', 'Nandini'],
		['Infinity Pools', 'Infinity Pools'],
		['It is undefined', 'It is undefined'],
	])('is read: %j', (value, expected) => {
		expect(outcome(readText(value, LABEL))).toBe(expected);
	});

	it.each([
		...[NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 60), 1n, {}, [], ['a'], () => 1, Symbol('a')],
		...['NaN', ' NaN ', 'You owe NaN dollars', 'Infinity', '-Infinity', 'undefined'],
		...['Hi [object Object]', '[object Promise]', 'on Invalid DateTime', 'Invalid Date'],
		...[new Date(NaN), DateTime.fromISO('x'), Duration.fromObject({ days: 1 }), new Map()],
	])('is refused: %p', (value) => {
		expect(outcome(readText(value, LABEL))).toEqual(REFUSED);
	});
});

describe('a code', () => {
	it.each([
		[' voice9\r\n', 'voice9'],
		['gpt-4o ', 'gpt-4o'],
		[' de ', 'de'],
		['\ufeffagent_1', 'agent_1'],
		[4711, '4711'],
		['\u200b', undefined],
	])('is trimmed: %j', (value, expected) => {
		expect(outcome(readCode(value, LABEL))).toBe(expected);
	});

	it('that identifies people is refused if its value is missing', () => {
		for (const key of [
			'lead-undefined',
			'undefined-1',
			'lead-NaN',
			'null',
			'crm/null/1',
			NaN,
			{},
		]) {
			expect(outcome(readKey(key, LABEL))).toEqual(REFUSED);
		}
		for (const key of ['lead-1', 'nullarbor', 'Undefinedson']) {
			expect(outcome(readKey(key, LABEL))).toBe(key);
		}
	});
});

describe('a list of IDs', () => {
	it.each([
		['a\nb', ['a', 'b']],
		['["a","b"]', ['a', 'b']],
		[
			['a ', '', 'b'],
			['a', 'b'],
		],
		['a; b', ['a', 'b']],
		['a, b,,c ', ['a', 'b', 'c']],
		['a\r\nb\r\n', ['a', 'b']],
		['a', ['a']],
		[' , ', undefined],
		[[], undefined],
		['[]', undefined],
		[null, undefined],
	])('is read: %j', (value, expected) => {
		expect(outcome(readIds(value, LABEL))).toEqual(expected);
	});

	it.each([
		'a b',
		'["a"',
		'{"a":1}',
		{ a: 1 },
		[['a']],
		[{}],
		[NaN],
		true,
		'a/b',
		'../x',
		'[1,{}]',
	])('is refused: %j', (value) => {
		expect(outcome(readIds(value, LABEL))).toEqual(REFUSED);
	});

	it('is the same in each notation', () => {
		const ids = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), {
			minLength: 1,
			maxLength: 5,
		});
		const separator = fc.constantFrom(',', ', ', ';', '; ', '\n', '\r\n', ' ,\n');
		fc.assert(
			fc.property(ids, separator, blanks, (list, between, around) => {
				// JavaScript's text for a missing value is not an ID.
				fc.pre(list.every((id) => noValueIn(id) === undefined));
				for (const notation of [
					list,
					JSON.stringify(list),
					list.join(between),
					list.map((id) => `${around}${id}${around}`),
				]) {
					expect(outcome(readIds(notation, LABEL))).toEqual(list);
				}
			}),
		);
	});

	it('of codes may contain any text that is a value', () => {
		expect(outcome(readCodes('two words; three more words', LABEL))).toEqual([
			'two words',
			'three more words',
		]);
		expect(outcome(readCodes(['a, b', 3], LABEL))).toEqual(['a, b', '3']);
	});
});

describe('a choice', () => {
	const choices = ['asc', 'desc'] as const;

	it('is read in any case', () => {
		expect(outcome(readChoice(' DESC\n', LABEL, choices))).toBe('desc');
	});

	it.each(['descending', '', null, 1, true, {}, ['asc'], 'asc,desc'])('is refused: %p', (value) => {
		expect(outcome(readChoice(value, LABEL, choices))).toMatch(/asc, desc/);
	});
});

describe('a collection', () => {
	it('is an object, or was never opened', () => {
		expect(outcome(readCollection({ a: 1 }, LABEL))).toEqual({ a: 1 });
		expect(outcome(readCollection(undefined, LABEL))).toEqual({});
		for (const value of ['on', 5, true, ['a']]) {
			expect(outcome(readCollection(value, LABEL))).toEqual(REFUSED);
		}
	});
});

it('blank is what an empty cell gives', () => {
	expect([undefined, null, '', ' \n'].every(isBlank)).toBe(true);
	expect([0, false, [], {}, '0'].some(isBlank)).toBe(false);
});
