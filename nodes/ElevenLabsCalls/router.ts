import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { mapLimited } from '../shared/concurrency';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import { elevenLabsClient } from '../shared/elevenlabs/client';
import { failedItem } from './failedItem';
import type { ItemOutput, ItemResult } from './itemResult';
import { failureOfThrown, ItemFailure, stoppingError, toNodeError } from './nodeErrors';
import * as agent from './resources/agent';
import { outboundCall } from './resources/call';
import * as conversation from './resources/conversation';
import * as phoneNumber from './resources/phoneNumber';
import { isTool, losesAnswers, stopsOnFailure } from './toolUse';

/** Works on all items of a run; what goes wrong with an item is in that item's result. */
export type RunOperation = (
	this: IExecuteFunctions,
	client: ElevenLabsClient,
) => Promise<ItemResult[]>;

/**
 * Works on one item.
 * @throws whatever keeps it from having an output
 */
export type ItemOperation = (
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
) => Promise<ItemOutput[]>;

type Operation =
	| {
			ofRun: RunOperation;
			/** Whether people are phoned by it. */ calls?: true;
	  }
	| {
			ofItem: ItemOperation;
			/** Most items under way at once; one after the other by default. */ atOnce?: number;
	  };

/** So many small answers are read at a time. */
const READS = { atOnce: 4 };

const operations: Record<string, Record<string, Operation>> = {
	call: { outboundCall: { ofRun: outboundCall.execute, calls: true } },
	conversation: {
		get: { ofItem: conversation.get.execute, ...READS },
		getAll: { ofItem: conversation.getAll.execute },
		getAudio: { ofItem: conversation.getAudio.execute },
		waitForEnd: { ofRun: conversation.waitForEnd.execute },
		delete: { ofItem: conversation.remove.execute },
	},
	agent: {
		get: { ofItem: agent.get.execute, ...READS },
		getAll: { ofItem: agent.getAll.execute },
	},
	phoneNumber: {
		get: { ofItem: phoneNumber.get.execute, ...READS },
		getAll: { ofItem: phoneNumber.getAll.execute },
	},
};

const CHECK_PARAMETERS = 'Check the parameters of this item.';

const ANSWERS_ARE_LOST = {
	message:
		"Nothing was done: with 'On Error' set to 'Continue (using error output)', n8n does not pass this tool's answers to the agent",
	advice: "Set 'On Error' in the node's settings to 'Stop Workflow' or 'Continue'.",
	mayHaveBeenPlaced: false,
};

/**
 * Runs the chosen operation and answers every item, or throws where the node is set to stop.
 * @throws NodeApiError, NodeOperationError
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (losesAnswers(this)) throw toNodeError(this.getNode(), new ItemFailure(ANSWERS_ARE_LOST));
	const operation = chosenOperation(this);
	const calls = operation !== undefined && 'calls' in operation;
	const results = await run(this, operation, calls);
	const failed = results.some((result) => 'failure' in result);
	const cancelled = this.getExecutionCancelSignal()?.aborted ?? false;
	if (failed && stopsOnFailure(this) && !cancelled) {
		throw stoppingError(this.getNode(), results, calls);
	}
	return [results.flatMap((result) => toOutput(this, result, calls))];
}

function chosenOperation(context: IExecuteFunctions): Operation | undefined {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	return operations[resource]?.[operation];
}

async function run(
	context: IExecuteFunctions,
	operation: Operation | undefined,
	calls: boolean,
): Promise<ItemResult[]> {
	const items = context.getInputData();
	if (items.length === 0) return [];
	try {
		if (operation === undefined) throw new TypeError('This operation does not exist');
		const client = await elevenLabsClient(context);
		return 'ofRun' in operation
			? await operation.ofRun.call(context, client)
			: await runItems(context, client, operation.ofItem, operation.atOnce ?? 1);
	} catch (error) {
		// Nothing could be done for any item, e.g. without a credential.
		const failure = calls ? failureOfThrown(error) : failureOfThrown(error, CHECK_PARAMETERS);
		const known = calls ? outboundCall.knownResults(context) : [];
		return items.map(
			(_, item) => known.find((result) => result.item === item) ?? { item, failure },
		);
	}
}

/** Runs an operation for each item, in their order, until one fails where the node is set to stop. */
async function runItems(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	execute: ItemOperation,
	atOnce: number,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(context);
	const places = context.getInputData().map((_, item) => item);
	let isStopped = false;
	const results = await mapLimited<number, ItemResult>(
		places,
		atOnce,
		async (item) => {
			try {
				return { item, outputs: await execute.call(context, client, item) };
			} catch (error) {
				isStopped = stops;
				return { item, failure: failureOfThrown(error, CHECK_PARAMETERS) };
			}
		},
		() => isStopped || (context.getExecutionCancelSignal()?.aborted ?? false),
	);
	return results.map((result, item) => result ?? { item, skipped: true });
}

function toOutput(
	context: IExecuteFunctions,
	result: ItemResult,
	calls: boolean,
): INodeExecutionData[] {
	const pairedItem = { item: result.item };
	if ('json' in result) return [{ json: result.json, pairedItem }];
	if ('outputs' in result) return result.outputs.map((output) => ({ ...output, pairedItem }));
	if ('skipped' in result) return [];

	const { json: input = {}, binary } = context.getInputData()[result.item] ?? {};
	const isErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const json = failedItem(result.failure, {
		item: result.item,
		input,
		calls,
		place: isTool(context) ? 'tool' : isErrorOutput ? 'error output' : 'output',
	});
	return [{ json, pairedItem, ...(binary ? { binary } : {}) }];
}
