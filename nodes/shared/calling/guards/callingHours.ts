import { DateTime, IANAZone } from 'luxon';
import { readCodes } from '../../codes';
import { isBlank, numberIn, readChoice, readCollection, trimmed } from '../../values';
import { maskPhoneNumber } from '../recipient/e164';
import type { NumberingPlans } from '../recipient/numberingPlans';
import { labelOf } from '../../labels';
import type { Result } from '../../result';
import type { Guard } from './guard';
import { invalid, valid } from '../../result';

/** When people may be called, in their local time. */
export interface CallingHours {
	/** Minutes since midnight, inclusive. */
	from: number;
	/** Minutes since midnight, exclusive. */
	to: number;
	/** 1 (Monday) to 7 (Sunday). */
	weekdays: number[];
	/** IANA names such as `Europe/Berlin`, all of which count; none until the number gives them. */
	timeZones: readonly string[];
}

/** For how long a time is looked for that is within the hours in every time zone. */
const SEARCHED_MS = 15 * 86_400_000;

/** There is no time that is within the hours in every time zone. */
export const NEVER = 'never';

/**
 * Reads calling hours as the workflow supplies them. The time zone has no default, because it is
 * the recipient's, which only the user knows. The number knows it in part, so users choose that, too.
 */
export function readCallingHours(
	fields: Record<string, unknown>,
	label: string,
): Result<CallingHours> {
	const from = readTime(fields.from);
	const to = readTime(fields.to);
	if (from === undefined || to === undefined) {
		return invalid(
			label,
			`has no valid time in '${from === undefined ? 'From' : 'To'}'`,
			'Write times as 09:00 or 9am.',
		);
	}
	if (from >= to) {
		return invalid(
			label,
			"has a 'To' that is not after 'From'",
			'Swap them. For hours that run past midnight, use two nodes.',
		);
	}
	const timeZones = readTimeZones(fields, label);
	if (!timeZones.ok) return timeZones;
	const weekdays = readWeekdays(fields.weekdays, label);
	return weekdays.ok
		? valid({ from, to, weekdays: weekdays.value, timeZones: timeZones.value })
		: weekdays;
}

/** A time zone that is set wins over those of the number. */
function readTimeZones(fields: Record<string, unknown>, label: string): Result<string[]> {
	const source = Object.hasOwn(fields, 'zoneFrom')
		? readChoice(fields.zoneFrom, label, ['named', 'number'])
		: valid('named');
	if (!source.ok) {
		return invalid(label, "has an unknown 'Time Zone From'", 'Use named or number.');
	}
	if (source.value === 'number' && isBlank(fields.timeZone)) return valid([]);
	const zone = readTimeZone(fields.timeZone, label);
	return zone.ok ? valid([zone.value]) : zone;
}

/**
 * A name of the IANA database with its area, or UTC. An abbreviation means different zones to
 * different people: `BST` is read as Dhaka's, `IST` may be India's, Ireland's or Israel's.
 */
function readTimeZone(value: unknown, label: string): Result<string> {
	const timeZone = typeof value === 'string' ? trimmed(value) : '';
	const isNamed = /^utc$/i.test(timeZone) || /^[a-z_]+\/[a-z0-9_+/-]+$/i.test(timeZone);
	if (isNamed && IANAZone.isValidZone(timeZone)) return valid(timeZone);
	const advice =
		"Use the name of the recipient's time zone, e.g. America/New_York or Europe/London.";
	if (timeZone === '') return invalid(label, "has no 'Time Zone'", advice);
	const problem = /^[a-z]{2,5}$/i.test(timeZone)
		? `has '${timeZone}' as 'Time Zone', an abbreviation that can mean several time zones`
		: `has '${timeZone}' as 'Time Zone', which is not the name of a time zone`;
	return invalid(label, problem, advice);
}

/** @param value a list, or text such as `1,2,3` */
function readWeekdays(value: unknown, label: string): Result<number[]> {
	const codes = readCodes(value, label);
	const days = codes.ok ? (codes.value ?? []).map(numberIn) : [];
	const weekdays = days.filter(
		(day): day is number => day !== undefined && Number.isInteger(day) && day >= 1 && day <= 7,
	);
	return weekdays.length > 0 && weekdays.length === days.length
		? valid(weekdays)
		: invalid(
				label,
				days.length === 0 && isBlank(value)
					? "has no 'Weekdays'"
					: "has an unknown day in 'Weekdays'",
				'Choose at least one, from 1 (Monday) to 7 (Sunday).',
			);
}

/** `09:00`, or a time of the 12-hour clock such as `9am`. */
const TIME = /^(\d{1,2})(?::(\d{2})(?::00)?)?(?:\s*([ap])\.?m\.?)?$/i;

/** @returns minutes since midnight; undefined if it isn't a time of day */
function readTime(value: unknown): number | undefined {
	const [, hour, minute, half] = TIME.exec(typeof value === 'string' ? trimmed(value) : '') ?? [];
	const hours = Number(hour);
	const minutes = Number(minute ?? 0);
	if (half === undefined) {
		const time = hours * 60 + minutes;
		return minute !== undefined && minutes < 60 && time <= 24 * 60 ? time : undefined;
	}
	// Is 12am noon or midnight? Not everyone agrees.
	if (hours < 1 || hours > 11 || minutes >= 60) return undefined;
	return (hours + (half.toLowerCase() === 'p' ? 12 : 0)) * 60 + minutes;
}

/**
 * @param now milliseconds since 1970
 * @returns undefined if people may be called now, otherwise when they next may, in ISO 8601, or NEVER
 */
export function nextCallableTime(hours: CallingHours, now: number): string | undefined {
	let time = now;
	let opening: DateTime | undefined;
	for (;;) {
		const from = time;
		const openings = hours.timeZones.map((timeZone) => nextOpening(hours, timeZone, from));
		// Before the last of them, at least one of the time zones is outside the hours.
		const last = openings.reduce((a, b) => (b.toMillis() > a.toMillis() ? b : a));
		if (last.toMillis() === from) return opening?.toISO() ?? undefined;
		if (last.toMillis() > now + SEARCHED_MS) return NEVER;
		opening = last;
		time = last.toMillis();
	}
}

/** The first time that is within the hours in one time zone, `now` or later. */
function nextOpening(hours: CallingHours, timeZone: string, now: number): DateTime {
	const local = DateTime.fromMillis(now, { zone: timeZone });
	const minute = local.hour * 60 + local.minute;
	const today = hours.weekdays.includes(local.weekday);
	if (today && minute >= hours.from && minute < hours.to) return local;
	for (let days = today && minute < hours.from ? 0 : 1; ; days++) {
		const day = local.startOf('day').plus({ days });
		if (hours.weekdays.includes(day.weekday)) {
			const start = day.set({ hour: Math.floor(hours.from / 60), minute: hours.from % 60 });
			// When clocks are set back, the first of two equal times may have passed.
			return start.toMillis() > now ? start : start.plus({ hours: 1 });
		}
	}
}

/**
 * Completes hours with the time zones that a number can be in, unless one is set.
 * @param number E.164; undefined if it can't be read
 * @returns undefined if a time zone isn't known
 */
export function hoursForNumber(
	hours: CallingHours,
	number: string | undefined,
	plans: Pick<NumberingPlans, 'timeZonesOf'>,
): CallingHours | undefined {
	if (hours.timeZones.length > 0) return hours;
	const timeZones = number === undefined ? [] : plans.timeZonesOf(number);
	return timeZones.length > 0 && timeZones.every((zone) => IANAZone.isValidZone(zone))
		? { ...hours, timeZones }
		: undefined;
}

/** Calls are made only at certain hours, in the recipient's local time. */
export const callingHours: Guard<{ callingHours?: CallingHours }> = {
	read({ values, labels }) {
		if (!Object.hasOwn(values, 'callingHours')) return valid({});
		const label = labelOf(labels, 'callingHours');
		const fields = readCollection(values.callingHours, label);
		const hours = fields.ok ? readCollection(fields.value.hours, label) : fields;
		const read = hours.ok ? readCallingHours(hours.value, label) : hours;
		return read.ok ? valid({ callingHours: read.value }) : read;
	},
	fit(settings, { number, plans, labels }) {
		const { callingHours: hours } = settings;
		if (hours === undefined) return valid(settings);
		const fitted = hoursForNumber(hours, number, plans);
		if (fitted !== undefined) return valid({ ...settings, callingHours: fitted });
		return invalid(
			labelOf(labels, 'callingHours'),
			`has no 'Time Zone', and the number (${maskPhoneNumber(number)}) doesn't say in which one it is`,
			"Set 'Time Zone' for this item.",
		);
	},
	check({ guards: { callingHours: hours } }, { now }) {
		const next = hours && nextCallableTime(hours, now());
		if (next === undefined) return undefined;
		const reason = 'outside_calling_hours';
		return next === NEVER
			? {
					reason,
					message: `Not called: no time is within 'Calling Hours' in all ${hours?.timeZones.length} time zones that the number can be in; set 'Time Zone'`,
				}
			: {
					reason,
					message: `Not called: outside calling hours until ${next}`,
					more: { next_call_time: next },
				};
	},
	summaries: { outside_calling_hours: 'outside calling hours' },
	fields: ['next_call_time'],
};
