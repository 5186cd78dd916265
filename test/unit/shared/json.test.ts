import fc from 'fast-check';
import { DateTime } from 'luxon';
import { jsonText, unsendableIn } from '../../../nodes/shared/json';

const itself: { inner: unknown[] } = { inner: [] };
itself.inner.push(itself);

describe('what JSON has no words for', () => {
	it.each<[what: string, value: unknown, path: string, message: string]>([
		['nothing', { a: { b: undefined } }, 'a.b', 'has no value'],
		['a hole in a list', { a: new Array<string>(1) }, 'a.0', 'has no value'],
		['an undefined entry', { a: ['x', undefined] }, 'a.1', 'has no value'],
		['NaN', { a: [{ b: NaN }] }, 'a.0.b', "contains 'NaN'"],
		['Infinity', { a: -Infinity }, 'a', "contains '-Infinity'"],
		[
			'a rounded ID',
			{ a: Number('12345678901234567890') },
			'a',
			'contains a whole number too large to be exact',
		],
		['a bigint', { a: 1n }, 'a', 'contains a bigint'],
		['a function', { a: () => 1 }, 'a', 'contains a function'],
		['a symbol', { a: Symbol('x') }, 'a', 'contains a symbol'],
		['an invalid date', { a: new Date(NaN) }, 'a', 'contains an invalid date'],
		['an invalid date of Luxon', { a: DateTime.fromISO('x') }, 'a', 'contains an invalid date'],
		['a map', { a: new Map([['b', 1]]) }, 'a', "contains '[object Map]'"],
		['a set', { a: new Set([1]) }, 'a', "contains '[object Set]'"],
		['a pattern', { a: /x/ }, 'a', "contains '[object RegExp]'"],
		['an error', { a: new Error('x') }, 'a', "contains '[object Error]'"],
		['itself', itself, 'inner.0', 'contains itself'],
		['what hides behind toJSON', { a: { toJSON: () => ({ b: NaN }) } }, 'a.b', "contains 'NaN'"],
	])('is found: %s', (_what, value, path, message) => {
		expect(unsendableIn(value)).toEqual({ path: path.split('.'), message });
	});

	it.each<[what: string, value: unknown]>([
		['texts that look like it', { a: 'NaN', b: 'undefined', c: '[object Object]' }],
		['a column of that name', { isValid: false, toJSON: 'x' }],
		['null', { a: null, b: [null] }],
		['a date', { a: new Date(0), b: DateTime.fromMillis(0) }],
		['the same twice', ((same) => ({ a: same, b: [same, same] }))({ c: 1 })],
		['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
	])('is not %s', (_what, value) => {
		expect(unsendableIn(value)).toBeUndefined();
	});
});

const anyName = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.constantFrom(
		'__proto__',
		'constructor',
		'prototype',
		'toString',
		'hasOwnProperty',
		'toJSON',
		'',
	),
);
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.string({ unit: 'binary' }),
		fc.integer(),
		fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Number.isInteger(x)),
		fc.boolean(),
		fc.constant(null),
		fc.array(tie('value')),
		fc
			.array(fc.tuple(anyName, tie('value')))
			.map((entries) => Object.fromEntries(entries) as unknown),
	),
})).value;

it('a JSON text says all of any JSON value', () => {
	fc.assert(
		fc.property(anyJson, (value) => {
			const text = jsonText({ value });
			expect(JSON.stringify(JSON.parse(text))).toBe(text);
			expect(text).toBe(`{"value":${JSON.stringify(value)}}`);
		}),
	);
});

it('a JSON text is refused wherever a part of it would be lost', () => {
	const lost = fc.constantFrom(
		undefined,
		NaN,
		Infinity,
		2 ** 60,
		() => 1,
		new Map(),
		new Date(NaN),
	);
	const around = fc.array(fc.oneof(anyName, fc.constant(0)), { minLength: 1, maxLength: 5 });
	fc.assert(
		fc.property(lost, around, (wrong, names) => {
			// A function of that name is not lost: JSON calls it.
			fc.pre(typeof wrong !== 'function' || names.at(-1) !== 'toJSON');
			const value = names.reduceRight<unknown>(
				(inner, name) =>
					name === 0
						? [inner]
						: Object.fromEntries([
								['x', 1],
								[name, inner],
							] as const),
				wrong,
			);
			expect(unsendableIn(value)?.path).toEqual(names.map(String));
			expect(() => jsonText([value])).toThrow(TypeError);
		}),
	);
});
