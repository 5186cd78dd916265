import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { CallWatch } from '../../../shared/calling/following/callWatch';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { conversationSource } from '../../../shared/elevenlabs/conversations';
import { endingFields } from '../../callEnding';
import { executionClock } from '../../executionClock';
import { conversationId } from '../../parameters/conversationId';
import { maxWaitMinutes } from '../../parameters/maxWaitMinutes';
import { simplify } from '../../parameters/simplify';
import { readConversationId, readMaxWaitMs, readSwitch } from '../../itemParameters';
import type { FailedResult, ItemResult } from '../../itemResult';
import { failuresOf } from '../../nodeErrors';
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

type ReadWish = { item: number; wish: Wish } | FailedResult;

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
	if (stops && wishes.some((wish) => 'failures' in wish)) {
		return wishes.map((wish) =>
			'failures' in wish ? wish : { item: wish.item, neverBegun: true },
		);
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
			if ('failures' in read) return read;
			const { item, wish } = read;
			const ending = await watch.ended({
				conversationId: wish.conversationId,
				deadline: startedAt + wish.maxWaitMs,
			});
			if (ending.error !== undefined && !ending.timedOut) {
				if (stops) watch.end();
				return { item, failures: failuresOf(ending.error) };
			}
			// Another item failed, and took the whole run with it.
			if (ending.cancelled && !clock.isCancelled()) return { item, neverBegun: true };
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
		return { item, failures: failuresOf(error, 'Check the parameters of this item.') };
	}
}
