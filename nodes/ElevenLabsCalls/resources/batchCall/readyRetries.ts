import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { RetryGuards } from '../../../shared/calling/following/batchRetry';
import { checkRetry } from '../../../shared/calling/following/batchRetry';
import { blockedNumbers } from '../../../shared/calling/guards/blockedNumbers';
import { callingHours } from '../../../shared/calling/guards/callingHours';
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
import { readLocator, valueOrThrow } from '../../itemParameters';
import { failuresOf } from '../../nodeErrors';
import { batchCallId } from '../../parameters/batchCallId';
import { OPTION_LABELS, readOptions } from '../../parameters/options';
import { readBatchWaitMs } from './batchWait';
import type { BatchRetry } from './retryRequest';

const BATCHES_AT_ONCE = 4;

/** What an item asks for. */
interface RetryParameters {
	id: string;
	guards: RetryGuards;
	/** Absent: it doesn't wait. */
	maxWaitMs?: number;
}

/** A batch that passed its checks, or why it isn't retried. */
export type PreparedRetry = Result<BatchRetry & Pick<RetryParameters, 'maxWaitMs'>>;

/** What the last try of a run prepared: those that were retried are not checked again, only followed. */
const earlierRetries = new WeakMap<Ledger<IDataObject>, PreparedRetry[]>();

/** Reads and checks the batches of all items. */
export async function prepareRetries(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
	ledger: Ledger<IDataObject>,
): Promise<PreparedRetry[]> {
	// The numbering plans are large: a run loads them, and not n8n when it starts.
	const { numberingPlans } = await import('../../../shared/calling/recipient/googleNumberingPlans');
	const lists = new NumberLists(numberingPlans);
	const asked = context
		.getInputData()
		.map((_, item) => tryTo(() => readParameters(context, item, lists, numberingPlans)));
	const firstItems = new Map<string, number>();
	for (const [item, one] of asked.entries()) {
		if (!one.ok) continue;
		const first = firstItems.get(one.value.id);
		if (first === undefined) firstItems.set(one.value.id, item);
		else asked[item] = sameBatch(first);
	}
	const earlier = earlierRetries.get(ledger) ?? [];
	const isDone = (item: number) => ledger.of(item) !== undefined;
	const prepared = await mapLimited([...asked.entries()], BATCHES_AT_ONCE, async ([item, one]) => {
		const done = isDone(item) ? earlier[item] : undefined;
		return done ?? (one.ok ? await prepare(client, clock, one.value) : one);
	});
	const retries = withoutSharedNumbers(
		prepared.filter((retry) => retry !== undefined),
		isDone,
	);
	earlierRetries.set(ledger, retries);
	return retries;
}

function sameBatch(first: number): Result<never> {
	return invalid(
		batchCallId.displayName,
		`is the same as that of item ${first}`,
		'Retry each batch once. Remove duplicates before this node.',
	);
}

/** Nobody is called for two batches of the same run, those of its earlier tries included. */
function withoutSharedNumbers(
	retries: PreparedRetry[],
	isDone: (item: number) => boolean,
): PreparedRetry[] {
	const firstItems = new Map<string, number>();
	const remember = (retry: PreparedRetry, item: number) => {
		if (retry.ok) for (const number of retry.value.numbers) firstItems.set(number, item);
	};
	for (const [item, retry] of retries.entries()) if (isDone(item)) remember(retry, item);
	return retries.map((retry, item) => {
		if (!retry.ok || isDone(item)) return retry;
		const shared = retry.value.numbers.filter((number) => firstItems.has(number));
		const [first] = shared;
		if (first === undefined) {
			remember(retry, item);
			return retry;
		}
		return invalid(
			batchCallId.displayName,
			`has ${shared.length} of the recipients who may be called again in common with that of item ${firstItems.get(first)}`,
			'Nobody is called for two batches in one run. Retry this one in a later run.',
		);
	});
}

function readParameters(
	context: IExecuteFunctions,
	item: number,
	numberLists: NumberLists,
	plans: NumberingPlans,
): RetryParameters {
	const values = readOptions(context, item);
	const label = labelOf(OPTION_LABELS, 'defaultCountry');
	const bare = readDefaultCountry(values.defaultCountry, label);
	const country = valueOrThrow(bare);
	const options = { values, labels: OPTION_LABELS, bare, numberLists };
	return {
		id: readLocator(context, item, batchCallId),
		guards: {
			isBlocked: valueOrThrow(blockedNumbers.read(options)).blockedNumbers,
			callingHours: valueOrThrow(callingHours.read(options)).callingHours,
			readNumber: (number) => readE164(number, plans, country, label),
			plans,
			labels: {
				batch: batchCallId.displayName,
				blockedNumbers: labelOf(OPTION_LABELS, 'blockedNumbers'),
				callingHours: labelOf(OPTION_LABELS, 'callingHours'),
			},
		},
		maxWaitMs: readBatchWaitMs(context, item),
	};
}

async function prepare(
	client: ElevenLabsClient,
	clock: Clock,
	{ id, guards, maxWaitMs }: RetryParameters,
): Promise<PreparedRetry> {
	try {
		const batch = await readBatchCall(client, id);
		const plan = checkRetry(batch, guards, clock.now());
		return plan.ok ? valid({ ...plan.value, batch, maxWaitMs }) : plan;
	} catch (error) {
		return { ok: false, failures: failuresOf(error) };
	}
}

function tryTo<T>(read: () => T): Result<T> {
	try {
		return valid(read());
	} catch (error) {
		return { ok: false, failures: [joined(failuresOf(error))] };
	}
}
