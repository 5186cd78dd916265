import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { DialOutcome } from '../../../shared/calling/dialRun';
import { ledgerOf } from '../../../shared/calling/runLedger';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { executionClock } from '../../executionClock';
import { agentId } from '../../fields/agentId';
import { dynamicVariables } from '../../fields/dynamicVariables';
import { options } from '../../fields/options';
import { overrides } from '../../fields/overrides';
import { phoneNumberId } from '../../fields/phoneNumberId';
import { telephony } from '../../fields/telephony';
import { toNumber } from '../../fields/toNumber';
import type { ItemResult } from '../../itemResult';
import { runCalls } from './callRun';
import { prepareCalls } from './readyCalls';
import { runSummary } from './runSummary';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['call'], operation: ['outboundCall'] } },
	[agentId, phoneNumberId, toNumber, ...dynamicVariables, overrides, telephony, options],
);

/**
 * Places one call for each item. Every item is read and checked before anyone is called; where the
 * node stops at the first failure, one bad item means that nobody is.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = !this.continueOnFail();
	const clock = executionClock(this);
	// n8n runs the node again with all items when it is set to retry: what was placed, or may have
	// been, has its outcome here and keeps it.
	const ledger = ledgerOf<DialOutcome<IDataObject>>(this.getExecuteData());
	const prepared = await prepareCalls(this, client, clock);
	const ready = prepared.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
	const somethingFailed =
		ready.length < prepared.length || [...ledger.values()].some(({ kind }) => kind === 'uncertain');
	const outcomes = new Map([
		...ledger,
		...(await runCalls(this, client, clock, stops && somethingFailed ? [] : ready, ledger)),
	]);
	const summary = runSummary([...outcomes.values()]);
	if (summary !== undefined) this.addExecutionHints({ ...summary, location: 'outputPane' });

	return prepared.map((outcome, item) => {
		// What was placed before stays placed, also where the item can't be read any more.
		const known = outcomes.get(item);
		return known === undefined && 'failure' in outcome
			? { item, failure: outcome.failure }
			: resultOf(item, known, clock.isCancelled());
	});
}

function resultOf(
	item: number,
	outcome: DialOutcome<IDataObject> | undefined,
	isCancelled: boolean,
): ItemResult {
	if (outcome === undefined) {
		if (!isCancelled) return { item, skipped: true };
		return {
			item,
			failure: {
				message: 'Not called: the execution was cancelled',
				advice: 'Run the workflow again for this item.',
				mayHaveBeenPlaced: false,
			},
		};
	}
	if (outcome.kind === 'placed') return { item, json: outcome.answer };
	if (outcome.kind === 'held back') return { item, json: outcome.answer, heldBack: true };
	return { item, failure: outcome.failure };
}
