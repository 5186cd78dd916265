import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Batch, BatchRow } from '../../../shared/calling/batching/batchPlan';
import { splitRequest } from '../../../shared/calling/batching/batchRequest';
import { runBatches } from '../../../shared/calling/batching/batchRun';
import type { PhoneCallRequest } from '../../../shared/calling/recipient/callRequest';
import { MAX_RECIPIENTS } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { PATHS } from '../../../shared/elevenlabs/paths';
import { joined } from '../../../shared/failure';
import { executionClock } from '../../executionClock';
import type { ItemResult } from '../../itemResult';
import { callIdOf, itemRanges } from '../../itemResult';
import { failuresOf } from '../../nodeErrors';
import { agentId } from '../../parameters/agentId';
import { dynamicVariables, variablesFitAgent } from '../../parameters/dynamicVariables';
import { overrides } from '../../parameters/overrides';
import { phoneNumberId } from '../../parameters/phoneNumberId';
import { strictestLimits } from '../../parameters/runLimits';
import { telephony } from '../../parameters/telephony';
import { toNumber } from '../../parameters/toNumber';
import { stopsOnFailure } from '../../toolUse';
import { callClaims } from '../call/callClaims';
import { callContacts } from '../call/callContacts';
import { beginTry, dialAll, runResults } from '../call/placeCalls';
import type { ReadyCall } from '../call/readyCalls';
import { prepareCalls } from '../call/readyCalls';
import { keepPlacedIds } from '../call/stoppedRun';
import type { BatchSender } from './batchChannel';
import { batchChannel } from './batchChannel';
import { followBatches } from './batchEnds';
import {
	batchOptions,
	batchWaitFields,
	callName,
	output,
	readOutput,
	scheduledTime,
} from './batchFields';
import { readRecipients } from './batchRecipients';
import { batchResults } from './batchResults';
import { abandonedBatch, findBatches, submitOnce } from './batchSubmit';
import { batchSummary } from './batchSummary';
import { readBatchWaitMs } from './batchWait';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['batchCall'], operation: ['create'] } },
	[
		variablesFitAgent,
		callName,
		agentId,
		phoneNumberId,
		toNumber,
		scheduledTime,
		...dynamicVariables,
		overrides,
		telephony,
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
	const prepared = await prepareCalls(this, client, clock, channel, (context, item) => ({
		maxWaitMs: readBatchWaitMs(context, item),
	}));
	const ready = prepared.flatMap((call) => (call.ok ? [call.value] : []));
	const rows = ready.map((call) => batchRow(call, `${client.baseUrl}${PATHS.submitBatchCall}`));
	const hasFailed = () => ready.length < prepared.length || ledger.hasFailure();
	const isPerRecipient = readOutput(this) === 'recipients';
	if (!stops || !hasFailed()) {
		const { keepTryingMs } = strictestLimits(ready.map(({ limits }) => limits));
		await dialAll(this, rows, ledger, async (dialed) => {
			await runBatches(rows, {
				submit: async (batch) => await submitOnce(client, batch, clock),
				find: async (uncertain) => await findBatches(client, clock, ledger, uncertain),
				onCreated: (batch, answer) => logBatch(this, batch, answer, clock.isCancelled()),
				failureOf: (error) => joined(failuresOf(error)),
				abandoned: abandonedBatch,
				ledger,
				dialed,
				claims: callClaims(this),
				contacts: callContacts(this, client, clock),
				clock,
				lookForStop: clock.lookForStop,
				maxRecipients: MAX_RECIPIENTS,
				keepTryingMs,
				stops,
			});
		});
	}
	// An error has no output.
	const hasOutputs = !stops || !hasFailed();
	if (hasOutputs) await followBatches(client, clock, ledger, ready);
	if (clock.isCancelled()) keepPlacedIds(this, ledger);
	const summary = batchSummary(ledger, prepared);
	if (summary !== undefined) this.addExecutionHints({ ...summary, location: 'outputPane' });

	const recipients =
		isPerRecipient && hasOutputs ? await readRecipients(client, ledger, rows) : undefined;
	const results = batchResults(ledger, recipients);
	return runResults(prepared, clock, (item) => results.get(item));
}

/**
 * Results of an earlier try of this run, for when a later one can't even begin.
 * @returns results of the items whose batches were created, or may have been
 */
export function knownResults(context: IExecuteFunctions): ItemResult[] {
	return [...batchResults(beginTry(context)).values()];
}

/**
 * Writes the ID of a batch to n8n's log at once. The output is lost if the process is killed, and was
 * stored without the batch if the execution was stopped before ElevenLabs answered.
 */
function logBatch(
	context: IExecuteFunctions,
	{ settings, rows }: Batch,
	answer: IDataObject,
	isLate: boolean,
): void {
	const { logger } = context;
	const items = itemRanges(rows.map(({ item }) => item));
	const batch = `The batch '${settings.call_name}' (items ${items}) was created`;
	const id = callIdOf(answer) ?? 'no ID';
	if (isLate) logger.warn(`${batch}; ElevenLabs responded after the execution was stopped: ${id}`);
	else logger.info(`${batch}: ${id}`, { executionId: context.getExecutionId() });
}

/** A row as a batch has it. A dry run is one of the whole batch. */
function batchRow(
	{
		item,
		number,
		userId,
		keepsInput,
		request,
		sender,
		guards,
	}: ReadyCall<BatchSender, PhoneCallRequest>,
	url: string,
): BatchRow {
	const { settings, recipient } = splitRequest(request, sender.batch);
	return {
		item,
		number,
		userId,
		url,
		request: recipient,
		settings,
		keepsInput,
		isDryRun: guards.dryRun,
		guards: { ...guards, dryRun: false },
	};
}
