import fc from 'fast-check';
import { DateTime } from 'luxon';
import { CallGuards } from '../../../../nodes/shared/calling/guards';
import type { CallingHours } from '../../../../nodes/shared/calling/guards/callingHours';
import {
	callingHours,
	NEVER,
	nextCallableTime,
	readCallingHours,
} from '../../../../nodes/shared/calling/guards/callingHours';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';

const MINUTE = 60_000;
const WORKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const fields = (more: Record<string, unknown> = {}) => ({
	from: '08:00',
	to: '20:00',
	weekdays: WORKDAYS,
	timeZone: 'Europe/Berlin',
	...more,
});

function hours(more: Record<string, unknown> = {}): CallingHours {
	const read = readCallingHours(fields(more), 'Calling Hours');
	if (!read.ok) throw new Error('can’t be read');
	return read.value;
}

const next = (more: Record<string, unknown>, now: string) =>
	nextCallableTime(hours(more), Date.parse(now));

describe('calling hours', () => {
	it.each([
		['08:00', '20:00', 480, 1200],
		['8:00', '9:05', 480, 545],
		[' 00:00 ', '24:00', 0, 1440],
		['08:00:00', '20:30:00', 480, 1230],
		['23:58', '23:59', 1438, 1439],
		['9am', '5:30pm', 540, 1050],
		['9:00am', '9:00 PM', 540, 1260],
		['9 a.m.', '1:15\u202fp.m.', 540, 795],
		['1:01 AM', '11:59 PM', 61, 1439],
	])('from %p to %p are minutes of a day: %p to %p', (from, to, first, end) => {
		expect(hours({ from, to })).toStrictEqual({
			from: first,
			to: end,
			weekdays: WORKDAYS,
			timeZones: ['Europe/Berlin'],
		});
	});

	it('take weekdays as text, too, and a time zone with blanks around it', () => {
		expect(hours({ weekdays: ['6', '7'], timeZone: ' Asia/Kolkata ' })).toMatchObject({
			weekdays: [6, 7],
			timeZones: ['Asia/Kolkata'],
		});
	});

	it.each([
		['1,2,3', [1, 2, 3]],
		['[1, 2]', [1, 2]],
		[' 6;7 ', [6, 7]],
		[5, [5]],
	])('take weekdays from a cell: %j', (weekdays, expected) => {
		expect(hours({ weekdays }).weekdays).toEqual(expected);
	});

	it.each([
		'Europe/London',
		'UTC',
		'utc',
		'Etc/UTC',
		'Etc/GMT+5',
		'America/Argentina/Buenos_Aires',
		'US/Eastern',
		'america/new_york',
	])('take the time zone %s', (timeZone) => {
		expect(hours({ timeZone }).timeZones).toEqual([timeZone]);
	});

	it('take every area and city that the engine knows, and no name without an area', () => {
		const names = [...Intl.supportedValuesOf('timeZone'), 'EST', 'MST', 'HST', 'CET', 'GB'];
		for (const timeZone of names) {
			expect([timeZone, readCallingHours(fields({ timeZone }), 'Calling Hours').ok]).toEqual([
				timeZone,
				timeZone.includes('/') || timeZone === 'UTC',
			]);
		}
	});

	const from = "'From'";
	const to = "'To'";
	const zone = "'Time Zone'";
	const days = "'Weekdays'";
	it.each([
		...[undefined, '', '8', '08:60', '25:00', '08:00:30', 8, '-8:00', 0.375, NaN].map(
			(value) => [{ from: value }, from] as const,
		),
		// Decimal hours or a time? Noon or midnight? And hours that the 12-hour clock doesn't have.
		...[
			'8.30',
			'17.30',
			'0830',
			'8h30',
			'0am',
			'12am',
			'12:30pm',
			'13am',
			'13:00 pm',
			'8:60am',
			'8 a',
			'am',
			'8-9am',
		].map((value) => [{ from: value }, from] as const),
		[{ to: null }, to],
		[{ to: '24:01' }, to],
		[{ to: '08:00' }, to],
		[{ from: '20:00', to: '06:00' }, to],
		[{ from: '24:00', to: '24:00' }, to],
		...[
			...['BST', 'ART', 'AST', 'NST', 'ECT', 'IST', 'EST', 'EST5EDT', 'GMT', 'CET', 'Z', 'PST8PDT'],
			...['+02:00', 'UTC+2', 'GMT+1', 'Berlin', 'Europe/Atlantis', 'Europe/', '/', '  ', ''],
			...[
				undefined,
				null,
				true,
				1,
				{},
				['Europe/Berlin'],
				'Europe Berlin',
				'NaN',
				'local',
				'system',
			],
		].map((timeZone) => [{ timeZone }, zone] as const),
		...[[], '', undefined, null, {}, [0], [1, 8], [1.5], ['Monday'], '1,x', NaN, true, '0'].map(
			(weekdays) => [{ weekdays }, days] as const,
		),
	] as const)('with %j are refused for %s', (more, field) => {
		const read = readCallingHours(fields(more), 'Calling Hours');
		expect(read).toMatchObject({ ok: false, failures: [{ parameter: 'Calling Hours' }] });
		expect(!read.ok && read.failures[0]?.message).toContain(field);
	});

	it('say which kind of name to use instead of an abbreviation', () => {
		const read = readCallingHours(fields({ timeZone: 'BST' }), 'Calling Hours');
		expect(!read.ok && read.failures[0]?.advice).toContain('Europe/London');
		expect(!read.ok && read.failures[0]?.message).toContain("'BST'");
	});
});

// 2 March 2026 is a Monday.
describe('people may be called', () => {
	it.each([
		['from the first minute', {}, '2026-03-02T08:00:00+01:00'],
		['until the last second', {}, '2026-03-02T19:59:59+01:00'],
		['on the last weekday', {}, '2026-03-06T12:00:00+01:00'],
		['on a Sunday that is chosen', { weekdays: [7] }, '2026-03-08T12:00:00+01:00'],
		['at midnight', { from: '00:00', to: '24:00' }, '2026-03-02T00:00:00+01:00'],
		['before midnight', { from: '00:00', to: '24:00' }, '2026-03-02T23:59:59+01:00'],
		['by the clock in New York', { timeZone: 'America/New_York' }, '2026-03-02T13:00:00Z'],
		['by the clock in Kolkata', { timeZone: 'Asia/Kolkata' }, '2026-03-02T02:30:00Z'],
		['by the calendar in Auckland', { timeZone: 'Pacific/Auckland' }, '2026-03-01T19:00:00Z'],
		['after the spring change', {}, '2026-03-30T06:00:00Z'],
		['after the autumn change', {}, '2026-10-26T07:00:00Z'],
	])('%s: %j at %p', (_, more, now) => {
		expect(next(more, now)).toBeUndefined();
	});

	it.each([
		['later today', {}, '2026-03-02T07:59:59+01:00', '2026-03-02T08:00:00.000+01:00'],
		['tomorrow', {}, '2026-03-02T20:00:00+01:00', '2026-03-03T08:00:00.000+01:00'],
		['after the weekend', {}, '2026-03-06T20:00:00+01:00', '2026-03-09T08:00:00.000+01:00'],
		['after Saturday', {}, '2026-03-07T12:00:00+01:00', '2026-03-09T08:00:00.000+01:00'],
		['in a week', { weekdays: [1] }, '2026-03-02T20:00:00+01:00', '2026-03-09T08:00:00.000+01:00'],
		[
			'at midnight',
			{ from: '00:00', to: '24:00', weekdays: [2] },
			'2026-03-02T23:59:59+01:00',
			'2026-03-03T00:00:00.000+01:00',
		],
		[
			'in New York',
			{ timeZone: 'America/New_York' },
			'2026-03-02T12:59:00Z',
			'2026-03-02T08:00:00.000-05:00',
		],
		[
			'in Kolkata',
			{ timeZone: 'Asia/Kolkata', from: '09:30' },
			'2026-03-02T03:59:00Z',
			'2026-03-02T09:30:00.000+05:30',
		],
		[
			'on Monday in Auckland, where it is still Sunday in Berlin',
			{ timeZone: 'Pacific/Auckland' },
			'2026-03-01T18:59:00Z',
			'2026-03-02T08:00:00.000+13:00',
		],
		[
			'over the spring change',
			{ weekdays: EVERY_DAY },
			'2026-03-28T20:00:00+01:00',
			'2026-03-29T08:00:00.000+02:00',
		],
		[
			'on the day of the spring change',
			{ weekdays: EVERY_DAY },
			'2026-03-29T01:59:00+01:00',
			'2026-03-29T08:00:00.000+02:00',
		],
		[
			'over the autumn change',
			{ weekdays: EVERY_DAY },
			'2026-10-24T20:00:00+02:00',
			'2026-10-25T08:00:00.000+01:00',
		],
		[
			'on the day of the autumn change',
			{ weekdays: EVERY_DAY },
			'2026-10-25T02:30:00+02:00',
			'2026-10-25T08:00:00.000+01:00',
		],
		[
			'after a midnight that does not exist',
			{ timeZone: 'Africa/Cairo', weekdays: EVERY_DAY },
			'2026-04-23T20:00:00+02:00',
			'2026-04-24T08:00:00.000+03:00',
		],
		[
			'over the end of a year',
			{ weekdays: EVERY_DAY },
			'2026-12-31T20:00:00+01:00',
			'2027-01-01T08:00:00.000+01:00',
		],
	])('%s again: %j at %p', (_, more, now, then) => {
		expect(next(more, now)).toBe(then);
	});

	it('never at a time that is over, if the clock is set back within the hours', () => {
		const now = '2026-10-25T02:10:00+01:00';
		expect(next({ from: '02:30', weekdays: EVERY_DAY }, now)).toBe('2026-10-25T02:30:00.000+01:00');
	});

	it('at the time that is given as the next, and not a minute before it', () => {
		const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC'];
		const scenario = fc.record({
			// Changes of the clock are at night.
			from: fc.integer({ min: 4 * 60, max: 22 * 60 }),
			length: fc.integer({ min: 1, max: 2 * 60 }),
			weekdays: fc.subarray(EVERY_DAY, { minLength: 1 }),
			timeZone: fc.constantFrom(...zones),
			now: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') }),
		});
		fc.assert(
			fc.property(scenario, ({ from, length, weekdays, timeZone, now }) => {
				const wanted = { from, to: from + length, weekdays, timeZones: [timeZone] };
				const then = nextCallableTime(wanted, now);
				if (then === undefined) return;
				const time = Date.parse(then);
				expect(time).toBeGreaterThan(now);
				expect(time - now).toBeLessThan((7 * 24 + 1) * 60 * MINUTE);
				expect(nextCallableTime(wanted, time)).toBeUndefined();
				expect(nextCallableTime(wanted, time - MINUTE)).toBe(then);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('the time zones of the number', () => {
	it.each([
		[{ zoneFrom: 'number' }, []],
		[{ zoneFrom: ' NUMBER ', timeZone: ' ' }, []],
		[{ zoneFrom: 'number', timeZone: null }, []],
		[{ zoneFrom: 'number', timeZone: 'Asia/Tokyo' }, ['Asia/Tokyo']],
		[{ zoneFrom: 'named', timeZone: 'Asia/Tokyo' }, ['Asia/Tokyo']],
	])('are used if %j', (more, timeZones) => {
		expect(hours({ timeZone: undefined, ...more }).timeZones).toEqual(timeZones);
	});

	it.each([
		[{ zoneFrom: 'named', timeZone: '' }, "has no 'Time Zone'"],
		[{ zoneFrom: 'number', timeZone: 'BST' }, 'an abbreviation'],
		[{ zoneFrom: 'number', timeZone: 5 }, "has no 'Time Zone'"],
		[{ zoneFrom: '' }, "has an unknown 'Time Zone From'"],
		[{ zoneFrom: undefined }, "has an unknown 'Time Zone From'"],
		[{ zoneFrom: 'recipient' }, "has an unknown 'Time Zone From'"],
	])('are refused with %j', (more, problem) => {
		const read = readCallingHours(fields(more), 'Calling Hours');
		expect(!read.ok && read.failures[0]?.message).toContain(problem);
	});

	const fit = (timeZones: readonly string[], known: readonly string[]) =>
		callingHours.fit?.(
			{ callingHours: { from: 0, to: 1440, weekdays: [1], timeZones } },
			{
				number: '+14155550123',
				plans: { ...numberingPlans, timeZonesOf: () => known },
				labels: { callingHours: 'Calling Hours' },
			},
		);

	it('are looked up unless a zone is set', () => {
		const zones = ['Europe/Madrid', 'Atlantic/Canary'];
		expect(fit([], zones)).toMatchObject({ value: { callingHours: { timeZones: zones } } });
		expect(fit(['UTC'], zones)).toMatchObject({ value: { callingHours: { timeZones: ['UTC'] } } });
	});

	it.each([[[]], [['Europe/Atlantis']], [['Europe/Madrid', 'Europe/Atlantis']]])(
		'are refused if n8n doesn’t know them: %j',
		(known) => {
			expect(fit([], known)).toEqual({
				ok: false,
				failures: [
					{
						parameter: 'Calling Hours',
						message:
							"'Calling Hours' has no 'Time Zone', and the number (…0123) doesn't say in which one it is",
						advice: "Set 'Time Zone' for this item.",
					},
				],
			});
		},
	);
});

const within = (from: string, to: string, ...timeZones: string[]) => ({
	...hours({ from, to }),
	timeZones,
});

describe('hours in several time zones', () => {
	const SPAIN = ['Europe/Madrid', 'Atlantic/Canary'];
	it.each([
		['within the hours in both', '2026-03-02T12:00:00Z', undefined],
		['at the last minute in the first zone', '2026-03-02T16:59:59Z', undefined],
		['before the second zone opens', '2026-03-02T08:30:00Z', '2026-03-02T09:00:00.000+00:00'],
		['before both open', '2026-03-02T03:00:00Z', '2026-03-02T09:00:00.000+00:00'],
		['after the first zone has closed', '2026-03-02T17:30:00Z', '2026-03-03T09:00:00.000+00:00'],
		['before a weekend', '2026-03-06T18:00:00Z', '2026-03-09T09:00:00.000+00:00'],
	])('%s', (_, now, next) => {
		expect(nextCallableTime(within('09:00', '18:00', ...SPAIN), Date.parse(now))).toBe(next);
	});

	it('that are never open at once are said to be never', () => {
		const far = within('09:00', '18:00', 'Europe/Moscow', 'Asia/Kamchatka');
		expect(nextCallableTime(far, Date.parse('2026-03-02T12:00:00Z'))).toBe(NEVER);
		const call = {
			item: 0,
			number: '+79161234567',
			url: '',
			request: {},
			guards: { skipRepeatedNumbers: false, dryRun: false, callingHours: far },
		};
		expect(new CallGuards(() => 0).check(call)).toStrictEqual({
			success: false,
			reason: 'outside_calling_hours',
			message:
				"Not called: no time is within 'Calling Hours' in all 2 time zones that the number can be in; set 'Time Zone'",
		});
	});

	it('that are open at once for a moment are found', () => {
		const close = within('09:00', '18:01', 'Europe/Moscow', 'Asia/Kamchatka');
		expect(nextCallableTime(close, Date.parse('2026-03-02T12:00:00Z'))).toBe(
			'2026-03-03T09:00:00.000+03:00',
		);
	});

	it('are those of Luxon in every zone, for any number and moment', () => {
		const isOpen = ({ from, to, weekdays, timeZones }: CallingHours, time: number) =>
			timeZones.every((zone) => {
				const local = DateTime.fromMillis(time, { zone });
				const minute = local.hour * 60 + local.minute;
				return weekdays.includes(local.weekday) && minute >= from && minute < to;
			});
		const starts = [
			'1',
			'1423',
			'1907',
			'34',
			'346',
			'44',
			'49',
			'52',
			'55',
			'61',
			'614',
			'64',
			'79',
			'351',
		];
		const scenario = fc.record({
			number: fc.tuple(
				fc.constantFrom(...starts),
				fc.integer({ min: 10_000_000, max: 99_999_999 }),
			),
			// Changes of the clock are at night, or around midnight.
			from: fc.integer({ min: 4 * 60, max: 21 * 60 }),
			length: fc.integer({ min: 1, max: 14 * 60 }),
			weekdays: fc.subarray(EVERY_DAY, { minLength: 1 }),
			now: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') }),
			moments: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
		});
		let opened = 0;
		fc.assert(
			fc.property(scenario, ({ number, from, length, weekdays, now, moments }) => {
				const timeZones = numberingPlans.timeZonesOf(`+${number.join('')}`);
				expect(timeZones.length).toBeGreaterThan(0);
				const wanted = { from, to: Math.min(from + length, 22 * 60), weekdays, timeZones };
				const next = nextCallableTime(wanted, now);
				expect(next === undefined).toBe(isOpen(wanted, now));
				if (next === undefined) return;
				const end = next === NEVER ? now + 14 * 24 * 60 * MINUTE : Date.parse(next);
				if (next !== NEVER) {
					opened += 1;
					expect(isOpen(wanted, end)).toBe(true);
					expect(isOpen(wanted, end - 1)).toBe(false);
				}
				for (const moment of moments) {
					expect(isOpen(wanted, now + moment * (end - 1 - now))).toBe(false);
				}
			}),
			{ numRuns: 500 },
		);
		expect(opened).toBeGreaterThan(100);
	});
});
