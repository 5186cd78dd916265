import type { IDataObject } from 'n8n-workflow';
import type { AllowedNumbers } from '../../../shared/calling/allowedNumbers';
import type { CallingHours } from '../../../shared/calling/callingHours';
import { nextCallableTime } from '../../../shared/calling/callingHours';
import type { CallRequest } from '../../../shared/calling/callRequest';
import { requestText } from '../../../shared/calling/callRequest';

/** What one item wants to keep its call from. */
export interface Guards {
	allowedNumbers?: AllowedNumbers;
	callingHours?: CallingHours;
	deduplicationKey?: string;
	/** Whether a number that came before in the run is not called again. */
	skipRepeatedNumbers: boolean;
	dryRun: boolean;
}

/** A call that is ready but for its guards. */
export interface GuardedCall {
	item: number;
	/** The whole address of the endpoint. */
	url: string;
	request: CallRequest;
	guards: Guards;
}

/** Why a call was not made on purpose; the value of `reason` in its output. */
export type HeldBackReason =
	'dry_run' | 'duplicate' | 'number_not_allowed' | 'outside_calling_hours';

/** What comes out in place of ElevenLabs' answer, so that an IF can see it. */
export function heldBack(
	reason: HeldBackReason,
	message: string,
	more: IDataObject = {},
): IDataObject {
	return { success: false, message, reason, ...more };
}

/** Holds the calls of one run against their guards, and against each other. */
export class CallGuards {
	private readonly firstItemOf = new Map<string, number>();

	/** @param now milliseconds since 1970 */
	constructor(private readonly now: () => number) {}

	/** Gives what comes out in place of an answer; undefined where the call may be made now. */
	check({ item, url, request, guards }: GuardedCall): IDataObject | undefined {
		if (guards.allowedNumbers?.(request.to_number) === false) {
			return heldBack(
				'number_not_allowed',
				"Not called: the number is not among the 'Allowed Numbers'",
			);
		}
		const next = guards.callingHours && nextCallableTime(guards.callingHours, this.now());
		if (next !== undefined) {
			return heldBack(
				'outside_calling_hours',
				`Not called: outside of the calling hours until ${next}`,
				{
					next_call_time: next,
				},
			);
		}
		const first = this.firstWithTheSame(item, request.to_number, guards);
		if (first !== item) {
			const what = guards.deduplicationKey === undefined ? 'number' : 'deduplication key';
			return heldBack('duplicate', `Not called: item ${first} has the same ${what}`, {
				duplicate_of_item: first,
			});
		}
		if (guards.dryRun) {
			return heldBack('dry_run', 'Dry run: this is the request that would have been sent', {
				request: { method: 'POST', url, body: JSON.parse(requestText(request)) as IDataObject },
			});
		}
		return undefined;
	}

	/** Reckons with a call that was placed, or may have been, when n8n ran the node before. */
	remember({ item, request, guards }: GuardedCall): void {
		this.firstWithTheSame(item, request.to_number, guards);
	}

	private firstWithTheSame(item: number, number: string, guards: Guards): number {
		const { deduplicationKey, skipRepeatedNumbers } = guards;
		if (deduplicationKey === undefined && !skipRepeatedNumbers) return item;
		const key = deduplicationKey === undefined ? `number ${number}` : `key ${deduplicationKey}`;
		const first = this.firstItemOf.get(key) ?? item;
		this.firstItemOf.set(key, first);
		return first;
	}
}
