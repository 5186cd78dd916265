import type { IDataObject } from 'n8n-workflow';
import type { Result } from '../../result';
import { all } from '../../result';
import { allowedNumbers } from './allowedNumbers';
import { callingHours } from './callingHours';
import { dryRun } from './dryRun';
import { earlierCalls } from './earlierCalls';
import type { GuardedCall as Guarded, GuardedRun, GuardOptions, Skip } from './guard';
import { repeatedCalls, repetitionKey } from './repeatedCalls';

/** All rules, in the order in which they check a call. The first that objects gives the reason. */
const GUARDS = { allowedNumbers, callingHours, repeatedCalls, earlierCalls, dryRun };

type SettingsOf<G> = G extends { read: (...input: never[]) => Result<infer Settings> }
	? Settings
	: never;

/** The settings of an item, by guard. */
type Read = { [Name in keyof typeof GUARDS]: SettingsOf<(typeof GUARDS)[Name]> };

/** The settings of an item for all guards. */
export type GuardSettings = Read['allowedNumbers'] &
	Read['callingHours'] &
	Read['repeatedCalls'] &
	Read['dryRun'];

export type GuardedCall = Guarded<GuardSettings>;

/** How the summary of a run counts skipped calls, by reason. */
export const SKIP_SUMMARIES: Record<string, string> = Object.assign(
	{},
	...Object.values(GUARDS).map(({ summaries }) => summaries),
) as Record<string, string>;

/** Reads the guards of an item. */
export function readGuards(options: GuardOptions): Result<GuardSettings> {
	const {
		allowedNumbers: numbers,
		callingHours: hours,
		repeatedCalls: repeated,
		dryRun: dry,
	} = GUARDS;
	const read = all<Omit<Read, 'earlierCalls'>>({
		allowedNumbers: numbers.read(options),
		callingHours: hours.read(options),
		repeatedCalls: repeated.read(options),
		dryRun: dry.read(options),
	});
	if (!read.ok) return read;
	return { ok: true, value: Object.assign({}, ...Object.values(read.value)) as GuardSettings };
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
	 */
	constructor(now: GuardedRun['now'], earlierCall: GuardedRun['earlierCall'] = () => undefined) {
		this.run = { now, earlierCall, firstItems: new Map() };
	}

	/** @returns why the call is skipped; undefined if it may be made now */
	check(call: GuardedCall): IDataObject | undefined {
		for (const guard of Object.values(GUARDS)) {
			// A dry run counts as the call it stands for.
			if (guard === dryRun) this.remember(call);
			const skip = guard.check(call, this.run);
			if (skip !== undefined) return skippedAnswer(skip);
		}
		return undefined;
	}

	/** Checks a call only against what the execution dialed before. */
	checkEarlier(call: GuardedCall): IDataObject | undefined {
		const skip = earlierCalls.check(call, this.run);
		return skip && skippedAnswer(skip);
	}

	/** Counts a call that was placed, or may have been, including one of an earlier try. */
	remember({ item, request, guards }: GuardedCall): void {
		const key = repetitionKey(request.to_number, guards);
		if (key !== undefined && !this.run.firstItems.has(key)) this.run.firstItems.set(key, item);
	}
}
