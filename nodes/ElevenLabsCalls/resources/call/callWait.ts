import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { readMaxWaitMs } from '../../parameters/maxWaitMinutes';
import type { CallRequest } from '../../../shared/calling/recipient/callRequest';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { WaitEnding } from '../../../shared/calling/following/callWatch';
import { CallWatch } from '../../../shared/calling/following/callWatch';
import type { Clock } from '../../../shared/clock';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { conversationSource } from '../../../shared/elevenlabs/conversations';
import type { Conversation } from '../../../shared/elevenlabs/schemas';
import { CALL_OUTPUT, endedCall, endedOutput, withNumber } from '../../conversationOutput';
import type { ShownParts } from '../../parameters/simplify';
import { readShownParts } from '../../parameters/simplify';
import { waitForCompletion } from '../../parameters/waitForCompletion';
import { readSwitch } from '../../itemParameters';

/** How to wait for the end of a call; empty if the run doesn't wait. */
export interface CallWaitSettings {
	maxWaitMs?: number;
	shown?: ShownParts;
}

/** A call that may be followed. */
interface FollowedCall extends CallWaitSettings {
	item: number;
	/** The recipient, in E.164. */
	number: string;
	request: Pick<CallRequest, 'agent_id'>;
}

const WITHOUT_ID: WaitEnding<Conversation> = {
	timedOut: false,
	cancelled: false,
};

/** Follows the calls of a run to their ends, each at most until its deadline. */
export class CallWait {
	private readonly watch: CallWatch<Conversation>;

	constructor(
		private readonly client: ElevenLabsClient,
		private readonly clock: Clock,
		private readonly ledger: Ledger<IDataObject>,
	) {
		this.watch = new CallWatch({
			source: conversationSource(client),
			clock,
			random: Math.random,
			clockOffsetMs: () => client.clockOffsetMs(),
		});
	}

	/**
	 * Follows a call to its end if it was placed, and adds how it ended to its outcome. Never rejects.
	 */
	async follow(call: FollowedCall): Promise<void> {
		const outcome = this.ledger.of(call.item);
		if (outcome?.kind !== 'placed' || outcome.isFollowed) return;
		const ending = await this.endingOf(call, outcome.answer, outcome.dialedAt);
		if (ending === undefined) return;
		const { isRaw, fields } = call.shown ?? { isRaw: false, fields: CALL_OUTPUT.fields };
		// Its message says that the response was lost.
		const shown = { isRaw, fields: outcome.foundAgain ? [...fields, 'message'] : fields };
		const known = withNumber(outcome.answer, call.number);
		this.ledger.record(call.item, {
			...outcome,
			answer: endedOutput(known, this.client.baseUrl, ending, shown),
			isFollowed: true,
			ended: endedCall(ending),
		});
	}

	/** Ends every wait now; the calls keep the outcomes they have. */
	end(): void {
		this.watch.end();
	}

	/** @returns undefined if the wait ended first */
	private async endingOf(
		{ request, maxWaitMs = 0 }: FollowedCall,
		{ conversation_id: conversationId }: IDataObject,
		dialedAt: number,
	): Promise<WaitEnding<Conversation> | undefined> {
		if (typeof conversationId !== 'string') return WITHOUT_ID;
		const ending = await this.watch.ended({
			conversationId,
			agentId: request.agent_id,
			dialedAt,
			deadline: this.clock.now() + maxWaitMs,
		});
		return ending.cancelled && !this.clock.isCancelled() ? undefined : ending;
	}
}

/** @returns undefined if the run does not wait for its calls to end */
export function callWait(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
	ledger: Ledger<IDataObject>,
): CallWait | undefined {
	return readSwitch(context, 0, waitForCompletion)
		? new CallWait(client, clock, ledger)
		: undefined;
}

/**
 * Reads how long an item waits, and what comes out then.
 * @throws ItemFailure if a setting can't be understood
 */
export function readWait(context: IExecuteFunctions, item: number): CallWaitSettings {
	if (!readSwitch(context, item, waitForCompletion)) return {};
	return {
		maxWaitMs: readMaxWaitMs(context, item),
		shown: readShownParts(context, item, CALL_OUTPUT),
	};
}
