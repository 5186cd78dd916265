import type { IDataObject } from 'n8n-workflow';
import type { RetryPlan } from '../../../shared/calling/following/batchRetry';
import { withoutRecipients } from '../../../shared/calling/following/batchWatch';
import type { DialOutcome } from '../../../shared/calling/dialing/ledger';
import type { DialedNumbers } from '../../../shared/calling/dialing/dialedNumbers';
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
	batch: Pick<BatchCall, 'id' | 'name'>;
}

const LOOK_FIRST = 'Look at the batch under Batch Calling in ElevenLabs before anyone retries it.';

/**
 * Retries a batch if its recipients may be called now. They count as called in this execution then, or
 * as uncertain, like the recipients of a call.
 * @returns the outcome of the item; undefined if the run was canceled before
 */
export async function retryUnlessCalled(
	client: ElevenLabsClient,
	retry: BatchRetry,
	clock: Clock,
	dialed: DialedNumbers,
): Promise<DialOutcome<IDataObject> | undefined> {
	const { numbers, batch, whyNotAt } = retry;
	// The batch, too: ElevenLabs may not show whom it calls.
	const ids = [...numbers, batch.id];
	try {
		for (const one of ids) {
			if (!(await dialed.begin(one, clock.cancelled))) return undefined;
		}
		const failure = calledBefore(batch, numbers, dialed) ?? whyNotAt(clock.now());
		if (failure !== undefined) return { kind: 'failed', failure, attempts: 0 };
		const outcome = await retryOnce(client, retry, clock);
		for (const one of ids) dialed.record(one, outcome.kind);
		return outcome;
	} finally {
		dialed.endAll();
	}
}

/** A number that this execution may have called is not called again. */
function calledBefore(
	batch: BatchRetry['batch'],
	numbers: string[],
	dialed: DialedNumbers,
): Failure | undefined {
	const called = numbers.filter((number) => dialed.of(number) !== undefined).length;
	if (called === 0 && dialed.of(batch.id) === undefined) return undefined;
	const why =
		called === 0
			? 'retried it, or may have retried it'
			: `called, or may have called, ${called} of ${numbers.length} recipients who may be called again`;
	return {
		message: `${nameOf(batch)} was not retried: this execution ${why}`,
		advice: `Nobody was called. Retry it in another execution. ${LOOK_FIRST}`,
	};
}

function nameOf({ name, id }: BatchRetry['batch']): string {
	return `The batch '${name ?? id}'`;
}

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
	const name = nameOf(batch);
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
