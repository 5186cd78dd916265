import { readCodes } from '../../codes';
import { labelOf } from '../../labels';
import type { BareNumberReading, NumberingPlans } from '../recipient/numberingPlans';
import { maskPhoneNumber, readBeginning, readE164 } from '../recipient/e164';
import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import type { Result } from '../../result';
import type { Guard } from './guard';
import { invalid, valid } from '../../result';

/** Tells whether a number (E.164) may be called. */
export type AllowedNumbers = (number: string) => boolean;

/**
 * Reads a list of numbers that may be called.
 * @param input text with commas, semicolons or line breaks, a list, or one number. An entry is a phone
 *   number in any notation that {@link readE164} takes, or the beginning of one with its
 *   country code and a star after it, e.g. `+49*`. Blank entries are dropped.
 * @param bare how to read an entry without a plus
 */
export function readAllowedNumbers(
	input: unknown,
	plans: NumberingPlans,
	bare: BareNumberReading | undefined,
	label: string,
): Result<AllowedNumbers> {
	const entries = readCodes(input, label);
	if (!entries.ok) return entries;
	if (entries.value === undefined) {
		return invalid(
			label,
			'is empty',
			'List the numbers that may be called, or remove the option to allow all.',
		);
	}
	const exact = new Set<string>();
	const beginnings: string[] = [];
	for (const [index, entry] of entries.value.entries()) {
		const isBeginning = entry.endsWith('*');
		const read = isBeginning
			? readBeginning(entry.slice(0, -1), plans, bare, label)
			: readE164(entry, plans, bare, label);
		if (!read.ok) return { ok: false, failures: read.failures.map(ofEntry(index, entry, label)) };
		if (isBeginning) beginnings.push(read.value);
		else exact.add(read.value);
	}
	return valid(
		(number) => exact.has(number) || beginnings.some((beginning) => number.startsWith(beginning)),
	);
}

/** Says which entry of the list is wrong, and shows no more than its last digits. */
function ofEntry(index: number, entry: string, label: string): (failure: Failure) => Failure {
	return (failure) => {
		if (failure.parameter !== label) return failure;
		const problem = failure.message.slice(`'${label}' `.length).replace(/ \(…\d*\)/, '');
		return parameterFailure(
			label,
			`entry ${index + 1} (${maskPhoneNumber(entry)}) ${problem}`,
			'Write each number with + and the country code, e.g. +14155550123. To allow all numbers with the same start, end it with *, e.g. +49*.',
		);
	};
}

/** Only numbers on a list may be called. */
export const allowedNumbers: Guard<{ allowedNumbers?: AllowedNumbers }> = {
	read({ values, labels, plans, bare }) {
		// To Number reports a country that can't be understood, and its item fails.
		if (!Object.hasOwn(values, 'allowedNumbers') || !bare.ok) return valid({});
		const label = labelOf(labels, 'allowedNumbers');
		const read = readAllowedNumbers(values.allowedNumbers, plans, bare.value, label);
		return read.ok ? valid({ allowedNumbers: read.value }) : read;
	},
	check({ request, guards }) {
		return guards.allowedNumbers?.(request.to_number) === false
			? {
					reason: 'number_not_allowed',
					message: "Not called: the number is not in 'Allowed Numbers'",
				}
			: undefined;
	},
	summaries: { number_not_allowed: 'skipped (number not allowed)' },
};
