import type { IDataObject } from 'n8n-workflow';
import type { AllowedNumbers } from '../../../shared/calling/guards/allowedNumbers';
import type { CallingHours } from '../../../shared/calling/guards/callingHours';
import { nextCallableTime } from '../../../shared/calling/guards/callingHours';
import type { CallRequest } from '../../../shared/calling/recipient/callRequest';
import { requestText } from '../../../shared/calling/recipient/callRequest';
import type { EarlierCall } from '../../../shared/calling/dialing/earlierCalls';
import { LOOK_FIRST } from './callResult';

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
	| 'already_called'
	| 'dry_run'
	| 'duplicate'
	| 'may_have_been_placed'
	| 'number_not_allowed'
	| 'outside_calling_hours';

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

	/**
	 * @param now milliseconds since 1970
	 * @param earlierCall what the execution knows of a number that it dialed before
	 */
	constructor(
		private readonly now: () => number,
		private readonly earlierCall: (number: string) => EarlierCall | undefined = () => undefined,
	) {}

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
		const key = repetitionKey(request.to_number, guards);
		const first = key === undefined ? undefined : this.firstItemOf.get(key);
		if (first !== undefined && first !== item) {
			const what = guards.deduplicationKey === undefined ? 'number' : 'deduplication key';
			return heldBack('duplicate', `Not called: item ${first} has the same ${what}`, {
				duplicate_of_item: first,
			});
		}
		const earlier = this.checkEarlier({ request, guards });
		if (earlier !== undefined) return earlier;
		if (key !== undefined) this.firstItemOf.set(key, item);
		if (guards.dryRun) {
			return heldBack('dry_run', 'Dry run: this is the request that would have been sent', {
				request: { method: 'POST', url, body: JSON.parse(requestText(request)) as IDataObject },
			});
		}
		return undefined;
	}

	/**
	 * Holds a call only against what the execution dialed before; a dry run dials nobody, and passes.
	 * @returns what comes out in place of an answer; undefined where the call may be made
	 */
	checkEarlier({
		request,
		guards,
	}: Pick<GuardedCall, 'request' | 'guards'>): IDataObject | undefined {
		const earlier = guards.dryRun ? undefined : this.earlierCall(request.to_number);
		if (earlier?.kind === 'uncertain') {
			return heldBack(
				'may_have_been_placed',
				'Not called: an earlier call to this number in this execution may have been placed',
				{ advice: LOOK_FIRST },
			);
		}
		if (earlier?.kind !== 'placed' || !guards.skipRepeatedNumbers) return undefined;
		const { conversationId } = earlier;
		return heldBack(
			'already_called',
			'Not called again: this number was already called in this execution',
			conversationId === undefined ? {} : { conversation_id: conversationId },
		);
	}

	/** Reckons with a call that was placed, or may have been, when n8n ran the node before. */
	remember({ item, request, guards }: GuardedCall): void {
		const key = repetitionKey(request.to_number, guards);
		if (key !== undefined && !this.firstItemOf.has(key)) this.firstItemOf.set(key, item);
	}
}

/** What a call is compared by with those before it in the run; undefined where it isn't compared. */
function repetitionKey(
	number: string,
	{ deduplicationKey, skipRepeatedNumbers }: Guards,
): string | undefined {
	if (deduplicationKey !== undefined) return `key ${deduplicationKey}`;
	return skipRepeatedNumbers ? `number ${number}` : undefined;
}
