import type { IDataObject, INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { withoutNumber } from '../shared/calling/recipient/e164';
import { ElevenLabsError } from '../shared/elevenlabs/errors';
import type { Failure } from '../shared/failure';
import { joined } from '../shared/failure';
import { nodeError } from '../shared/nodeError';
import type { FailedResult, ItemResult } from './itemResult';
import { failureAdvice, itemRanges, itemsText, placedIds, withAdvice } from './itemResult';

export const NOTHING_SENT = 'Nothing was sent for this item.';

export const CHECK_PARAMETERS = 'Check the parameters of this item.';

export const CALLS_AGAIN =
	"Running the node again would call those people again, unless 'Deduplication Key' is set.";

export const RETRIES_AGAIN =
	'Once those batches are over, running the node again would retry them again.';

/** Thrown by an operation on one item: everything that is wrong with it. */
export class ItemFailure extends Error {
	readonly name = 'ItemFailure';

	constructor(readonly failures: Failure[]) {
		super(joined(failures).message);
	}
}

/**
 * Makes failures of anything that was thrown.
 * @param advice what to do about an error that gives none itself
 * @returns at least one
 */
export function failuresOf(error: unknown, advice = NOTHING_SENT): Failure[] {
	if (error instanceof ItemFailure) return error.failures;
	if (error instanceof ElevenLabsError) return [error.failure];
	const { message, description } = (error ?? {}) as { message?: unknown; description?: unknown };
	return [
		{
			// n8n's own texts already name the item.
			message: String(message ?? error).replace(/(?<!\s)\s*(?:in )?\[item \d+\]/g, ''),
			advice: typeof description === 'string' && description !== '' ? description : advice,
		},
	];
}

/** Makes an error for the editor of something that went wrong outside of items, e.g. in a list. */
export function toNodeError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const failure = joined(failuresOf(error));
	return nodeError(node, failure.message, {
		status: failure.status,
		description: failureAdvice(failure),
	});
}

/**
 * Makes the one error that stops a run. It names every item that failed, and loses no call that
 * was placed before.
 * @param results of all items of the run, at least one of them failed
 * @param runAgainWarning what it says if calls were placed that running the node again could repeat;
 *   absent: the operation calls nobody
 */
export function stoppingError(
	node: INode,
	results: ItemResult[],
	runAgainWarning?: string,
): NodeApiError | NodeOperationError {
	const failed = results.flatMap((result) => ('failures' in result ? [result] : []));
	const [first] = failed as [FailedResult, ...FailedResult[]];
	const failure = joined(first.failures);
	const { status } = failure;
	const callsNobody = runAgainWarning !== undefined && !mayHaveCalled(results);
	const others =
		runAgainWarning === undefined ? [] : whoElseWasCalled(results, failed, runAgainWarning);
	if (failed.length === 1) {
		return nodeError(node, `${itemPrefix(first.item, results, callsNobody)}${failure.message}`, {
			status,
			description: [failureAdvice(failure), ...others].join(' '),
			itemIndex: first.item,
		});
	}
	const isFixable = failed.every(({ failures }) =>
		failures.every(({ status: answered, code }) => (answered ?? code) === undefined),
	);
	const outcome = callsNobody && isFixable ? 'need fixing' : 'failed';
	const all = results.flatMap((result) => ('items' in result && result.items) || [result.item]);
	const count = `${failed.length} of ${all.length} items ${outcome}`;
	return nodeError(node, callsNobody ? `Nobody was called: ${count}` : count, {
		status,
		description: { list: causes(failed), after: others.join(' ') },
	});
}

/** The editor adds `[item N]` if the message doesn't contain `item N`; elsewhere only the message names the item. */
function itemPrefix(item: number, { length }: ItemResult[], callsNobody: boolean): string {
	if (length === 1) return '';
	return callsNobody ? `Nobody was called because of item ${item}: ` : `Item ${item}: `;
}

/** More would not help: once these are fixed, the next run names the others. */
const MAX_CAUSES = 10;

/** What is wrong with some items, in the same words apart from the number. */
interface Cause {
	items: Set<number>;
	messages: Set<string>;
	advice: string;
	/** Someone may have been called, so every item is named. */
	isUncertain: boolean;
}

/** One line for each cause, with its items: `Items 0–3 and 7: 'To Number' is empty. …` */
function causes(failed: FailedResult[]): string[] {
	const known = new Map<string, Cause>();
	for (const { item, failures, mayHaveBeenPlaced: isUncertain = false } of failed) {
		for (const failure of failures) {
			const advice = failureAdvice(failure);
			const key = JSON.stringify([withoutNumber(failure.message), advice, isUncertain]);
			const cause = known.get(key) ?? {
				items: new Set(),
				messages: new Set(),
				advice,
				isUncertain,
			};
			known.set(key, cause);
			cause.items.add(item);
			cause.messages.add(failure.message);
		}
	}
	const all = [...known.values()];
	const isShown = (cause: Cause, index: number) => cause.isUncertain || index < MAX_CAUSES;
	const rest = all.filter((cause, index) => !isShown(cause, index));
	const lines = all.filter(isShown).map(causeText);
	if (rest.length === 0) return lines;
	const { size } = new Set(rest.flatMap(({ items }) => [...items]));
	return [...lines, `${counted(rest.length, 'more problem')} in ${counted(size, 'item')}.`];
}

function causeText({ items, messages, advice, isUncertain }: Cause): string {
	const [message = ''] = messages;
	const text = messages.size === 1 ? message : withoutNumber(message);
	const named = itemsText([...items], isUncertain ? Infinity : undefined);
	return `${named}: ${withAdvice(text, advice)}`;
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whether anyone was called, or may have been. */
function mayHaveCalled(results: ItemResult[]): boolean {
	return results.some(
		(result) =>
			('json' in result && !result.isSkipped) || ('failures' in result && result.mayHaveBeenPlaced),
	);
}

const CALL_OTHERS =
	"To call the others anyway, set 'On Error' in the node's settings to 'Continue (using error output)'.";

/** Who was called, among the items that did not fail, and how to call those that were not. */
function whoElseWasCalled(
	results: ItemResult[],
	failed: FailedResult[],
	runAgainWarning: string,
): string[] {
	if (!mayHaveCalled(results)) {
		const isSaid = results.length > 1;
		return failed.length < results.length ? [CALL_OTHERS] : isSaid ? [] : ['Nobody was called.'];
	}
	const placed = results.flatMap((result) =>
		'json' in result && !result.isSkipped ? [result] : [],
	);
	const neverBegun = results.flatMap((result) => ('neverBegun' in result ? [result.item] : []));
	const notCalled =
		neverBegun.length > 0
			? [`Not called: item${neverBegun.length > 1 ? 's' : ''} ${itemRanges(neverBegun)}.`]
			: [];
	if (placed.length === 0) return ['No other call was placed.', ...notCalled];
	const ids = placedIds(
		placed.flatMap(({ item, items = [item], json }) =>
			items.map((one): [number, IDataObject] => [one, json]),
		),
	).map((text) => `item${/^\d+:/.test(text) ? '' : 's'} ${text}`);
	const again = placed.every(({ hasKey }) => hasKey) ? [] : [runAgainWarning];
	return [`Already placed: ${ids.join(', ')}.`, ...notCalled, ...again];
}
