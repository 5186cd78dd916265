import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ElevenLabsError } from '../shared/elevenlabs/errors';
import type { Failure } from '../shared/failure';
import type { ItemResult } from './itemResult';
import { callIdOf, failureAdvice } from './itemResult';

/** Thrown by an operation on one item: all that the user is to know of it. */
export class ItemFailure extends Error {
	readonly name = 'ItemFailure';

	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/**
 * Makes a failure of whatever was thrown while an item was worked on.
 * @param advice what to do about an error that gives none itself
 */
export function failureOfThrown(
	error: unknown,
	advice = 'Nothing was sent for this item.',
): Failure {
	if (error instanceof ItemFailure) return error.failure;
	if (error instanceof ElevenLabsError) {
		const { message, advice: said, field, requestId } = error.refusal;
		return {
			message,
			advice: said,
			...(field === undefined ? {} : { parameter: field }),
			...(error.status === undefined ? {} : { status: error.status }),
			...(requestId === undefined ? {} : { requestId }),
			mayHaveBeenPlaced: false,
		};
	}
	const { message, description } = (error ?? {}) as { message?: unknown; description?: unknown };
	return {
		// n8n's own texts name the item already.
		message: String(message ?? error).replace(/(?<!\s)\s*(?:in )?\[item \d+\]/g, ''),
		advice: typeof description === 'string' && description !== '' ? description : advice,
		mayHaveBeenPlaced: false,
	};
}

/** Makes an error for the editor of something that went wrong outside of items, e.g. in a list. */
export function toNodeError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const failure = failureOfThrown(error);
	return nodeError(node, failure, failure.message, failureAdvice(failure));
}

/**
 * Makes the one error that stops a run. It names every item that failed, and loses no call that
 * was placed before.
 * @param results of all items of the run, at least one of them failed
 * @param calls whether the operation calls people: what became of them is told then
 */
export function stoppingError(
	node: INode,
	results: ItemResult[],
	calls: boolean,
): NodeApiError | NodeOperationError {
	const failed = results.flatMap((result) => ('failure' in result ? [result] : []));
	const [first] = failed as [FailedItem, ...FailedItem[]];
	if (failed.length === 1) {
		const { item, failure } = first;
		// The editor adds [item N] by itself; whoever reads the message elsewhere has only this.
		const message = `Item ${item}: ${failure.message}`;
		const description = [failureAdvice(failure), ...fate(results, calls)].join(' ');
		return nodeError(node, failure, message, description, { itemIndex: item });
	}
	const message = `${failed.length} of ${results.length} items failed: ${ranges(failed.map(({ item }) => item))}`;
	return nodeError(
		node,
		first.failure,
		message,
		[...groupedReasons(failed), ...fate(results, calls)].join('\n'),
	);
}

interface FailedItem {
	item: number;
	failure: Failure;
}

/** One line for each reason, with all items that it holds for: `• Items 0–3, 7: 'To Number' is empty. …` */
function groupedReasons(failed: FailedItem[]): string[] {
	const itemsByReason = new Map<string, number[]>();
	for (const { item, failure } of failed) {
		const reason = `${failure.message}. ${failureAdvice(failure)}`;
		const items = itemsByReason.get(reason);
		if (items === undefined) itemsByReason.set(reason, [item]);
		else items.push(item);
	}
	return [...itemsByReason].map(
		([reason, items]) => `• Item${items.length > 1 ? 's' : ''} ${ranges(items)}: ${reason}`,
	);
}

/** Says what became of the people whose items did not fail. */
function fate(results: ItemResult[], calls: boolean): string[] {
	if (!calls) return [];
	const placed = results.flatMap((result) =>
		'json' in result && !result.isSkipped
			? [`item ${result.item}: ${callIdOf(result.json) ?? 'no ID'}`]
			: [],
	);
	const skipped = results.flatMap((result) => ('skipped' in result ? [result.item] : []));
	const waiting =
		skipped.length > 0
			? [`Not called: item${skipped.length > 1 ? 's' : ''} ${ranges(skipped)}.`]
			: [];
	if (placed.length === 0) {
		const uncertain = results.some(
			(result) => 'failure' in result && result.failure.mayHaveBeenPlaced,
		);
		return uncertain
			? [['No other call was placed.', ...waiting].join(' ')]
			: ['Nobody was called.'];
	}
	return [
		[
			`Already placed: ${placed.join(', ')}.`,
			...waiting,
			"Running the node again would call those people again, unless 'Deduplication Key' is set.",
		].join(' '),
	];
}

/** `[0, 1, 2, 5]` as `0–2, 5`. */
function ranges(items: number[]): string {
	const runs: Array<[first: number, last: number]> = [];
	for (const item of items) {
		const run = runs.at(-1);
		if (run !== undefined && item === run[1] + 1) run[1] = item;
		else runs.push([item, item]);
	}
	return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

function nodeError(
	node: INode,
	{ status }: Failure,
	message: string,
	description: string,
	options: { itemIndex?: number } = {},
): NodeApiError | NodeOperationError {
	const error =
		status === undefined
			? new NodeOperationError(node, message, { description, ...options })
			: new NodeApiError(node, { message } as JsonObject, {
					message,
					description,
					httpCode: String(status),
					...options,
				});
	// n8n swaps a text for one of its own where it finds a code such as EEXIST anywhere in it
	// ("preexisting"), among them an invitation to retry at once.
	error.message = message;
	return error;
}
