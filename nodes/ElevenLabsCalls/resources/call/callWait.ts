import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CallEnding } from '../../../shared/calling/callWatch';
import { CallWatch } from '../../../shared/calling/callWatch';
import type { Clock } from '../../../shared/calling/clock';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { conversationSource } from '../../../shared/elevenlabs/conversations';
import type { Conversation } from '../../../shared/elevenlabs/schemas';
import { endingFields } from '../../callEnding';
import { readMaxWaitMs, readSwitch } from '../../itemParameters';

/** What ends are waited for by, for a whole run: that of its first item. */
interface WaitSettings {
	maxWaitMs: number;
	isSimple: boolean;
}

/** Waits until the calls of a run have ended, each at the longest until its deadline. */
export class CallWait {
	private readonly watch: CallWatch<Conversation>;

	constructor(
		client: ElevenLabsClient,
		private readonly clock: Clock,
		private readonly settings: WaitSettings,
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
	 * @param dialledAt milliseconds since 1970; absent where it is not known
	 * @returns never rejects
	 */
	async ended(
		{ conversation_id: conversationId }: IDataObject,
		agentId?: string,
		dialledAt?: number,
	): Promise<CallEnding<Conversation> | undefined> {
		if (typeof conversationId !== 'string') return undefined;
		const deadline = this.clock.now() + this.settings.maxWaitMs;
		return await this.watch.ended({ conversationId, agentId, dialledAt, deadline });
	}

	/** How a call ended, in the fields of its output. */
	async endingOf(answer: IDataObject, agentId?: string): Promise<IDataObject> {
		const ending = await this.ended(answer, agentId);
		return ending === undefined
			? {
					outcome: 'unknown',
					outcome_reason: 'ElevenLabs gave no conversation ID by which the call could be followed',
					timed_out: false,
					conversation: null,
				}
			: endingFields(ending, this.settings.isSimple);
	}

	/** Ends every wait now. */
	end(): void {
		this.watch.end();
	}
}

/**
 * Makes the wait of a run.
 * @returns undefined where ends are not waited for
 * @throws ItemFailure where a setting of it can't be used
 */
export function callWait(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
): CallWait | undefined {
	if (!readSwitch(context, 0, 'waitForCompletion')) return undefined;
	return new CallWait(client, clock, {
		maxWaitMs: readMaxWaitMs(context, 0),
		isSimple: readSwitch(context, 0, 'simplify'),
	});
}
