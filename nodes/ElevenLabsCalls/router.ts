import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import { elevenLabsClient } from '../shared/elevenlabs/client';
import type { ItemResult } from './itemResult';
import { failureAdvice, failureText } from './itemResult';
import { failureOfThrown, stoppingError } from './nodeErrors';
import { outboundCall } from './resources/call';

/** Works on all items of a run; what goes wrong with an item is in that item's result. */
export type Operation = (
	this: IExecuteFunctions,
	client: ElevenLabsClient,
) => Promise<ItemResult[]>;

const operations: Record<string, Record<string, Operation>> = {
	call: { outboundCall: outboundCall.execute },
};

/**
 * Runs the chosen operation and answers every item, or throws where the node is set to stop.
 * @throws NodeApiError, NodeOperationError
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const results = await run.call(this);
	const failed = results.some((result) => 'failure' in result);
	const cancelled = this.getExecutionCancelSignal()?.aborted ?? false;
	if (failed && !this.continueOnFail() && !cancelled) throw stoppingError(this.getNode(), results);
	return [results.flatMap((result) => toOutput.call(this, result))];
}

async function run(this: IExecuteFunctions): Promise<ItemResult[]> {
	const items = this.getInputData();
	if (items.length === 0) return [];
	try {
		const resource = this.getNodeParameter('resource', 0);
		const operation = this.getNodeParameter('operation', 0);
		const execute = operations[resource]?.[operation];
		if (execute === undefined) throw new TypeError(`There is no operation '${operation}'`);
		return await execute.call(this, await elevenLabsClient(this));
	} catch (error) {
		// Nothing could be done for any item, e.g. without a credential.
		const failure = failureOfThrown(error);
		return items.map((_, item) => ({ item, failure }));
	}
}

function toOutput(this: IExecuteFunctions, result: ItemResult): INodeExecutionData[] {
	const pairedItem = { item: result.item };
	if ('json' in result) return [{ json: result.json, pairedItem }];
	if ('skipped' in result) return [];

	// The input is kept beside the reason. With an error output n8n does that itself, and sends an
	// item there only if it has no other keys than these; `error` on the item would lose the input.
	const { json: input = {}, binary } = this.getInputData()[result.item] ?? {};
	const { failure } = result;
	const details = {
		description: failureAdvice(failure),
		...(failure.parameter === undefined ? {} : { parameter: failure.parameter }),
		...(failure.status === undefined ? {} : { http_status: failure.status }),
		...(failure.requestId === undefined ? {} : { request_id: failure.requestId }),
		call_may_have_been_placed: failure.mayHaveBeenPlaced,
	};
	const reason = {
		error: failureText(failure, result.item),
		// A column of that name is the user's, and stays.
		...('details' in input ? {} : { details }),
	};
	const kept = this.getNode().onError === 'continueErrorOutput' ? {} : input;
	return [{ json: { ...kept, ...reason }, pairedItem, ...(binary ? { binary } : {}) }];
}
