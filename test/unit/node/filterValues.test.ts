import {
	conditionValues,
	resultValues,
} from '../../../nodes/ElevenLabsCalls/parameters/conditionFilters';
import { DateTime, Duration } from 'luxon';
import {
	numberValue,
	textValue,
	textValues,
	timeValue,
	booleanValue,
} from '../../../nodes/ElevenLabsCalls/parameters/filterValues';

const place = { label: 'Filter', timeZone: 'Europe/Berlin' };
const fromZero = numberValue({ min: 0 });
const BLANKS = [undefined, null, '', '  '];
const START = 1_793_491_200;

describe('a blank value', () => {
	it.each(
		[textValue, textValues, fromZero, booleanValue, timeValue].flatMap((read) =>
			BLANKS.map((value) => [read === fromZero ? 'numberValue' : read.name, value, read] as const),
		),
	)('does not filter: %s of %p', (_, value, read) => {
		expect(read(value, place)).toEqual({ ok: true, value: undefined });
	});

	it.each([
		undefined,
		null,
		{},
		{ conditions: [] },
		{ conditions: [{ name: ' ' }] },
		{
			conditions: [{ name: 'a', operator: 'eq', value: '' }],
			results: [{ criterion: 'a', result: ' ' }],
		},
	])('does not filter: conditions %p', (value) => {
		expect(conditionValues(value, place)).toEqual({ ok: true, value: undefined });
		expect(resultValues(value, place)).toEqual({ ok: true, value: undefined });
	});
});

describe('a value', () => {
	it.each([
		['a text', textValue, ' crm-1 ', 'crm-1'],
		['a code with a carriage return', textValue, ' crm-1\r\n', 'crm-1'],
		['a number as text', textValue, 4711, '4711'],
		['a chosen entry', textValue, { __rl: true, mode: 'list', value: 'agent_1' }, 'agent_1'],
		['texts', textValues, 'a, b,,c ', ['a', 'b', 'c']],
		['one text', textValues, 'a', ['a']],
		['a list', textValues, ['a, b', '', 3], ['a, b', '3']],
		['a list of blanks', textValues, ' , ', undefined],
		['a JSON list', textValues, '["a", " b"]', ['a', 'b']],
		['lines', textValues, 'a\nb;c', ['a', 'b', 'c']],
		['zero', fromZero, 0, 0],
		['a number in a text', fromZero, ' 12.5 ', 12.5],
		['false', booleanValue, false, false],
		['true in a text', booleanValue, ' true ', true],
		['TRUE of a spreadsheet', booleanValue, 'TRUE', true],
		['no', booleanValue, 'No', false],
		['1', booleanValue, 1, true],
		['0 in a text', booleanValue, '0', false],
		['a date of JavaScript', timeValue, new Date(START * 1000), START],
		['a date of Luxon', timeValue, DateTime.fromSeconds(START), START],
		['seconds', timeValue, START, START],
		['milliseconds', timeValue, START * 1000 + 999, START],
		['seconds in a text', timeValue, String(START), START],
		['ISO 8601 with a zone', timeValue, '2026-11-01T00:00:00Z', START],
		['ISO 8601 in the zone of the workflow', timeValue, '2026-11-01T01:00', START],
		['a day', timeValue, '2026-11-01', START - 3600],
		['a week', timeValue, '2026-W44-7', START - 3600],
		['a time of a database', timeValue, '2026-11-01 01:00:00', START],
	])('is read: %s', (_, read, value, expected) => {
		expect(read(value, place)).toEqual({ ok: true, value: expected });
	});

	it.each([
		['an object as text', textValue, { a: 1 }],
		['an object as texts', textValues, { a: 1 }],
		['an object among texts', textValues, ['a', { a: 1 }]],
		[
			'an object in a condition',
			conditionValues,
			{ conditions: [{ name: 'a', operator: 'eq', value: { a: 1 } }] },
		],
		[
			'an object in a list of a condition',
			conditionValues,
			{ conditions: [{ name: 'a', operator: 'in', value: ['b', { a: 1 }] }] },
		],
		['an object as a result', resultValues, { results: [{ criterion: 'a', result: {} }] }],
		['words as a number', fromZero, 'many'],
		['no number', fromZero, NaN],
		['a list as a number', fromZero, [1]],
		['a word as truth', booleanValue, 'perhaps'],
		['a word as a time', timeValue, 'yesterday'],
		['a day that is none', timeValue, '2026-13-01'],
		['a date that is none', timeValue, new Date(NaN)],
		['an object as a time', timeValue, {}],
		['the day count of a spreadsheet', timeValue, 46349],
		['the same in a text', timeValue, '46349'],
		['a date without dashes, as a number', timeValue, 20261123],
		['a year, as a number', timeValue, 2026],
		['a duration of Luxon', timeValue, Duration.fromObject({ days: 1 })],
		['a date of Luxon that is none', timeValue, DateTime.fromISO('no')],
		['a switch as a time', timeValue, true],
		['2 as truth', booleanValue, 2],
		['an exponent', fromZero, '1e3'],
		['a decimal comma', fromZero, '2,5'],
		['true as a number', fromZero, true],
		['less than the least', fromZero, -1],
		['Infinity', fromZero, Infinity],
		['NaN as text', textValue, NaN],
		['a rounded ID', textValue, 2 ** 60],
		['a text that was an object', textValue, 'x [object Object]'],
		['NaN among texts', textValues, ['a', NaN]],
		['a text as conditions', conditionValues, 'name:eq:1'],
		['a list as results', resultValues, ['a']],
		[
			'an unknown operator',
			conditionValues,
			{ conditions: [{ name: 'a', operator: 'like', value: 1 }] },
		],
		[
			'several values for one',
			conditionValues,
			{ conditions: [{ name: 'a', operator: 'eq', value: ['b', 'c'] }] },
		],
		['an unknown result', resultValues, { results: [{ criterion: 'a', result: 'maybe' }] }],
	])('is refused by its label: %s', (_, read, value) => {
		expect(read(value, place)).toMatchObject({ ok: false, failures: [{ parameter: 'Filter' }] });
	});
});

describe('conditions', () => {
	it('are written as the API has them', () => {
		expect(
			conditionValues(
				{
					conditions: [
						{ name: ' budget ', operator: 'gte', value: 100 },
						{ name: 'plan', operator: 'in', value: ['gold', 'silver'] },
						{ name: 'url', operator: 'eq', value: 'https://example.com' },
						{ name: 'note', operator: 'notSet', value: 'left over' },
						{ name: 'one', operator: 'in', value: ' a | |b' },
						{ name: 'missing', operator: 'neq' },
						{ name: 'blank', operator: 'eq', value: ' ' },
						{ name: 'empty', operator: 'in', value: ['', null] },
					],
				},
				place,
			),
		).toEqual({
			ok: true,
			value: [
				'budget:gte:100',
				'plan:in:gold|silver',
				'url:eq:https://example.com',
				'note:eq:',
				'one:in:a|b',
			],
		});
		expect(resultValues({ results: [{ criterion: 'booked', result: 'failure' }] }, place)).toEqual({
			ok: true,
			value: ['booked:failure'],
		});
	});

	it('have no name with a colon, which would be read otherwise', () => {
		expect(conditionValues({ conditions: [{ name: 'a:b', operator: 'eq' }] }, place).ok).toBe(
			false,
		);
	});
});
