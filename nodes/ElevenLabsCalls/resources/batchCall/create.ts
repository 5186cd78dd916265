import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { BatchRow } from '../../../shared/calling/batching/batchPlan';
import { splitRequest } from '../../../shared/calling/batching/batchRequest';
import { runBatches } from '../../../shared/calling/batching/batchRun';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { PhoneCallRequest } from '../../../shared/calling/recipient/callRequest';
import { MAX_RECIPIENTS } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { PATHS } from '../../../shared/elevenlabs/paths';
import { joined } from '../../../shared/failure';
import type { ExecutionClock } from '../../executionClock';
import { executionClock } from '../../executionClock';
import type { ItemResult } from '../../itemResult';
import { callIdOf, itemRanges } from '../../itemResult';
import { failuresOf } from '../../nodeErrors';
import { agentId } from '../../parameters/agentId';
import { dynamicVariables } from '../../parameters/dynamicVariables';
import { overrides } from '../../parameters/overrides';
import { phoneNumberId } from '../../parameters/phoneNumberId';
import { strictestLimits } from '../../parameters/runLimits';
import { telephony } from '../../parameters/telephony';
import { toNumber } from '../../parameters/toNumber';
import { stopsOnFailure } from '../../toolUse';
import { callClaims } from '../call/callClaims';
import { executionNumbers } from '../call/executionNumbers';
import { beginTry, CANCELLED } from '../call/placeCalls';
import type { ReadyCall } from '../call/readyCalls';
import { prepareCalls } from '../call/readyCalls';
import { keepPlacedIds } from '../call/stoppedRun';
import type { BatchSender } from './batchChannel';
import { batchChannel } from './batchChannel';
import { batchOptions, batchWaitFields, callName, output, scheduledTime } from './batchFields';
import { batchResults } from './batchResults';
import { abandonedBatch, findBatches, submitOnce } from './batchSubmit';
import { batchSummary } from './batchSummary';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['create'] } },
	[
		agentId,
		phoneNumberId,
		callName,
		toNumber,
		...dynamicVariables,
		overrides,
		telephony,
		scheduledTime,
		...batchWaitFields,
		output,
		batchOptions,
	],
);

/**
 * Creates batches of all items. Every item is read and checked before anything is created. If the node
 * stops on failure, one bad item means that nothing is created.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(this);
	const clock = executionClock(this);
	const ledger = beginTry(this);
	const channel = batchChannel(clock.now());
	const prepared = await prepareCalls(this, client, clock, channel, () => ({}));
	const ready = prepared.flatMap((call) => (call.ok ? [call.value] : []));
	const hasFailed = ready.length < prepared.length || ledger.hasFailure();
	if (!stops || !hasFailed) await submitAll(this, client, clock, ready, ledger);
	if (clock.isCancelled()) keepPlacedIds(this, ledger);
	const summary = batchSummary(ledger, ready);
	if (summary !== undefined) this.addExecutionHints({ ...summary, location: 'outputPane' });

	const results = batchResults(ledger);
	return prepared.map((call, item) => {
		const result = results.get(item);
		if (result !== undefined) return result;
		if (!call.ok) return { item, failures: call.failures };
		return clock.isCancelled() ? { item, failures: [CANCELLED] } : { item, neverBegun: true };
	});
}

/**
 * Results of an earlier try of this run, for when a later one can't even begin.
 * @returns results of the items whose batches were created, or may have been
 */
export function knownResults(context: IExecuteFunctions): ItemResult[] {
	return [...batchResults(beginTry(context)).values()];
}

/** A call that is ready to become part of a batch. */
type ReadyRow = ReadyCall<BatchSender, PhoneCallRequest>;

/** Submits batches. If that breaks off, anyone who may be called still has an outcome. */
async function submitAll(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: ExecutionClock,
	ready: ReadyRow[],
	ledger: Ledger<IDataObject>,
): Promise<void> {
	const dialed = executionNumbers(context);
	const url = `${client.baseUrl}${PATHS.submitBatchCall}`;
	try {
		await runBatches(
			ready.map((call) => batchRow(call, url)),
			{
				submit: async (batch) => await submitOnce(client, batch, clock),
				find: async (uncertain) => await findBatches(client, clock, ledger, uncertain),
				onCreated: ({ settings, rows }, answer) => {
					// The output is lost if the process is killed.
					const items = itemRanges(rows.map(({ item }) => item));
					const text = `The batch '${settings.call_name}' (items ${items}) was created: ${callIdOf(answer)}`;
					if (clock.isCancelled()) context.logger.warn(`${text}, after the execution was stopped`);
					else context.logger.info(text, { executionId: context.getExecutionId() });
				},
				failureOf: (error) => joined(failuresOf(error)),
				abandoned: abandonedBatch,
				ledger,
				dialed,
				claims: callClaims(context),
				clock,
				beforeSubmit: clock.lookForStop,
				url,
				maxRecipients: MAX_RECIPIENTS,
				keepTryingMs: strictestLimits(ready.map(({ limits }) => limits)).keepTryingMs,
				stops: stopsOnFailure(context),
			},
		);
	} catch (error) {
		// No such error is known.
		const failure = joined(failuresOf(error));
		for (const { item, number } of ready) {
			if (ledger.of(item) !== undefined) continue;
			ledger.record(item, { kind: 'uncertain', failure, attempts: 0 });
			dialed.uncertain(number);
		}
	} finally {
		dialed.endAll();
	}
}

function batchRow({ request, sender, ...call }: ReadyRow, url: string): BatchRow {
	const { settings, recipient } = splitRequest(request, sender.batch);
	const { item, number, userId, guards } = call;
	return {
		item,
		number,
		userId,
		url,
		request: recipient,
		settings,
		isDryRun: guards.dryRun,
		guards: { ...guards, dryRun: false },
	};
}
