import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { CallWatch } from '../../../shared/calling/following/callWatch';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { conversationSource } from '../../../shared/elevenlabs/conversations';
import { ENDED_OUTPUT, endedOutput } from '../../conversationOutput';
import { executionClock } from '../../executionClock';
import { conversationId, readConversationId } from '../../parameters/conversationId';
import { maxWaitMinutes, readMaxWaitMs } from '../../parameters/maxWaitMinutes';
import type { ShownParts } from '../../parameters/simplify';
import { outputFields, readShownParts } from '../../parameters/simplify';
import type { FailedResult, ItemResult } from '../../itemResult';
import { CHECK_PARAMETERS, failuresOf } from '../../nodeErrors';
import { stopsOnFailure } from '../../toolUse';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['waitForEnd'] } },
	[conversationId, maxWaitMinutes, ...outputFields(ENDED_OUTPUT)],
);

/** What an item waits for. */
interface ItemWait {
	conversationId: string;
	maxWaitMs: number;
	shown: ShownParts;
}

type ReadItem = { item: number; wait: ItemWait } | FailedResult;

/**
 * Waits until the conversations of all items have ended, each at most until its deadline. If the node
 * stops on failure, one bad ID ends the wait for all.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(this);
	const clock = executionClock(this);
	const items = this.getInputData().map((_, item) => readItem(this, item));
	if (stops && items.some((read) => 'failures' in read)) {
		return items.map((read) => ('failures' in read ? read : { item: read.item, neverBegun: true }));
	}
	const watch = new CallWatch({
		source: conversationSource(client),
		clock,
		random: Math.random,
		clockOffsetMs: () => client.clockOffsetMs(),
	});
	const startedAt = clock.now();

	return await Promise.all(
		items.map(async (read): Promise<ItemResult> => {
			if ('failures' in read) return read;
			const { item, wait } = read;
			const ending = await watch.ended({
				conversationId: wait.conversationId,
				deadline: startedAt + wait.maxWaitMs,
			});
			if (ending.error !== undefined && !ending.timedOut) {
				if (stops) watch.end();
				return { item, failures: failuresOf(ending.error) };
			}
			// Another item failed and stopped the run.
			if (ending.cancelled && !clock.isCancelled()) return { item, neverBegun: true };
			const known = { conversation_id: wait.conversationId };
			return { item, json: endedOutput(known, client.baseUrl, ending, wait.shown) };
		}),
	);
}

function readItem(context: IExecuteFunctions, item: number): ReadItem {
	try {
		const wait = {
			conversationId: readConversationId(context, item),
			maxWaitMs: readMaxWaitMs(context, item),
			shown: readShownParts(context, item, ENDED_OUTPUT),
		};
		return { item, wait };
	} catch (error) {
		return { item, failures: failuresOf(error, CHECK_PARAMETERS) };
	}
}
