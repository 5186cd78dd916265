import { DateTime, IANAZone } from 'luxon';
import type { Checked } from './problem';
import { invalid, valid } from './problem';

const PARAMETER = 'Calling Hours';

/** When people may be called, by the clock on their wall. */
export interface CallingHours {
	/** Minutes since midnight, the first of them included. */
	from: number;
	/** Minutes since midnight, no longer included. */
	to: number;
	/** 1 (Monday) to 7 (Sunday). */
	weekdays: number[];
	/** An IANA name such as `Europe/Berlin`. */
	timeZone: string;
}

/**
 * Reads calling hours as the workflow supplies them. There is no default for the time zone: it is
 * the people's, which nobody but the user knows.
 */
export function readCallingHours(fields: Record<string, unknown>): Checked<CallingHours> {
	const from = readTime(fields.from);
	const to = readTime(fields.to);
	if (from === undefined || to === undefined) {
		return invalid(
			PARAMETER,
			`has no time of day in '${from === undefined ? 'From' : 'To'}'`,
			'Write times with 24 hours, e.g. 08:00.',
		);
	}
	if (from >= to) {
		return invalid(PARAMETER, "has a 'To' that is not after 'From'", 'Nobody could be called.');
	}
	const timeZone = String(fields.timeZone ?? '').trim();
	if (!IANAZone.isValidZone(timeZone)) {
		return invalid(
			PARAMETER,
			timeZone === '' ? "has no 'Time Zone'" : `has the unknown time zone '${timeZone}'`,
			'Give the time zone of the person, e.g. Europe/Berlin.',
		);
	}
	const days = Array.isArray(fields.weekdays) ? fields.weekdays.map(Number) : [];
	const weekdays = days.filter((day) => Number.isInteger(day) && day >= 1 && day <= 7);
	if (weekdays.length === 0 || weekdays.length < days.length) {
		return invalid(PARAMETER, "has no 'Weekdays'", 'Choose at least one, from 1 (Monday) to 7.');
	}
	return valid({ from, to, weekdays, timeZone });
}

function readTime(value: unknown): number | undefined {
	const match = /^\s*(\d{1,2}):(\d{2})(?::00)?\s*$/.exec(String(value ?? ''));
	const hours = Number(match?.[1]);
	const minutes = Number(match?.[2]);
	const time = hours * 60 + minutes;
	return minutes < 60 && time <= 24 * 60 ? time : undefined;
}

/**
 * @param now milliseconds since 1970
 * @returns undefined where people may be called now, else when they next may, in ISO 8601
 */
export function nextCallableTime(hours: CallingHours, now: number): string | undefined {
	const local = DateTime.fromMillis(now, { zone: hours.timeZone });
	const minute = local.hour * 60 + local.minute;
	const today = hours.weekdays.includes(local.weekday);
	if (today && minute >= hours.from && minute < hours.to) return undefined;
	for (let days = today && minute < hours.from ? 0 : 1; ; days++) {
		const day = local.startOf('day').plus({ days });
		if (hours.weekdays.includes(day.weekday)) {
			const start = day.set({ hour: Math.floor(hours.from / 60), minute: hours.from % 60 });
			// Where the clock is set back, the first of two equal times may be over.
			return (start.toMillis() > now ? start : start.plus({ hours: 1 })).toISO() ?? undefined;
		}
	}
}
