import type { IDataObject } from 'n8n-workflow';
import type { Result } from '../../result';
import { valid } from '../../result';
import { allowedNumbers } from './allowedNumbers';
import { blockedNumbers } from './blockedNumbers';
import { callingHours } from './callingHours';
import { contactLimit } from './contactLimit';
import type { Contacts } from './contacts';
import { dryRun } from './dryRun';
import { earlierCalls } from './earlierCalls';
import type {
	Guard,
	GuardedCall as Guarded,
	GuardedRecipient,
	GuardedRun,
	GuardOptions,
	Skip,
} from './guard';
import { repeatedCalls, repetitionKey } from './repeatedCalls';

/** All rules, in the order in which they check a call. The first that objects gives the reason. */
const GUARDS = [
	blockedNumbers,
	allowedNumbers,
	callingHours,
	repeatedCalls,
	earlierCalls,
	contactLimit,
	dryRun,
] as const;

/** Turns `A | B` into `A & B`. */
type Joined<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
	all: infer All,
) => void
	? All
	: never;

type SettingsOf<G> = G extends Guard<infer Settings> ? Settings : never;

/** The settings of an item for all guards. */
export type GuardSettings = Joined<SettingsOf<(typeof GUARDS)[number]>>;

export type GuardedCall = Guarded<GuardSettings>;

/** Why calls were skipped, for the summary of a run, by reason. */
export const SKIP_SUMMARIES: Readonly<Record<string, (answers: IDataObject[]) => string>> =
	Object.fromEntries(
		(GUARDS as ReadonlyArray<Guard<GuardSettings>>).flatMap(({ summaries }) =>
			Object.entries(summaries).map(([reason, text]) => [
				reason,
				typeof text === 'string' ? () => text : text,
			]),
		),
	);

/** What the output of a skipped call may have in addition to `success`, `message` and `reason`. */
export const SKIP_FIELDS: readonly string[] = [
	...new Set(GUARDS.flatMap((guard) => guard.fields ?? [])),
];

/** Reads the settings of an item for all guards. */
export function readGuards(options: GuardOptions): Result<GuardSettings> {
	const read: Array<Result<object>> = GUARDS.map((guard) => guard.read(options));
	const failures = read.flatMap((one) => (one.ok ? [] : one.failures));
	if (failures.length > 0) return { ok: false, failures };
	const settings = read.map((one) => (one.ok ? one.value : {}));
	return valid(Object.assign({}, ...settings) as GuardSettings);
}

/** Completes the settings of an item with what its recipient's number decides. */
export function fitGuards(
	settings: GuardSettings,
	recipient: GuardedRecipient,
): Result<GuardSettings> {
	let fitted = valid(settings);
	for (const guard of GUARDS as ReadonlyArray<Guard<GuardSettings>>) {
		if (fitted.ok && guard.fit !== undefined) fitted = guard.fit(fitted.value, recipient);
	}
	return fitted;
}

/** The output of a skipped call, in the shape of ElevenLabs' answer, so that an IF node can read it. */
export function skippedAnswer({ reason, message, more }: Skip): IDataObject {
	return { success: false, message, reason, ...more };
}

/** Checks the calls of one run against their guards, and against each other. */
export class CallGuards {
	private readonly run: GuardedRun;

	/**
	 * @param now milliseconds since 1970
	 * @param earlierCall returns what the execution knows about a number that it dialed before
	 * @param contacts needed by calls with a contact limit
	 */
	constructor(
		now: GuardedRun['now'],
		earlierCall: GuardedRun['earlierCall'] = () => undefined,
		contacts?: Contacts,
	) {
		this.run = { now, earlierCall, firstItems: new Map(), contacts };
	}

	/** @returns why the call is skipped; undefined if it may be made now */
	check(call: GuardedCall): IDataObject | undefined {
		for (const guard of GUARDS) {
			// A dry run counts as the call it stands for.
			if (guard === dryRun) this.remember(call);
			const skip = guard.check(call, this.run);
			if (skip !== undefined) return skippedAnswer(skip);
		}
		return undefined;
	}

	/**
	 * Asks the guards that need an answer from outside, unless the execution has called the number since
	 * the call was checked.
	 * @returns why the call is skipped; undefined if it may be made now
	 * @throws if one of them can't find out
	 */
	async ask(call: GuardedCall): Promise<IDataObject | undefined> {
		const earlier = earlierCalls.check(call, this.run);
		if (earlier !== undefined) return skippedAnswer(earlier);
		for (const guard of GUARDS as ReadonlyArray<Guard<GuardSettings>>) {
			const skip = await guard.ask?.(call, this.run);
			if (skip !== undefined) return skippedAnswer(skip);
		}
		return undefined;
	}

	/** Notes that a call for which the guards were asked was placed. */
	placed({ item }: GuardedCall, conversationId: string | undefined): void {
		this.run.contacts?.placed(item, conversationId);
	}

	/** Takes back a call for which the guards were asked, because it was definitely not placed. */
	async release({ item }: GuardedCall): Promise<void> {
		await this.run.contacts?.release(item);
	}

	/** Counts a call that was placed, or may have been, including one of an earlier try. */
	remember({ item, number, guards }: GuardedCall): void {
		const key = repetitionKey(number, guards);
		if (key !== undefined && !this.run.firstItems.has(key)) this.run.firstItems.set(key, item);
	}
}
