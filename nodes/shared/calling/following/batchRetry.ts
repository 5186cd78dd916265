import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import type { CallingHours } from '../guards/callingHours';
import { hoursForNumber, NEVER, nextCallableTime } from '../guards/callingHours';
import type { NumberList } from '../guards/numberList';
import type { NumberingPlans } from '../recipient/numberingPlans';
import type { ListedBatch } from './batchWatch';
import { batchEnded } from './batchWatch';

/** A batch that may be retried. Any part may be missing. */
export interface RetriedBatch extends ListedBatch {
	recipients?: Array<{
		status?: string | null;
		phone_number?: string | null;
		whatsapp_user_id?: string | null;
	}> | null;
}

/** What a retry is checked against. */
export interface RetryGuards {
	/** Numbers that are not called; absent: nobody is blocked. */
	isBlocked?: NumberList;
	/** When people may be called; absent: at any time. */
	callingHours?: CallingHours;
	/** Reads a recipient's number, as it was given to ElevenLabs, as E.164. */
	readNumber: (number: string) => Result<string>;
	plans: Pick<NumberingPlans, 'timeZonesOf'>;
	/** Labels of the parameters. */
	labels: { batch: string; blockedNumbers: string; callingHours: string };
}

/** What is known about a retry before it is sent. */
export interface RetryPlan {
	/** How many recipients ElevenLabs calls again. */
	calledAgain: number;
	/** How often the batch was retried before. */
	retryCount: number;
	/** Those who may be called again, in E.164, each once and sorted; without those that can't be read. */
	numbers: string[];
	/** @returns why nobody may be called at a time, in milliseconds since 1970; undefined if everyone may */
	whyNotAt: (now: number) => Failure | undefined;
}

const NOT_RETRIED = 'The batch was not retried.';

/**
 * Checks whether a batch may be retried: it is over, and everyone may be called now whom ElevenLabs may
 * call again. ElevenLabs says that it calls "failed and no-response recipients", but not which statuses
 * that includes. Only a completed call certainly is not repeated.
 * @param now milliseconds since 1970
 */
export function checkRetry(
	batch: RetriedBatch,
	guards: RetryGuards,
	now: number,
): Result<RetryPlan> {
	const { isBlocked, callingHours, labels } = guards;
	if (!batchEnded(batch)) {
		return invalid(
			labels.batch,
			`is not over (status: ${batch.status ?? 'unknown'})`,
			'Wait until it ends, or cancel it.',
		);
	}
	const recipients = batch.recipients ?? [];
	const unshown = recipients.length === 0 ? unshownFailure(guards) : undefined;
	if (unshown !== undefined) return { ok: false, failures: [unshown] };
	const mayBeCalled = recipients.filter(({ status }) => status !== 'completed');
	const numbers = mayBeCalled.map((recipient) => numberOf(recipient, guards));
	const blocked = isBlocked && blockedAmong(numbers, isBlocked, labels.blockedNumbers);
	if (blocked !== undefined) return { ok: false, failures: [blocked] };
	const whyNotAt = hoursCheck(numbers, callingHours, guards);
	const tooEarly = whyNotAt(now);
	if (tooEarly !== undefined) return { ok: false, failures: [tooEarly] };
	return valid({
		calledAgain: recipients.filter(({ status }) => status === 'failed').length,
		retryCount: batch.retry_count ?? 0,
		numbers: distinct(numbers),
		whyNotAt,
	});
}

/** @returns undefined if nothing is asked about the recipients */
function unshownFailure({ isBlocked, callingHours, labels }: RetryGuards): Failure | undefined {
	if (isBlocked === undefined && callingHours === undefined) return undefined;
	return parameterFailure(
		isBlocked === undefined ? labels.callingHours : labels.blockedNumbers,
		"can't be compared with the recipients, because ElevenLabs shows none",
		`${NOT_RETRIED} Create a new batch.`,
	);
}

function distinct(numbers: Array<string | undefined>): string[] {
	return [...new Set(numbers)].filter((number) => number !== undefined).sort();
}

/** @returns E.164; undefined if it can't be read */
function numberOf(
	{ phone_number, whatsapp_user_id }: NonNullable<RetriedBatch['recipients']>[number],
	{ readNumber }: RetryGuards,
): string | undefined {
	const read = readNumber(phone_number ?? `+${whatsapp_user_id ?? ''}`);
	return read.ok ? read.value : undefined;
}

/** @returns undefined if nobody is blocked; a number that can't be read may be blocked */
function blockedAmong(
	numbers: Array<string | undefined>,
	isBlocked: NumberList,
	label: string,
): Failure | undefined {
	const blocked = numbers.filter((number) => number !== undefined && isBlocked(number)).length;
	const unreadable = numbers.filter((number) => number === undefined).length;
	if (blocked > 0) {
		return parameterFailure(
			label,
			`blocks ${blocked} ${among(numbers)}`,
			`${NOT_RETRIED} Create a new batch without them.`,
		);
	}
	if (unreadable > 0) {
		return parameterFailure(
			label,
			`can't be compared with the numbers of ${unreadable} ${among(numbers)}`,
			`${NOT_RETRIED} If their numbers have no +, add 'Default Country'.`,
		);
	}
	return undefined;
}

/** Makes the check of calling hours: a retry can't leave anyone out, so all may be called or nobody. */
function hoursCheck(
	numbers: Array<string | undefined>,
	hours: CallingHours | undefined,
	{ plans, labels: { callingHours: label } }: RetryGuards,
): RetryPlan['whyNotAt'] {
	if (hours === undefined) return () => undefined;
	/** How many recipients are in the same time zones. */
	const groups = new Map<string, { timeZones: readonly string[]; recipients: number }>();
	let unknown = 0;
	for (const number of numbers) {
		const timeZones = hoursForNumber(hours, number, plans)?.timeZones;
		if (timeZones === undefined) {
			unknown += 1;
			continue;
		}
		const key = timeZones.join();
		const group = groups.get(key);
		if (group === undefined) groups.set(key, { timeZones, recipients: 1 });
		else group.recipients += 1;
	}
	if (unknown > 0) {
		const failure = parameterFailure(
			label,
			`has no 'Time Zone', and the numbers of ${unknown} ${among(numbers)} don't say in which one they are`,
			`${NOT_RETRIED} Set 'Time Zone'.`,
		);
		return () => failure;
	}
	const timeZones = [...new Set([...groups.values()].flatMap((group) => group.timeZones))];
	return (now) => {
		let outside = 0;
		for (const group of groups.values()) {
			const next = nextCallableTime({ ...hours, timeZones: group.timeZones }, now);
			if (next !== undefined) outside += group.recipients;
		}
		if (outside === 0) return undefined;
		const next = nextCallableTime({ ...hours, timeZones }, now);
		return parameterFailure(
			label,
			`doesn't allow calls now to ${outside} ${among(numbers)}`,
			next === NEVER
				? `${NOT_RETRIED} No time is within the hours for all of them: create new batches, one for each time zone.`
				: `${NOT_RETRIED} All of them may be called at ${next}.`,
		);
	};
}

function among({ length }: unknown[]): string {
	return `of ${length} recipients who may be called again`;
}
