import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { DialOutcome } from '../../../shared/calling/dialing/dialRun';
import type { Clock } from '../../../shared/clock';
import { ledgerOf } from '../../../shared/calling/dialing/ledger';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { executionClock } from '../../executionClock';
import { agentId } from '../../parameters/agentId';
import { dynamicVariables } from '../../parameters/dynamicVariables';
import { options } from '../../parameters/options';
import { overrides } from '../../parameters/overrides';
import { phoneNumberId } from '../../parameters/phoneNumberId';
import { telephony } from '../../parameters/telephony';
import { toNumber } from '../../parameters/toNumber';
import { waitFields } from '../../parameters/waitForCompletion';
import type { ItemResult } from '../../itemResult';
import { failureOfThrown } from '../../nodeErrors';
import { stopsOnFailure } from '../../toolUse';
import type { Outcomes } from './callRun';
import { runCalls } from './callRun';
import type { CallWait } from './callWait';
import { callWait } from './callWait';
import { earlierCalls } from './executionCalls';
import type { Outcome as Prepared, ReadyCall } from './readyCalls';
import { prepareCalls } from './readyCalls';
import { runSummary } from './runSummary';
import { keepPlacedIds } from './stoppedRun';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['call'], operation: ['outboundCall'] } },
	[
		agentId,
		phoneNumberId,
		toNumber,
		...dynamicVariables,
		overrides,
		telephony,
		...waitFields,
		options,
	],
);

/**
 * Places one call for each item. Every item is read and checked before anyone is called; where the
 * node stops at the first failure, one bad item means that nobody is.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(this);
	const clock = executionClock(this);
	const wait = callWait(this, client, clock);
	const ledger = ledgerOfRun(this);
	const prepared = await prepareCalls(this, client, clock);
	const ready = prepared.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
	const somethingFailed =
		ready.length < prepared.length || [...ledger.values()].some(({ kind }) => kind === 'uncertain');
	const callable = stops && somethingFailed ? [] : ready;
	const outcomes = await dialAll(this, client, clock, callable, ledger, wait);
	const hasFailed = somethingFailed || [...outcomes.values()].some(isFailure);
	// An error says nothing of ends. A stopped run gives its items all the same, and waits for nothing.
	if (stops && hasFailed && !clock.isCancelled()) wait?.end();
	else if (wait !== undefined) await addEndings(outcomes, prepared, wait);
	if (clock.isCancelled()) keepPlacedIds(this, outcomes);
	const summary = runSummary(outcomes, ready);
	if (summary !== undefined) this.addExecutionHints({ ...summary, location: 'outputPane' });

	return prepared.map((outcome, item) => {
		// What was placed before stays placed, also where the item can't be read any more.
		const known = outcomes.get(item);
		return known === undefined && 'failure' in outcome
			? { item, failure: outcome.failure }
			: resultOf(item, known, clock.isCancelled());
	});
}

/**
 * What an earlier try of this run came to, for where a later one can't even begin.
 * @returns results of the items that were called, or may have been
 */
export function knownResults(context: IExecuteFunctions): ItemResult[] {
	return [...ledgerOfRun(context)].map(([item, outcome]) => resultOf(item, outcome, false));
}

/**
 * n8n runs the node again with all items when it is set to retry: what was placed, or may have been,
 * has its outcome here and keeps it.
 */
function ledgerOfRun(context: IExecuteFunctions): Outcomes {
	// As the tool of an AI agent the node shares its data with every other use of it; what is its own
	// is what the agent asks for.
	const [asked] = context.getInputData();
	return ledgerOf(
		context.isToolExecution() && asked !== undefined ? asked.json : context.getExecuteData(),
	);
}

/** Dials, and has an outcome for whoever was called also where that breaks off. */
async function dialAll(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
	ready: ReadyCall[],
	ledger: Outcomes,
	wait: CallWait | undefined,
): Promise<Outcomes> {
	const earlier = earlierCalls(context);
	try {
		const dialed = await runCalls(context, client, clock, ready, ledger, earlier, wait);
		return new Map([...ledger, ...dialed]);
	} catch (error) {
		// None that is expected. What has an outcome until then is in the ledger.
		const failure = { ...failureOfThrown(error), mayHaveBeenPlaced: true };
		for (const { item, request } of ready) {
			if (ledger.has(item)) continue;
			ledger.set(item, { kind: 'uncertain', failure, attempts: 0 });
			earlier.uncertain(request.to_number);
		}
		return new Map(ledger);
	} finally {
		earlier.endAll();
	}
}

function isFailure({ kind }: DialOutcome<IDataObject>): boolean {
	return kind === 'failed' || kind === 'uncertain';
}

/** Waits for the ends of all calls that were placed, and puts them beside ElevenLabs' answers. */
async function addEndings(
	outcomes: Outcomes,
	prepared: Array<Prepared<ReadyCall>>,
	wait: CallWait,
): Promise<void> {
	await Promise.all(
		[...outcomes].map(async ([item, outcome]) => {
			if (outcome.kind !== 'placed') return;
			const call = prepared[item];
			if (call === undefined || !('value' in call)) return;
			const ending = await wait.endingOf(call.value, outcome.answer);
			outcomes.set(item, { ...outcome, answer: { ...outcome.answer, ...ending } });
		}),
	);
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
				message: 'Not called: the execution was canceled',
				advice: 'Run the workflow again for this item.',
				mayHaveBeenPlaced: false,
			},
		};
	}
	if (outcome.kind === 'placed') return { item, json: outcome.answer };
	if (outcome.kind === 'skipped') return { item, json: outcome.answer, isSkipped: true };
	return { item, failure: outcome.failure };
}
