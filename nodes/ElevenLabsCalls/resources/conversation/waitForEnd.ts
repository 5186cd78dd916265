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
interface Wish {
	conversationId: string;
	maxWaitMs: number;
	isSimple: boolean;
}

type ReadWish = { item: number; wish: Wish } | Extract<ItemResult, { failure: unknown }>;

/**
 * Waits until the conversations of all items have ended, each at the longest until its deadline.
 * Where the node stops at the first failure, one bad ID ends the wait for all.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(this);
	const clock = executionClock(this);
	const wishes = this.getInputData().map((_, item) => readWish(this, item));
	if (stops && wishes.some((wish) => 'failure' in wish)) {
		return wishes.map((wish) => ('failure' in wish ? wish : { item: wish.item, skipped: true }));
	}
	const watch = new CallWatch({
		source: conversationSource(client),
		clock,
		random: Math.random,
		clockOffsetMs: () => client.clockOffsetMs(),
	});
	const startedAt = clock.now();

	return await Promise.all(
		wishes.map(async (read): Promise<ItemResult> => {
			if ('failure' in read) return read;
			const { item, wish } = read;
			const ending = await watch.endedBy({
				conversationId: wish.conversationId,
				deadline: startedAt + wish.maxWaitMs,
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
					conversation_id: wish.conversationId,
					...endingFields(ending, wish.isSimple),
				},
			};
		}),
	);
}

function readWish(context: IExecuteFunctions, item: number): ReadWish {
	try {
		const wish = {
			conversationId: readConversationId(context, item),
			maxWaitMs: readMaxWaitMs(context, item),
			isSimple: readSwitch(context, item, simplify),
		};
		return { item, wish };
	} catch (error) {
		return { item, failure: failureOfThrown(error, 'Check the parameters of this item.') };
	}
}
