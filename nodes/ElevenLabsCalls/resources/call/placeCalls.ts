import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { DialOutcome, Ledger } from '../../../shared/calling/dialing/ledger';
import { calledBy, ledgerOf } from '../../../shared/calling/dialing/ledger';
import type { DialedNumbers } from '../../../shared/calling/dialing/dialedNumbers';
import type { Clock } from '../../../shared/clock';
import type { Failure } from '../../../shared/failure';
import { joined } from '../../../shared/failure';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { withNumber } from '../../conversationOutput';
import { executionClock } from '../../executionClock';
import type { Result } from '../../../shared/result';
import type { ItemResult } from '../../itemResult';
import { CALLS_AGAIN, failuresOf } from '../../nodeErrors';
import { runsWithinAgent, stopsOnFailure } from '../../toolUse';
import { runCalls } from './callRun';
import { callWait } from './callWait';
import type { Channel, ChannelDialing } from './channel';
import { executionNumbers } from './executionNumbers';
import { progressMessages } from './progressMessages';
import type { ReadyCall } from './readyCalls';
import { prepareCalls } from './readyCalls';
import { runSummary } from './runSummary';
import { keepPlacedIds } from './stoppedRun';

/** How the router runs an operation that places one call for each item. */
export function callsThrough<Sender>(channel: Channel<Sender>) {
	return {
		async ofRun(this: IExecuteFunctions, client: ElevenLabsClient) {
			return await placeCalls(this, client, channel);
		},
		knownResults: (context: IExecuteFunctions) => resultsOfEarlierTry(context, channel.dialing),
		runAgainWarning: CALLS_AGAIN,
	};
}

/**
 * Places one call for each item. Every item is read and checked before anyone is called. If the node
 * stops on failure, one bad item means that nobody is called.
 */
async function placeCalls<Sender>(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	channel: Channel<Sender>,
): Promise<ItemResult[]> {
	const stops = stopsOnFailure(context);
	const clock = executionClock(context);
	const ledger = beginTry(context);
	const wait = callWait(context, client, clock, ledger);
	const prepared = await prepareCalls(context, client, clock, channel);
	if (wait !== undefined) {
		ledger.onChange = progressMessages(context, clock, ledger, prepared.length);
	}
	const ready = prepared.flatMap((call) => (call.ok ? [call.value] : []));
	const hasFailed = () => ready.length < prepared.length || ledger.hasFailure();

	if (!stops || !hasFailed()) {
		const followed = channel.dialing.beginsLaterNote === undefined ? wait : undefined;
		await dialAll(context, ready, ledger, async (dialed) => {
			await runCalls(context, client, clock, channel.dialing, ready, ledger, dialed, followed);
		});
	}
	if (stops && hasFailed() && !clock.isCancelled()) {
		// An error does not say how calls ended.
		wait?.end();
	} else if (wait !== undefined) {
		// Follows what the dial run did not: calls of an earlier try, those that may begin later, and
		// those of a canceled run, which end at once.
		await Promise.all(ready.map(async (call) => await wait.follow(call)));
	}
	if (clock.isCancelled()) keepPlacedIds(context, ledger);
	const summary = runSummary(ledger, prepared);
	if (summary !== undefined) context.addExecutionHints({ ...summary, location: 'outputPane' });

	return runResults(prepared, clock, (item) => {
		const outcome = ledger.of(item);
		return outcome && itemResultOf(item, outcome, channel.dialing);
	});
}

/**
 * Makes the results of a run.
 * @param prepared what came of reading each item
 * @param resultOf the result of an item that has an outcome
 */
export function runResults(
	prepared: Array<Result<unknown>>,
	clock: Clock,
	resultOf: (item: number) => ItemResult | undefined,
): ItemResult[] {
	return prepared.map((call, item) => {
		// A call from an earlier try keeps its outcome, even if its item can't be read now.
		const result = resultOf(item);
		if (result !== undefined) return result;
		if (!call.ok) return { item, failures: call.failures };
		return clock.isCancelled() ? { item, failures: [CANCELLED] } : { item, neverBegun: true };
	});
}

/**
 * Results of an earlier try of this run, for when a later one can't even begin.
 * @returns results of the items that were called, or may have been
 */
export function resultsOfEarlierTry(
	context: IExecuteFunctions,
	dialing: Pick<ChannelDialing, 'beginsLaterNote'> = {},
): ItemResult[] {
	return beginTry(context)
		.entries()
		.map(([item, outcome]) => itemResultOf(item, outcome, dialing));
}

/** Why an item has no outcome if the execution was canceled before its turn. */
export const CANCELLED: Failure = {
	message: 'Not called: the execution was canceled',
	advice: 'Run the workflow again for this item.',
};

/** The ledger of this run, which n8n tries again with all items if it is set to retry. */
export function beginTry(context: IExecuteFunctions): Ledger<IDataObject> {
	// As the tool of an AI agent, the node shares its data with every other use of it. Only what the
	// agent asks for is its own.
	const [asked] = context.getInputData();
	const ledger = ledgerOf<IDataObject>(
		runsWithinAgent(context) && asked !== undefined ? asked.json : context.getExecuteData(),
	);
	ledger.begin();
	return ledger;
}

/** Dials. If that breaks off, anyone who may have been called still has an outcome. */
export async function dialAll(
	context: IExecuteFunctions,
	calls: Array<Pick<ReadyCall, 'item' | 'number' | 'keepsInput'>>,
	ledger: Ledger<IDataObject>,
	dial: (dialed: DialedNumbers) => Promise<void>,
): Promise<void> {
	const dialed = executionNumbers(context);
	try {
		await dial(dialed);
	} catch (error) {
		// No such error is known.
		const failure = joined(failuresOf(error));
		for (const call of calls) {
			if (ledger.of(call.item) !== undefined) continue;
			ledger.record(call.item, { kind: 'uncertain', failure, attempts: 0, ...calledBy(call) });
			dialed.uncertain(call.number);
		}
	} finally {
		dialed.endAll();
	}
}

/** The result of an item, by the outcome of its call. */
export function itemResultOf(
	item: number,
	outcome: DialOutcome<IDataObject>,
	{ beginsLaterNote: note }: Pick<ChannelDialing, 'beginsLaterNote'> = {},
): ItemResult {
	const { toNumber, keepsInput } = outcome;
	const wantsInput = keepsInput && { keepsInput };
	switch (outcome.kind) {
		case 'placed': {
			const { answer, isFollowed, ended, hasKey } = outcome;
			const mayBegin = note !== undefined && (ended?.outcome ?? 'unknown') === 'unknown';
			const shown = isFollowed ? answer : withNumber(answer, toNumber);
			const json = mayBegin ? { ...shown, note } : shown;
			return { item, json, ...(hasKey && { hasKey }), ...wantsInput };
		}
		case 'skipped':
			return { item, json: withNumber(outcome.answer, toNumber), isSkipped: true, ...wantsInput };
		case 'failed':
			return { item, failures: [outcome.failure], toNumber };
		case 'uncertain':
			return { item, failures: [outcome.failure], mayHaveBeenPlaced: true, toNumber };
	}
}
