import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { readMaxWaitMs } from '../../parameters/maxWaitMinutes';
import type { CallRequest } from '../../../shared/calling/recipient/callRequest';
import type { CallEnding } from '../../../shared/calling/following/callWatch';
import { CallWatch } from '../../../shared/calling/following/callWatch';
import type { Clock } from '../../../shared/clock';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { conversationSource } from '../../../shared/elevenlabs/conversations';
import type { Conversation } from '../../../shared/elevenlabs/schemas';
import { endingFields } from '../../callEnding';
import { simplify } from '../../parameters/simplify';
import { waitForCompletion } from '../../parameters/waitForCompletion';
import { readSwitch } from '../../itemParameters';

/** How the end of a call is waited for; empty where it is not. */
export interface CallWaitSettings {
	maxWaitMs?: number;
	isSimple?: boolean;
}

/** What is asked of a call whose end is waited for. */
interface WaitedCall extends CallWaitSettings {
	request: Pick<CallRequest, 'agent_id'>;
}

/** Waits until the calls of a run have ended, each at the longest until its deadline. */
export class CallWait {
	private readonly watch: CallWatch<Conversation>;

	constructor(
		client: ElevenLabsClient,
		private readonly clock: Clock,
	) {
		this.watch = new CallWatch({
			source: conversationSource(client),
			clock,
			random: Math.random,
			clockOffsetMs: () => client.clockOffsetMs(),
		});
	}

	/**
	 * Waits for the end of one call; asked again, for the same end.
	 * @param answer of ElevenLabs, when the call was placed
	 * @param dialedAt milliseconds since 1970; absent where it is not known
	 * @returns never rejects
	 */
	async ended(
		{ request, maxWaitMs = 0 }: WaitedCall,
		{ conversation_id: conversationId }: IDataObject,
		dialedAt?: number,
	): Promise<CallEnding<Conversation> | undefined> {
		if (typeof conversationId !== 'string') return undefined;
		return await this.watch.ended({
			conversationId,
			agentId: request.agent_id,
			dialedAt,
			deadline: this.clock.now() + maxWaitMs,
		});
	}

	/** How a call ended, in the fields of its output. */
	async endingOf(call: WaitedCall, answer: IDataObject): Promise<IDataObject> {
		const ending = await this.ended(call, answer);
		return ending === undefined
			? {
					outcome: 'unknown',
					outcome_reason: 'ElevenLabs gave no conversation ID by which the call could be followed',
					timed_out: false,
					conversation: null,
				}
			: endingFields(ending, call.isSimple ?? true);
	}

	/** Ends every wait now. */
	end(): void {
		this.watch.end();
	}
}

/**
 * Makes the wait of a run.
 * @returns undefined where ends are not waited for
 */
export function callWait(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
): CallWait | undefined {
	return readSwitch(context, 0, waitForCompletion) ? new CallWait(client, clock) : undefined;
}

/**
 * Reads how long an item waits, and what comes out then.
 * @throws ItemFailure where a setting can't be used
 */
export function readWait(context: IExecuteFunctions, item: number): CallWaitSettings {
	if (!readSwitch(context, item, waitForCompletion)) return {};
	return {
		maxWaitMs: readMaxWaitMs(context, item),
		isSimple: readSwitch(context, item, simplify),
	};
}
