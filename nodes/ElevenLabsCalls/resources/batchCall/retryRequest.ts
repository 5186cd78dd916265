import type { IDataObject } from 'n8n-workflow';
import type { RetryPlan } from '../../../shared/calling/following/batchRetry';
import { withoutRecipients } from '../../../shared/calling/following/batchWatch';
import type { DialOutcome } from '../../../shared/calling/dialing/ledger';
import { LOOKS_AFTER_MS } from '../../../shared/calling/dialing/lookup';
import type { Clock } from '../../../shared/clock';
import type { BatchCall } from '../../../shared/elevenlabs/batchCalls';
import { readBatchCall, retryBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import type { Failure } from '../../../shared/failure';
import { describeFailure } from '../call/dialAnswer';
import { judgeBatchAnswer } from './batchSubmit';

/** A retry that has passed its checks. */
export interface BatchRetry extends RetryPlan {
	batch: BatchCall;
}

export const LOOK_FIRST =
	'Look at the batch under Batch Calling in ElevenLabs before anyone retries it.';

/**
 * Retries a batch, once. If the answer is lost, the batch tells whether it was retried.
 * @returns the outcome of the item, as soon as the run is canceled
 */
export async function retryOnce(
	client: ElevenLabsClient,
	{ batch, calledAgain, retryCount }: BatchRetry,
	clock: Clock,
): Promise<DialOutcome<IDataObject>> {
	const dialedAt = clock.now();
	const name = `The batch '${batch.name ?? batch.id}'`;
	const uncertain = (why: string, advice: string, described: Partial<Failure> = {}) => {
		const message = `${name} may have been retried: ${why}`;
		return { kind: 'uncertain' as const, failure: { ...described, message, advice }, attempts: 1 };
	};
	const placed = (answer: IDataObject) => ({
		kind: 'placed' as const,
		answer: { ...answer, recipients_called_again: calledAgain },
		attempts: 1,
		dialedAt,
	});
	const exchange = await Promise.race([retryBatchCall(client, batch.id), clock.cancelled]);
	if (exchange === undefined) {
		return uncertain('the execution was stopped before ElevenLabs responded', LOOK_FIRST);
	}
	const verdict = judgeBatchAnswer(exchange);
	if (verdict === 'placed' && exchange.answered) return placed(exchange.body as IDataObject);
	const described = describeFailure(exchange, verdict, '', '');
	if (verdict === 'uncertain') {
		const retried = await findRetry(client, batch.id, retryCount, clock);
		if (retried !== undefined) return { ...placed(retried), foundAgain: true };
		const advice = `ElevenLabs does not show the retry. ${LOOK_FIRST} This execution does not retry it again.`;
		return uncertain(described.message, advice, described);
	}
	return {
		kind: 'failed',
		failure: { ...described, message: `${name} was not retried: ${described.message}` },
		attempts: 1,
	};
}

/** @returns the batch, without its recipients, once it was retried more often than before */
async function findRetry(
	client: ElevenLabsClient,
	id: string,
	retryCount: number,
	clock: Clock,
): Promise<IDataObject | undefined> {
	for (const wait of LOOKS_AFTER_MS) {
		await clock.wait(wait);
		if (clock.isCancelled()) return undefined;
		// What can't be read is looked at again.
		const found = await readBatchCall(client, id).catch(() => undefined);
		if ((found?.retry_count ?? 0) > retryCount) {
			return withoutRecipients(found as BatchCall) as IDataObject;
		}
	}
	return undefined;
}
