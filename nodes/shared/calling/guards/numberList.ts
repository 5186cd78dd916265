import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import type { Labels } from '../../labels';
import { labelOf } from '../../labels';
import { readCodes } from '../../codes';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import type { BareNumberReading, NumberingPlans } from '../recipient/numberingPlans';
import { maskPhoneNumber, readBeginning, readE164 } from '../recipient/e164';

/** Tells whether a number (E.164) is on a list. */
export type NumberList = (number: string) => boolean;

/** The options of an item, as far as a list of numbers depends on them. */
export interface NumberOptions {
	/** The values of those that were added, by parameter name. */
	values: Record<string, unknown>;
	/** The labels of all of them. */
	labels: Labels;
	/** How numbers without a plus are read, or what is wrong with the option that says so. */
	bare: Result<BareNumberReading | undefined>;
}

/** Reads the lists of numbers of a run. A list that is the same for many items is read once. */
export class NumberLists {
	/** The last list of each option, with the text that it was read from. */
	private readonly known = new Map<string, { source: string; list: Result<NumberList> }>();

	constructor(private readonly plans: NumberingPlans) {}

	/**
	 * Reads an option: text with commas, semicolons or line breaks, a list, or one number. An entry is
	 * a phone number in any notation that {@link readE164} takes, or the beginning of one with its
	 * country code and a star after it, e.g. `+49*`. Blank entries are dropped.
	 * @param verb what the list does to its numbers, e.g. `allow`
	 * @param mayBeEmpty whether a list without entries is one of no numbers, like a table without rows.
	 *   Blank is still a failure: its expression may have found no list.
	 * @returns undefined if the option was not added
	 */
	read(
		{ values, labels, bare }: NumberOptions,
		name: string,
		verb: string,
		{ mayBeEmpty = false } = {},
	): Result<NumberList | undefined> {
		// To Number reports a country that can't be understood, and its item fails.
		if (!Object.hasOwn(values, name) || !bare.ok) return valid(undefined);
		const label = labelOf(labels, name);
		const entries = readCodes(values[name], label);
		if (!entries.ok) return entries;
		if (entries.value === undefined) {
			if (mayBeEmpty && isEmptyList(values[name])) return valid(() => false);
			const none = mayBeEmpty ? 'use [] for none, or remove the option.' : 'or remove the option.';
			return invalid(label, 'is empty', `List the numbers to ${verb}, ${none}`);
		}
		const source = JSON.stringify([bare.value ?? null, entries.value]);
		const known = this.known.get(name);
		if (known?.source === source) return known.list;
		const list = readEntries(entries.value, this.plans, bare.value, label, verb);
		this.known.set(name, { source, list });
		return list;
	}
}

function isEmptyList(value: unknown): boolean {
	return Array.isArray(value) ? value.length === 0 : value === '[]';
}

function readEntries(
	entries: string[],
	plans: NumberingPlans,
	bare: BareNumberReading | undefined,
	label: string,
	verb: string,
): Result<NumberList> {
	const exact = new Set<string>();
	const beginnings: string[] = [];
	for (const [place, entry] of entries.entries()) {
		const isBeginning = entry.endsWith('*');
		const read = isBeginning
			? readBeginning(entry.slice(0, -1), plans, bare, label)
			: readE164(entry, plans, bare, label);
		if (!read.ok) {
			return { ok: false, failures: read.failures.map(ofEntry(place, entry, label, verb)) };
		}
		if (isBeginning) beginnings.push(read.value);
		else exact.add(read.value);
	}
	return valid(
		(number) => exact.has(number) || beginnings.some((beginning) => number.startsWith(beginning)),
	);
}

/** Says which entry of the list is wrong, and shows no more than its last digits. */
function ofEntry(
	place: number,
	entry: string,
	label: string,
	verb: string,
): (failure: Failure) => Failure {
	return (failure) => {
		if (failure.parameter !== label) return failure;
		const problem = failure.message.slice(`'${label}' `.length).replace(/ \(…\d*\)/, '');
		return parameterFailure(
			label,
			`entry ${place + 1} (${maskPhoneNumber(entry)}) ${problem}`,
			`Write each number as it is dialed from abroad, with + and the country code, e.g. +14155550123. To ${verb} all numbers with the same prefix, end the entry with *, e.g. +49*.`,
		);
	};
}
