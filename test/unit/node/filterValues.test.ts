import { DateTime } from 'luxon';
import {
	readConditions,
	readNumber,
	readResults,
	readText,
	readTexts,
	readTime,
	readTruth,
} from '../../../nodes/ElevenLabsCalls/filterValues';

const place = { label: 'Filter', timeZone: 'Europe/Berlin' };
const BLANKS = [undefined, null, '', '  '];
const START = 1_793_491_200;

describe('a blank value', () => {
	it.each(
		[readText, readTexts, readNumber, readTruth, readTime].flatMap((read) =>
			BLANKS.map((value) => [read.name, value, read] as const),
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
		expect(readConditions(value, place)).toEqual({ ok: true, value: undefined });
		expect(readResults(value, place)).toEqual({ ok: true, value: undefined });
	});
});

describe('a value', () => {
	it.each([
		['a text', readText, ' crm-1 ', 'crm-1'],
		['a number as text', readText, 4711, '4711'],
		['a chosen entry', readText, { __rl: true, mode: 'list', value: 'agent_1' }, 'agent_1'],
		['texts', readTexts, 'a, b,,c ', ['a', 'b', 'c']],
		['one text', readTexts, 'a', ['a']],
		['a list', readTexts, ['a, b', '', 3], ['a, b', '3']],
		['a list of blanks', readTexts, ' , ', undefined],
		['zero', readNumber, 0, 0],
		['a number in a text', readNumber, ' 12.5 ', 12.5],
		['false', readTruth, false, false],
		['true in a text', readTruth, ' true ', true],
		['a date of JavaScript', readTime, new Date(START * 1000), START],
		['a date of Luxon', readTime, DateTime.fromSeconds(START), START],
		['seconds', readTime, START, START],
		['milliseconds', readTime, START * 1000 + 999, START],
		['seconds in a text', readTime, String(START), START],
		['ISO 8601 with a zone', readTime, '2026-11-01T00:00:00Z', START],
		['ISO 8601 in the zone of the workflow', readTime, '2026-11-01T01:00', START],
		['a day', readTime, '2026-11-01', START - 3600],
		['a week', readTime, '2026-W44-7', START - 3600],
		['a time of a database', readTime, '2026-11-01 01:00:00', START],
	])('is read: %s', (_, read, value, expected) => {
		expect(read(value, place)).toEqual({ ok: true, value: expected });
	});

	it.each([
		['an object as text', readText, { a: 1 }],
		['an object as texts', readTexts, { a: 1 }],
		['an object among texts', readTexts, ['a', { a: 1 }]],
		[
			'an object in a condition',
			readConditions,
			{ conditions: [{ name: 'a', operator: 'eq', value: { a: 1 } }] },
		],
		[
			'an object in a list of a condition',
			readConditions,
			{ conditions: [{ name: 'a', operator: 'in', value: ['b', { a: 1 }] }] },
		],
		['an object as a result', readResults, { results: [{ criterion: 'a', result: {} }] }],
		['words as a number', readNumber, 'many'],
		['no number', readNumber, NaN],
		['a list as a number', readNumber, [1]],
		['a word as truth', readTruth, 'perhaps'],
		['a word as a time', readTime, 'yesterday'],
		['a day that is none', readTime, '2026-13-01'],
		['a date that is none', readTime, new Date(NaN)],
		['an object as a time', readTime, {}],
	])('is refused by its label: %s', (_, read, value) => {
		expect(read(value, place)).toMatchObject({ ok: false, problems: [{ parameter: 'Filter' }] });
	});
});

describe('conditions', () => {
	it('are written as the API has them', () => {
		expect(
			readConditions(
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
		expect(readResults({ results: [{ criterion: 'booked', result: 'failure' }] }, place)).toEqual({
			ok: true,
			value: ['booked:failure'],
		});
	});

	it('have no name with a colon, which would be read otherwise', () => {
		expect(readConditions({ conditions: [{ name: 'a:b', operator: 'eq' }] }, place).ok).toBe(false);
	});
});
