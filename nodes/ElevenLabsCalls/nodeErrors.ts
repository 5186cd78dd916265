import type { IDataObject, INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ElevenLabsError } from '../shared/elevenlabs/errors';
import type { Failure } from '../shared/failure';
import { joined } from '../shared/failure';
import { nodeError } from '../shared/nodeError';
import type { FailedResult, ItemResult } from './itemResult';
import { failureAdvice, itemRanges, placedIds } from './itemResult';

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
	const others = runAgainWarning === undefined ? [] : whoElseWasCalled(results, runAgainWarning);
	if (failed.length === 1) {
		// The editor adds [item N]; elsewhere the message itself must name the item.
		const message = `Item ${first.item}: ${failure.message}`;
		const description = [failureAdvice(failure), ...others].join(' ');
		return nodeError(node, message, { status, description, itemIndex: first.item });
	}
	const message = `${failed.length} of ${results.length} items failed: ${itemRanges(failed.map(({ item }) => item))}`;
	const description = [...causes(failed), ...others].join('\n');
	return nodeError(node, message, { status, description });
}

/** One line for each cause, with all its items: `• Items 0–3, 7: 'To Number' is empty. …` */
function causes(failed: FailedResult[]): string[] {
	const itemsByCause = new Map<string, Set<number>>();
	for (const { item, failures } of failed) {
		for (const failure of failures) {
			const cause = `${failure.message}. ${failureAdvice(failure)}`;
			itemsByCause.set(cause, (itemsByCause.get(cause) ?? new Set()).add(item));
		}
	}
	return [...itemsByCause].map(
		([cause, items]) => `• Item${items.size > 1 ? 's' : ''} ${itemRanges([...items])}: ${cause}`,
	);
}

/** Who was called, among the items that did not fail. */
function whoElseWasCalled(results: ItemResult[], runAgainWarning: string): string[] {
	const placed = results.flatMap((result) =>
		'json' in result && !result.isSkipped ? [result] : [],
	);
	const neverBegun = results.flatMap((result) => ('neverBegun' in result ? [result.item] : []));
	const notCalled =
		neverBegun.length > 0
			? [`Not called: item${neverBegun.length > 1 ? 's' : ''} ${itemRanges(neverBegun)}.`]
			: [];
	if (placed.length > 0) {
		const ids = placedIds(
			placed.flatMap(({ item, items = [item], json }) =>
				items.map((one): [number, IDataObject] => [one, json]),
			),
		).map((text) => `item${/^\d+:/.test(text) ? '' : 's'} ${text}`);
		const again = placed.every(({ hasKey }) => hasKey) ? [] : [runAgainWarning];
		return [[`Already placed: ${ids.join(', ')}.`, ...notCalled, ...again].join(' ')];
	}
	const isUncertain = results.some(
		(result) => 'failures' in result && result.mayHaveBeenPlaced === true,
	);
	return isUncertain
		? [['No other call was placed.', ...notCalled].join(' ')]
		: ['Nobody was called.'];
}
