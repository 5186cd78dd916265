import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { RetryGuards } from '../../../shared/calling/following/batchRetry';
import { checkRetry } from '../../../shared/calling/following/batchRetry';
import type { DialedNumbers } from '../../../shared/calling/dialing/dialedNumbers';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import { NumberLists } from '../../../shared/calling/guards/numberList';
import { readDefaultCountry } from '../../../shared/calling/recipient/defaultCountry';
import { readE164 } from '../../../shared/calling/recipient/e164';
import type { NumberingPlans } from '../../../shared/calling/recipient/numberingPlans';
import type { Clock } from '../../../shared/clock';
import { mapLimited } from '../../../shared/concurrency';
import { readBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { joined } from '../../../shared/failure';
import { labelOf } from '../../../shared/labels';
import type { Result } from '../../../shared/result';
import { invalid, valid } from '../../../shared/result';
import { executionClock } from '../../executionClock';
import { readLocator, valueOrThrow } from '../../itemParameters';
import type { ItemResult } from '../../itemResult';
import { failuresOf } from '../../nodeErrors';
import { batchCallId } from '../../parameters/batchCallId';
import { OPTION_LABELS, readOptions } from '../../parameters/options';
import { optionsOnly } from '../../parameters/optionsOnly';
import { stopsOnFailure } from '../../toolUse';
import { beginTry, itemResultOf, runResults } from '../call/placeCalls';
import { keepPlacedIds } from '../call/stoppedRun';
import { executionNumbers } from '../call/executionNumbers';
import { batchWaitFields } from './batchFields';
import { BatchWait, readBatchWaitMs } from './batchWait';
import type { BatchRetry } from './retryRequest';
import { LOOK_FIRST, retryOnce } from './retryRequest';

const BATCHES_AT_ONCE = 4;

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['retry'] } },
	[
		batchCallId,
		...batchWaitFields,
		optionsOnly({
			blockedNumbers:
				'Numbers that are never called, separated by commas, or a list from an expression; use * as a wildcard at the end. If anyone who may be called again is on it, the batch is not retried.',
			defaultCountry: undefined,
		}),
	],
);

/** What an item asks for. */
interface RetryWish {
	id: string;
	guards: RetryGuards;
	/** Absent: it doesn't wait. */
	maxWaitMs?: number;
}

/** A batch that passed its checks, or why it isn't retried. */
type PreparedRetry = Result<BatchRetry & Pick<RetryWish, 'maxWaitMs'>>;

/**
 * Retries the batches of all items. Every batch is read and checked before anyone is called. If the node
 * stops on failure, one bad item means that nobody is called.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(this);
	const clock = executionClock(this);
	const ledger = beginTry(this);
	const dialed = executionNumbers(this);
	const retries = await prepareRetries(this, client, ledger, dialed);
	const hasFailed = () => retries.some(({ ok }) => !ok) || ledger.hasFailure();
	for (const [item, retry] of retries.entries()) {
		await clock.lookForStop();
		if (clock.isCancelled() || (stops && hasFailed())) break;
		if (retry.ok && ledger.of(item) === undefined) {
			const outcome = await retryOnce(client, retry.value, clock);
			ledger.record(item, outcome);
			if (outcome.kind === 'uncertain') dialed.uncertain(retry.value.batch.id);
		}
	}
	if (!stops || !hasFailed()) await followAll(client, clock, ledger, retries);
	if (clock.isCancelled()) keepPlacedIds(this, ledger);
	return runResults(retries, clock, (item) => {
		const outcome = ledger.of(item);
		return outcome && itemResultOf(item, outcome);
	});
}

/**
 * Results of an earlier try of this run, for when a later one can't even begin.
 * @returns results of the items whose batches were retried, or may have been
 */
export function knownResults(context: IExecuteFunctions): ItemResult[] {
	return beginTry(context)
		.entries()
		.map(([item, outcome]) => itemResultOf(item, outcome));
}

async function prepareRetries(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	ledger: Ledger<IDataObject>,
	dialed: DialedNumbers,
): Promise<PreparedRetry[]> {
	// The numbering plans are large: a run loads them, and not n8n when it starts.
	const { numberingPlans } = await import('../../../shared/calling/recipient/googleNumberingPlans');
	const lists = new NumberLists(numberingPlans);
	const wishes = context
		.getInputData()
		.map((_, item) => tryTo(() => readWish(context, item, lists, numberingPlans)));
	const firstItems = new Map<string, number>();
	for (const [item, wish] of wishes.entries()) {
		if (!wish.ok) continue;
		const first = firstItems.get(wish.value.id);
		if (first === undefined) firstItems.set(wish.value.id, item);
		else wishes[item] = sameBatch(first);
	}
	const prepared = await mapLimited([...wishes.entries()], BATCHES_AT_ONCE, async ([item, wish]) =>
		wish.ok ? await prepare(client, wish.value, ledger.of(item) !== undefined, dialed) : wish,
	);
	return prepared.filter((retry) => retry !== undefined);
}

function sameBatch(first: number): Result<never> {
	return invalid(
		batchCallId.displayName,
		`is the same as that of item ${first}`,
		'Retry each batch once. Remove duplicates before this node.',
	);
}

function readWish(
	context: IExecuteFunctions,
	item: number,
	lists: NumberLists,
	plans: NumberingPlans,
): RetryWish {
	const values = readOptions(context, item);
	const label = labelOf(OPTION_LABELS, 'defaultCountry');
	const bare = readDefaultCountry(values.defaultCountry, label);
	const country = valueOrThrow(bare);
	const isBlocked = valueOrThrow(
		lists.read({ values, labels: OPTION_LABELS, bare }, 'blockedNumbers', 'block', {
			mayBeEmpty: true,
		}),
	);
	return {
		id: readLocator(context, item, batchCallId),
		guards: {
			isBlocked,
			readNumber: (number) => readE164(number, plans, country, label),
			labels: {
				batch: batchCallId.displayName,
				blockedNumbers: labelOf(OPTION_LABELS, 'blockedNumbers'),
			},
		},
		maxWaitMs: readBatchWaitMs(context, item),
	};
}

/**
 * @param isDone whether an earlier try retried it, so that only its end is still of interest
 * @param dialed has the batches that this execution may have retried
 */
async function prepare(
	client: ElevenLabsClient,
	{ id, guards, maxWaitMs }: RetryWish,
	isDone: boolean,
	dialed: DialedNumbers,
): Promise<PreparedRetry> {
	if (isDone) return valid({ batch: { id }, calledAgain: 0, retryCount: 0, maxWaitMs });
	if (dialed.of(id)?.kind === 'uncertain') {
		return invalid(
			batchCallId.displayName,
			'may already have been retried in this execution',
			LOOK_FIRST,
		);
	}
	try {
		const batch = await readBatchCall(client, id);
		const plan = checkRetry(batch, guards);
		return plan.ok ? valid({ ...plan.value, batch, maxWaitMs }) : plan;
	} catch (error) {
		return { ok: false, failures: failuresOf(error) };
	}
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
			const ending = await wait.endingOf(
				{
					id: batch.id,
					...(typeof agentId === 'string' && { agentId }),
					...(typeof retryCount === 'number' && { retryCount }),
				},
				maxWaitMs,
			);
			const answer = { ...outcome.answer, ...ending };
			ledger.record(item, { ...outcome, answer, isFollowed: true });
		}),
	);
}

function tryTo<T>(read: () => T): Result<T> {
	try {
		return valid(read());
	} catch (error) {
		return { ok: false, failures: [joined(failuresOf(error))] };
	}
}
