import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
	readDynamicVariables,
	variablesAssignedIn,
	variablesReferencedIn,
	variablesUsedIn,
} from '../../../../nodes/shared/calling/recipient/dynamicVariables';

const PARAMETER = 'Variables (JSON)';
const read = (...supplied: Array<[name: string, value: unknown]>) =>
	readDynamicVariables(
		supplied.map(([name, value]) => ({ name, value })),
		PARAMETER,
	);
const refused = (message: string, advice: string) => ({
	ok: false,
	failures: [{ parameter: PARAMETER, message: `'${PARAMETER}' ${message}`, advice }],
});

describe('the value of a variable', () => {
	const circular: Record<string, unknown> = {};
	circular.self = circular;
	const luxonDate = { ts: 1, toJSON: () => '2026-11-22T10:00:00.000+01:00' };

	it.each([
		['text', 'Ada', 'Ada'],
		['empty text', '', ''],
		['a number', 12.5, 12.5],
		['zero', 0, 0],
		['true', true, true],
		['false', false, false],
		['a list', [1, 'a', null], '[1,"a",null]'],
		['an object', { a: { b: 1 } }, '{"a":{"b":1}}'],
		['an empty object', {}, '{}'],
		['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
		["a date of n8n's, as $now gives it", luxonDate, '2026-11-22T10:00:00.000+01:00'],
	])('is sent as text, number or boolean: %s', (_, value, sent) => {
		expect(read(['name', value])).toStrictEqual({ ok: true, value: { name: sent } });
	});

	it.each([[null], [undefined]])('is not given if it is %p', (value) => {
		expect(read(['a', value], ['b', 1])).toStrictEqual({ ok: true, value: { b: 1 } });
	});

	it.each([
		['NaN', NaN],
		['Infinity', Infinity],
		['-Infinity', -Infinity],
		['a rounded number', 2 ** 60],
		['NaN as text', 'NaN'],
		['Infinity as text', ' Infinity '],
		['undefined as text', 'undefined'],
		['an object in a text', 'You owe [object Object]'],
		['an invalid date in a text', 'See you on Invalid DateTime'],
		['an invalid date', new Date(NaN)],
		['an invalid date of Luxon', DateTime.fromISO('no')],
		['NaN in a list', [1, [NaN]]],
		['a rounded number in an object', { id: { inner: 2 ** 53 } }],
		['a function', () => 1],
		['a symbol', Symbol('x')],
		['a bigint', 1n],
		['an object that holds itself', circular],
		['a Set', new Set([1])],
		['a Map in a list', [new Map([[1, 2]])]],
		['an object with no JSON text', { toJSON: () => undefined }],
	])('is refused if it is not a value: %s', (_, value) => {
		const result = read(['debt', value]);
		expect(result).toMatchObject({ ok: false, failures: [{ parameter: PARAMETER }] });
		expect(!result.ok && result.failures[0]?.message).toContain("'debt'");
	});

	it.each(['Nandini', 'Infinity Pools', 'NaNny', 'an undefined term', 'null', 'object Object'])(
		'may be text that only looks like a missing value: %s',
		(value) => {
			expect(read(['name', value])).toStrictEqual({ ok: true, value: { name: value } });
		},
	);
});

describe('the name of a variable', () => {
	it.each([[''], ['  '], ['\u00a0']])('is needed: %p', (name) => {
		expect(read([name, 1])).toEqual(
			refused(
				'has a variable without a name',
				'Give each variable the name the agent uses for it.',
			),
		);
	});

	it.each([['system__time'], [' system__time'], ['system__'], ['system__env_live']])(
		'is refused if ElevenLabs fills it in: %p',
		(name) => {
			expect(read([name, 1])).toMatchObject({
				ok: false,
				failures: [{ message: `'${PARAMETER}' has the reserved name '${name.trim()}'` }],
			});
		},
	);

	it.each([['system_name'], ['my_system__x'], ['System__time'], ['secret__token'], ['sip_x_y']])(
		'may look like a reserved one: %s',
		(name) => {
			expect(read([name, 1])).toStrictEqual({ ok: true, value: { [name]: 1 } });
		},
	);

	it.each([' customer_name ', '\ufeffcustomer_name', 'customer_name\r\n', '\u200bcustomer_name'])(
		'is trimmed: %j',
		(name) => {
			expect(read([name, 'Ada'])).toStrictEqual({ ok: true, value: { customer_name: 'Ada' } });
			expect(read([name, 'Ada'], ['customer_name', 'Bo']).ok).toBe(false);
		},
	);

	it.each(['NaN', '[object Object]', 'undefined', 'due Invalid DateTime'])(
		'is refused if an expression returned no value: %s',
		(name) => {
			expect(read([name, 1])).toEqual(
				refused(
					`has the name '${name}', which is not a value`,
					'Check the expression for this item.',
				),
			);
		},
	);

	it('may be given once', () => {
		expect(read(['a', 1], ['a', 2])).toEqual(
			refused("sets 'a' more than once", 'Keep only one of the values.'),
		);
		expect(read(['a', null], ['a', 2])).toStrictEqual({ ok: true, value: { a: 2 } });
	});

	it.each([['__proto__'], ['constructor'], ['toString'], ['hasOwnProperty']])(
		'may be that of something every object has: %s',
		(name) => {
			const once = read([name, 'x']);
			expect(once.ok && JSON.stringify(once.value)).toBe(`{"${name}":"x"}`);
			expect(once.ok && Object.getPrototypeOf(once.value)).toBe(Object.prototype);
			expect(read([name, 'x'], [name, 'y'])).toEqual(
				refused(`sets '${name}' more than once`, 'Keep only one of the values.'),
			);
			expect(Object.hasOwn({}.constructor.prototype as object, 'x')).toBe(false);
		},
	);
});

describe('variables given to a call', () => {
	it('are read in their order, with all that is wrong', () => {
		expect(read(['', 1], ['ok', 2], ['system__a', 3], ['nan', NaN])).toMatchObject({
			ok: false,
			failures: [
				{ message: `'${PARAMETER}' has a variable without a name` },
				{ message: `'${PARAMETER}' has the reserved name 'system__a'` },
				{ message: expect.stringContaining("'NaN' for 'nan'") as string },
			],
		});
		const ordered = read(['b', 1], ['a', 2], ['c', 3]);
		expect(ordered.ok && Object.keys(ordered.value)).toEqual(['b', 'a', 'c']);
	});

	it('may be none', () => {
		expect(read()).toStrictEqual({ ok: true, value: {} });
	});

	it('become text, numbers and booleans that survive JSON, whatever they are', () => {
		const supplied = fc.array(
			fc.record({
				name: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'system__a')),
				value: fc.anything({ withDate: true, withNullPrototype: true, withBigInt: true }),
			}),
		);
		fc.assert(
			fc.property(supplied, (variables) => {
				const result = readDynamicVariables(variables, PARAMETER);
				if (!result.ok) {
					expect(result.failures.length).toBeGreaterThan(0);
					return;
				}
				for (const [name, value] of Object.entries(result.value)) {
					expect(name).not.toMatch(/^\s*(?:system__|$)/);
					expect(['string', 'number', 'boolean']).toContain(typeof value);
				}
				// JSON has no -0.
				const written = (values: object) => JSON.stringify(Object.entries(values));
				expect(written(JSON.parse(JSON.stringify(result.value)) as object)).toBe(
					written(result.value),
				);
			}),
		);
	});
});

describe('the variables a text needs', () => {
	it.each([
		['none', 'Hello', []],
		['one', 'Hello {{name}}', ['name']],
		['one with blanks', 'Hello {{ name }}', ['name']],
		['each once, in order', '{{b}} {{a}} {{b}}', ['b', 'a']],
		['side by side', '{{a}}{{b}}', ['a', 'b']],
		['not those of ElevenLabs', '{{system__time}} {{name}}', ['name']],
		['also secret ones', '{{secret__token}}', ['secret__token']],
		['case as it is', '{{Name}} {{name}}', ['Name', 'name']],
		['not in single braces', '{name}', []],
		['not an empty one', '{{}} {{ }}', []],
		['not one that is open', '{{name} {{name', []],
		['not in three braces', '{{{name}}}', []],
		['in the braces of JSON', '{"a":{"b":{{name}}}} {"c":{{d}}}', ['name', 'd']],
		['next to one more brace', '{{{a}} {{b}}}', ['a', 'b']],
		[
			'with a dot, a dash or digits',
			'{{user.name}} {{first-name}} {{1}}',
			['user.name', 'first-name', '1'],
		],
		['with any letters', '{{größe}} {{顧客名}}', ['größe', '顧客名']],
		['across lines', '{{\nname\n}}', ['name']],
	])('are found: %s', (_, text, names) => {
		expect(variablesUsedIn(text)).toEqual(names);
	});

	it.each([
		'{{#if vip}}',
		'{{ #if vip }}',
		'{{/if}}',
		'{{else}}',
		'{{ else }}',
		'{{else if vip}}',
		'{{> partial}}',
		'{{>partial}}',
		'{{! comment}}',
		'{{!-- comment --}}',
		'{{^vip}}',
		'{{&name}}',
		'{{name | upper}}',
		'{{name|upper}}',
		'{{a + b}}',
		'{{a+b}}',
		'{{a ? b : c}}',
		'{{name()}}',
		'{{list[0]}}',
		'{{customer name}}',
		'{{"name"}}',
		"{{'name'}}",
		'{{@index}}',
		'{{$name}}',
		'{{.}}',
		'{{-}}',
		'{{~name~}}',
		'{{name?}}',
		'{{a=b}}',
		'{{a/b}}',
		'{{a,b}}',
		'{{{ raw }}}',
		'{% if vip %}',
		'{{a:b}}',
	])('are none in a template tag or an expression: %s', (tag) => {
		expect(variablesUsedIn(tag)).toEqual([]);
		expect(variablesUsedIn(`Hi {{name}} ${tag} {{city}}`)).toEqual(['name', 'city']);
	});

	it('are names alone, whatever is in the braces', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (inside) => {
				for (const name of variablesUsedIn(`{{${inside}}}`)) {
					expect(name).not.toMatch(/[\s{}#/>!|+*()[\]'"=?:,&^~@$]|^else$|^$/);
				}
			}),
		);
	});

	it.each([
		['open braces', '{'.repeat(100_000)],
		['an open variable', `{{${'a'.repeat(100_000)}`],
		['blanks', `{{${' '.repeat(100_000)}`],
		['open variables', '{{ a '.repeat(20_000)],
	])('are none in a hundred thousand characters: %s', (_, text) => {
		expect(variablesUsedIn(text)).toEqual([]);
	});

	it('are found where they were written, whatever is around them', () => {
		const plain = fc.string().map((text) => text.replace(/[{}]/g, ''));
		const name = fc.stringMatching(/^[a-z]\w{0,9}$/).filter((one) => !one.startsWith('system__'));
		fc.assert(
			fc.property(fc.array(fc.tuple(plain, name)), plain, (parts, end) => {
				const text = parts.map(([before, one]) => `${before}{{${one}}}`).join('') + end;
				expect(variablesUsedIn(text)).toEqual([...new Set(parts.map(([, one]) => one))]);
			}),
		);
	});
});

describe('the variables that an agent refers to', () => {
	const procedures = {
		refund: { procedure_id: 'p1', referenced_dynamic_variables: ['order_id', ' vip ', 'order_id'] },
		none: { procedure_id: 'p2', referenced_dynamic_variables: null },
		odd: { referenced_dynamic_variables: ['', 5, null, 'system__time', 'city'] },
	};

	it.each([
		['procedures', procedures, ['order_id', 'vip', 'city']],
		['nodes of a workflow', { nodes: { a: { referenced_dynamic_variables: ['x'] } } }, ['x']],
		['lists', [{ referenced_dynamic_variables: ['x'] }], ['x']],
		['no list', { referenced_dynamic_variables: 'x' }, []],
		['nothing', undefined, []],
		['null', null, []],
		['text', 'referenced_dynamic_variables', []],
	])('are those that are listed, and not those of ElevenLabs: %s', (_, part, names) => {
		expect(variablesReferencedIn(part)).toEqual(names);
	});
});

describe('the variables that get their values during the call', () => {
	it.each([
		['tools', { assignments: [{ dynamic_variable: 'order_id', value_path: 'id' }] }, ['order_id']],
		[
			'nodes that update the state',
			{ nodes: { a: { updates: [{ type: 'dynamic_variable', variable_name: ' vip ' }] } } },
			['vip'],
		],
		['nothing', { dynamic_variable: 'order_id' }, []],
		['no part', null, []],
	])('are those that are assigned by %s', (_, part, names) => {
		expect(variablesAssignedIn(part)).toEqual(names);
	});
});
