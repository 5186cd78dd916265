import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { CallWatch } from '../../../shared/calling/following/callWatch';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { conversationSource } from '../../../shared/elevenlabs/conversations';
import { endingFields } from '../../callEnding';
import { executionClock } from '../../executionClock';
import { conversationId, readConversationId } from '../../parameters/conversationId';
import { maxWaitMinutes, readMaxWaitMs } from '../../parameters/maxWaitMinutes';
import { simplify } from '../../parameters/simplify';
import { readSwitch } from '../../itemParameters';
import type { ItemResult } from '../../itemResult';
import { failureOfThrown } from '../../nodeErrors';
import { stopsOnFailure } from '../../toolUse';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['waitForEnd'] } },
	[conversationId, maxWaitMinutes, simplify],
);

/** What an item waits for. */
interface Wait {
	conversationId: string;
	maxWaitMs: number;
	isSimple: boolean;
}

type ReadWait = { item: number; wait: Wait } | Extract<ItemResult, { failure: unknown }>;

/**
 * Waits until the conversations of all items have ended, each until its deadline at the latest.
 * If the node stops on failure, one bad ID ends the wait for all.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(this);
	const clock = executionClock(this);
	const waits = this.getInputData().map((_, item) => readItem(this, item));
	if (stops && waits.some((wait) => 'failure' in wait)) {
		return waits.map((wait) => ('failure' in wait ? wait : { item: wait.item, skipped: true }));
	}
	const watch = new CallWatch({
		source: conversationSource(client),
		clock,
		random: Math.random,
		clockOffsetMs: () => client.clockOffsetMs(),
	});
	const startedAt = clock.now();

	return await Promise.all(
		waits.map(async (read): Promise<ItemResult> => {
			if ('failure' in read) return read;
			const { item, wait } = read;
			const ending = await watch.endedBy({
				conversationId: wait.conversationId,
				deadline: startedAt + wait.maxWaitMs,
			});
			if (ending.error !== undefined && !ending.timedOut) {
				if (stops) watch.end();
				return { item, failure: failureOfThrown(ending.error) };
			}
			// Another item failed, and took the whole run with it.
			if (ending.cancelled && !clock.isCancelled()) return { item, skipped: true };
			return {
				item,
				json: {
					conversation_id: wait.conversationId,
					...endingFields(ending, wait.isSimple),
				},
			};
		}),
	);
}

function readItem(context: IExecuteFunctions, item: number): ReadWait {
	try {
		const wait = {
			conversationId: readConversationId(context, item),
			maxWaitMs: readMaxWaitMs(context, item),
			isSimple: readSwitch(context, item, simplify),
		};
		return { item, wait };
	} catch (error) {
		return { item, failure: failureOfThrown(error, 'Check the parameters of this item.') };
	}
}
