import type { IDataObject } from 'n8n-workflow';
import type { DialOutcome, Ledger } from '../../../shared/calling/dialing/ledger';
import { SKIP_SUMMARIES } from '../../../shared/calling/guards';
import type { Result } from '../../../shared/result';
import type { ReadyCall } from './readyCalls';

/** The hint in the output panel after a run. */
export interface RunSummary {
	message: string;
	type: 'info' | 'warning';
}

/** How the summary of a run words what it counts. */
export interface SummaryWords {
	/** How many calls were placed, of all items. */
	placed: (placed: number, all: number) => string;
	/** Continues "3 …", for calls whose answer was lost. */
	found: string;
	/** The same for calls that were not found. */
	uncertain: string;
	/** Whole sentences that the summary ends with. */
	remarks: string[];
	/** Whether there is a summary even if nothing special happened. */
	always: boolean;
}

const CALL_WORDS: SummaryWords = {
	placed: (placed, all) => `Placed: ${placed} of ${all}.`,
	found: 'found among the conversations after the response was lost',
	uncertain: 'may have been placed: look for them in ElevenLabs before calling again',
	remarks: [],
	always: false,
};

/**
 * Counts what a user should know about a run.
 * @param prepared what came of reading each item: its call, with the settings left out of it
 * @returns undefined if every call was placed, or failed, at the first attempt and with all settings
 */
export function runSummary(
	ledger: Ledger<IDataObject>,
	prepared: Array<Result<Pick<ReadyCall, 'item' | 'notices'>>>,
	words = CALL_WORDS,
): RunSummary | undefined {
	const outcomes = ledger.entries().map(([, outcome]) => outcome);
	const count = (holds: (outcome: DialOutcome<IDataObject>) => boolean) =>
		outcomes.filter(holds).length;
	const uncertain = count(({ kind }) => kind === 'uncertain');
	const calls = prepared.flatMap((call) => (call.ok ? [call.value] : []));
	// A call from an earlier try keeps its outcome, even if its item can't be read now.
	const rejected = prepared.filter(({ ok }, item) => !ok && ledger.of(item) === undefined).length;
	const parts: Array<[number, string]> = [
		...Object.entries(SKIP_SUMMARIES).map(([reason, text]): [number, string] => [
			count((outcome) => outcome.kind === 'skipped' && outcome.answer.reason === reason),
			text,
		]),
		...noticeParts(ledger, calls),
		[
			count((outcome) => 'attempts' in outcome && outcome.attempts > 1),
			'retried because ElevenLabs did not accept them at first',
		],
		[count((outcome) => outcome.kind === 'placed' && outcome.foundAgain === true), words.found],
		[uncertain, words.uncertain],
	];
	const shown = parts.filter(([number]) => number > 0);
	if (!words.always && shown.length + words.remarks.length === 0) return undefined;
	const placed = count(({ kind }) => kind === 'placed');
	const failed = count(({ kind }) => kind === 'failed') + rejected;
	return {
		message: [
			words.placed(placed, outcomes.length + rejected),
			...(failed > 0 ? [`${failed} failed.`] : []),
			...shown.map(([n, text]) => `${n} ${text}.`),
			...words.remarks,
		].join(' '),
		type: uncertain > 0 ? 'warning' : 'info',
	};
}

/** Each notice once, with how many calls were placed without its setting, or would be. */
function noticeParts(
	ledger: Ledger<IDataObject>,
	calls: Array<Pick<ReadyCall, 'item' | 'notices'>>,
): Array<[number, string]> {
	const counts = new Map<string, number>();
	for (const { item, notices } of calls) {
		const done = placedOrShown(ledger.of(item));
		if (done === undefined) continue;
		for (const { setting, why } of notices) {
			const text = `${done} without '${setting}', ${why}`;
			counts.set(text, (counts.get(text) ?? 0) + 1);
		}
	}
	return [...counts].map(([text, number]) => [number, text]);
}

function placedOrShown(outcome: DialOutcome<IDataObject> | undefined): string | undefined {
	if (outcome?.kind === 'placed') return 'placed';
	return outcome?.kind === 'skipped' && outcome.answer.reason === 'dry_run'
		? 'would be placed'
		: undefined;
}
