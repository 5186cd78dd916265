import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { mapLimited } from '../shared/concurrency';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import { elevenLabsClient } from '../shared/elevenlabs/client';
import { withInput } from './earlierOutput';
import { failedItem } from './failedItem';
import type { ItemResult } from './itemResult';
import {
	CHECK_PARAMETERS,
	failuresOf,
	ItemFailure,
	NOTHING_SENT,
	stoppingError,
	toNodeError,
} from './nodeErrors';
import type { ItemOperation, Operation, Resource } from './operation';
import { resources } from './resources';
import { isTool, losesAnswers, stopsOnFailure } from './toolUse';

const ANSWERS_ARE_LOST = {
	message:
		"Nothing was done: with 'On Error' set to 'Continue (using error output)', n8n does not pass this tool's responses to the agent",
	advice: "Set 'On Error' in the node's settings to 'Stop Workflow' or 'Continue'.",
};

/**
 * Runs the chosen operation and answers every item, or throws if the node stops on failure.
 * @throws NodeApiError, NodeOperationError
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (losesAnswers(this)) throw toNodeError(this.getNode(), new ItemFailure([ANSWERS_ARE_LOST]));
	const operation = chosenOperation(this);
	const runAgainWarning = operation?.runAgainWarning;
	const results = await run(this, operation);
	const failed = results.some((result) => 'failures' in result);
	const cancelled = this.getExecutionCancelSignal()?.aborted ?? false;
	if (failed && stopsOnFailure(this) && !cancelled) {
		throw stoppingError(this.getNode(), results, runAgainWarning);
	}
	return [results.flatMap((result) => toOutput(this, result, runAgainWarning !== undefined))];
}

/** Undefined if the parameters come from a version of the node that has more operations than this one. */
function chosenOperation(context: IExecuteFunctions): Operation | undefined {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const all: Record<string, Resource | undefined> = resources;
	return all[resource]?.operations[operation];
}

async function run(
	context: IExecuteFunctions,
	operation: Operation | undefined,
): Promise<ItemResult[]> {
	const items = context.getInputData();
	if (items.length === 0) return [];
	try {
		if (operation === undefined)
			throw new TypeError('This version of the node does not have this operation');
		const client = await elevenLabsClient(context);
		return 'ofRun' in operation
			? await operation.ofRun.call(context, client)
			: await runItems(context, client, operation.ofItem, operation.atOnce ?? 1);
	} catch (error) {
		// Nothing could be done for any item, e.g. because there is no credential.
		const failures = failuresOf(
			error,
			operation?.runAgainWarning ? NOTHING_SENT : CHECK_PARAMETERS,
		);
		const known = new Map(
			operation?.knownResults?.(context).map((result) => [result.item, result]) ?? [],
		);
		return items.map((_, item) => known.get(item) ?? { item, failures });
	}
}

/** Runs an operation for each item, in order; if the node stops on failure, until one fails. */
async function runItems(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	execute: ItemOperation,
	atOnce: number,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(context);
	const items = context.getInputData().map((_, item) => item);
	let isStopped = false;
	const results = await mapLimited<number, ItemResult>(
		items,
		atOnce,
		async (item) => {
			try {
				return { item, outputs: await execute.call(context, client, item) };
			} catch (error) {
				isStopped = stops;
				return { item, failures: failuresOf(error, CHECK_PARAMETERS) };
			}
		},
		() => isStopped || (context.getExecutionCancelSignal()?.aborted ?? false),
	);
	return results.map((result, item) => result ?? { item, neverBegun: true });
}

function toOutput(
	context: IExecuteFunctions,
	result: ItemResult,
	callsPeople: boolean,
): INodeExecutionData[] {
	const pairedItem = { item: result.item };
	const { json: input = {}, binary } = context.getInputData()[result.item] ?? {};
	if ('json' in result) {
		const { items, keepsInput } = result;
		// An AI agent knows what it asked for.
		const json = keepsInput && !isTool(context) ? withInput(result.json, input) : result.json;
		return [{ json, pairedItem: items?.map((item) => ({ item })) ?? pairedItem }];
	}
	if ('outputs' in result) return result.outputs.map((output) => ({ ...output, pairedItem }));
	if ('neverBegun' in result) return [];

	const isErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const json = failedItem(result, {
		input,
		callsPeople,
		place: isTool(context) ? 'tool' : isErrorOutput ? 'error output' : 'output',
	});
	return [{ json, pairedItem, ...(binary ? { binary } : {}) }];
}
