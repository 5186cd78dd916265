import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { Clock } from '../../../shared/clock';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { executionClock } from '../../executionClock';
import type { ItemResult } from '../../itemResult';
import { batchCallId } from '../../parameters/batchCallId';
import { optionsOnly } from '../../parameters/optionsOnly';
import { stopsOnFailure } from '../../toolUse';
import { executionNumbers } from '../call/executionNumbers';
import { beginTry, itemResultOf, runResults } from '../call/placeCalls';
import { keepPlacedIds } from '../call/stoppedRun';
import { batchWaitFields } from './batchFields';
import { BatchWait } from './batchWait';
import type { PreparedRetry } from './readyRetries';
import { prepareRetries } from './readyRetries';
import { retryUnlessCalled } from './retryRequest';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['retry'] } },
	[
		batchCallId,
		...batchWaitFields,
		optionsOnly({
			blockedNumbers:
				'Numbers that are never called, separated by commas, or a list from an expression; use * as a wildcard at the end. If anyone who may be called again is on it, the batch is not retried.',
			callingHours:
				'When recipients may be called, in their own time zone or in all time zones that their number can be in. If anyone who may be called again is outside these hours now, the batch is not retried. A long retry can run past these hours.',
			defaultCountry: undefined,
		}),
	],
);

/**
 * Retries the batches of all items. Every batch is read and checked before anyone is called. If the node
 * stops on failure, one bad item means that nobody is called.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const clock = executionClock(this);
	const ledger = beginTry(this);
	const dialed = executionNumbers(this);
	const retries = await prepareRetries(this, client, clock, ledger);
	const stops = stopsOnFailure(this);
	const hasFailed = () => retries.some(({ ok }) => !ok) || ledger.hasFailure();
	for (const [item, retry] of retries.entries()) {
		await clock.lookForStop();
		if (clock.isCancelled() || (stops && hasFailed())) break;
		if (retry.ok && ledger.of(item) === undefined) {
			const outcome = await retryUnlessCalled(client, retry.value, clock, dialed);
			if (outcome !== undefined) ledger.record(item, outcome);
		}
	}
	if (!stops || !hasFailed()) await followAll(client, clock, ledger, retries);
	if (clock.isCancelled()) keepPlacedIds(this, ledger);
	return runResults(retries, clock, (item) => {
		const outcome = ledger.of(item);
		return outcome && itemResultOf(item, outcome);
	});
}

/** Waits for the ends of all batches that were retried, and adds them to their outcomes. */
async function followAll(
	client: ElevenLabsClient,
	clock: Clock,
	ledger: Ledger<IDataObject>,
	retries: PreparedRetry[],
): Promise<void> {
	const wait = new BatchWait(client, clock);
	await Promise.all(
		retries.map(async (retry, item) => {
			const outcome = ledger.of(item);
			if (!retry.ok || outcome?.kind !== 'placed' || outcome.isFollowed) return;
			const { batch, maxWaitMs } = retry.value;
			if (maxWaitMs === undefined) return;
			const { retry_count: retryCount, agent_id: agentId } = outcome.answer;
			const ending = await wait.endingOf({
				id: batch.id,
				...(typeof agentId === 'string' && { agentId }),
				...(typeof retryCount === 'number' && { retryCount }),
				deadline: clock.now() + maxWaitMs,
			});
			const answer = { ...outcome.answer, ...ending };
			ledger.record(item, { ...outcome, answer, isFollowed: true });
		}),
	);
}
