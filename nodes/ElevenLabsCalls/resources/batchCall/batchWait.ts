import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { BatchEnding, WatchedBatch } from '../../../shared/calling/following/batchWatch';
import { BatchWatch } from '../../../shared/calling/following/batchWatch';
import type { Clock } from '../../../shared/clock';
import type { BatchCall } from '../../../shared/elevenlabs/batchCalls';
import { batchCallSource } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readSwitch } from '../../itemParameters';
import { whyUnknown } from '../../conversationOutput';
import { readMaxWaitMs } from '../../parameters/maxWaitMinutes';
import { waitForCompletion } from '../../parameters/waitForCompletion';
import { batchMaxWait } from './batchFields';

/**
 * Reads how long an item waits for the end of its batch.
 * @returns milliseconds; undefined if it doesn't wait
 * @throws ItemFailure if a setting can't be understood
 */
export function readBatchWaitMs(context: IExecuteFunctions, item: number): number | undefined {
	return readSwitch(context, item, waitForCompletion)
		? readMaxWaitMs(context, item, batchMaxWait)
		: undefined;
}

/** Follows the batches of a run to their ends. */
export class BatchWait {
	private readonly watch: BatchWatch<BatchCall>;

	constructor(client: ElevenLabsClient, clock: Clock) {
		this.watch = new BatchWatch(batchCallSource(client), {
			clock,
			random: Math.random,
			clockOffsetMs: () => client.clockOffsetMs(),
		});
	}

	/** @returns what the output of a batch says once the wait for it is over. Never rejects. */
	async endingOf(batch: WatchedBatch): Promise<IDataObject> {
		return endingFields(await this.watch.ended(batch));
	}
}

/** How a wait ended, in the fields of an output; those of the batch replace those of an earlier answer. */
function endingFields(ending: BatchEnding<BatchCall>): IDataObject {
	const { followed, timedOut } = ending;
	return {
		...(followed?.batch as IDataObject | undefined),
		counts: followed?.counts ?? null,
		timed_out: timedOut,
		...(followed === undefined && {
			unknown_reason: whyUnknown(ending, ['batch', 'batch']),
		}),
	};
}
