import type { IDataObject } from 'n8n-workflow';
import type { DialOutcome, EndedCall, Ledger } from '../../../shared/calling/dialing/ledger';
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
	/** How many calls were placed, of all items; without a period. */
	placed: (placed: number, all: number) => string;
	/** Continues "3 …", for items whose calls failed. */
	failed: string;
	/** The same for calls that were not found. */
	uncertain: string;
	/** The same for calls whose answer was lost. */
	found: string;
	/** Whole sentences that the summary ends with. */
	remarks: string[];
}

const CALL_WORDS: SummaryWords = {
	placed: (placed, all) => `${placed} of ${all} called`,
	failed: 'could not be called',
	uncertain: 'may have been called: look for them in ElevenLabs before calling again',
	found: 'found among the conversations after the response was lost',
	remarks: [],
};

const OUTCOMES: Record<string, string> = { no_answer: 'no answer', unknown: 'outcome unknown' };

/** The order in which outcomes are listed; others follow. */
const OUTCOME_ORDER = ['answered', 'voicemail', 'busy', 'no_answer', 'failed', 'unknown'];

type Outcome = DialOutcome<IDataObject>;

/**
 * Counts what became of the items of a run. Each item is in exactly one count of the first sentences:
 * placed, skipped, failed, uncertain or never tried.
 * @param prepared what came of reading each item: its call, with the settings left out of it
 * @returns undefined for a single item, if there is nothing to say that its output doesn't
 */
export function runSummary(
	ledger: Ledger<IDataObject>,
	prepared: Array<Result<Pick<ReadyCall, 'item' | 'notices'>>>,
	words = CALL_WORDS,
): RunSummary | undefined {
	const outcomes = ledger.entries().map(([, outcome]) => outcome);
	const of = (holds: (outcome: Outcome) => boolean) => outcomes.filter(holds).length;
	const uncertain = of(({ kind }) => kind === 'uncertain');
	const placed = of(({ kind }) => kind === 'placed');
	// A call from an earlier try keeps its outcome, even if its item can't be read now.
	const untold = prepared.filter((_, item) => ledger.of(item) === undefined);
	const rejected = untold.filter(({ ok }) => !ok).length;
	const ended = outcomes.flatMap((outcome) =>
		outcome.kind === 'placed' && outcome.ended !== undefined ? [outcome.ended] : [],
	);
	const skips = skipParts(outcomes);
	const calls = prepared.flatMap((call) => (call.ok ? [call.value] : []));
	const remarks: Part[] = [
		...noticeParts(ledger, calls),
		[
			of((outcome) => 'attempts' in outcome && outcome.attempts > 1),
			'retried because ElevenLabs did not accept them at first',
		],
		[of((outcome) => outcome.kind === 'placed' && outcome.foundAgain === true), words.found],
	];
	const shownRemarks = sentences(remarks);
	const isSpecial = uncertain + skips.length + shownRemarks.length + words.remarks.length > 0;
	if (prepared.length < 2 && !isSpecial) return undefined;
	return {
		message: [
			`${words.placed(placed, outcomes.length + untold.length)}${outcomeList(ended)}.`,
			...totals(ended),
			...sentences([
				...skips,
				[of(({ kind }) => kind === 'failed') + rejected, words.failed],
				[untold.length - rejected, 'not tried because the run ended first'],
				[uncertain, words.uncertain],
			]),
			...shownRemarks,
			...words.remarks,
		].join(' '),
		type: uncertain > 0 ? 'warning' : 'info',
	};
}

/** A count, and how the sentence about it goes on. */
type Part = [count: number, text: string];

function sentences(parts: Part[]): string[] {
	return parts.flatMap(([count, text]) => (count > 0 ? [`${count} ${text}.`] : []));
}

function skipParts(outcomes: Outcome[]): Part[] {
	const answers = new Map<string, IDataObject[]>();
	for (const outcome of outcomes) {
		if (outcome.kind !== 'skipped') continue;
		const reason = String(outcome.answer.reason);
		answers.set(reason, [...(answers.get(reason) ?? []), outcome.answer]);
	}
	return Object.entries(SKIP_SUMMARIES).flatMap(([reason, textOf]): Part[] => {
		const skipped = answers.get(reason);
		return skipped === undefined ? [] : [[skipped.length, `skipped (${textOf(skipped)})`]];
	});
}

/** E.g. `: 3 answered, 1 voicemail`. */
export function outcomeList(ended: EndedCall[]): string {
	const counts = new Map(OUTCOME_ORDER.map((outcome) => [outcome, 0]));
	for (const { outcome } of ended) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	const shown = [...counts].filter(([, count]) => count > 0);
	if (shown.length === 0) return '';
	return `: ${shown.map(([outcome, count]) => `${count} ${OUTCOMES[outcome] ?? outcome}`).join(', ')}`;
}

/** E.g. `3 min 20 s in calls, 1,240 credits.`, if ElevenLabs told any of it. */
function totals(ended: EndedCall[]): string[] {
	const secs = sum(ended.map(({ durationSecs }) => durationSecs));
	const cost = sum(ended.map((call) => call.cost));
	const parts = [
		...(secs === undefined ? [] : [`${durationText(secs)} in calls`]),
		...(cost === undefined
			? []
			: [`${cost.toLocaleString('en-US', { maximumFractionDigits: 2 })} credits`]),
	];
	return parts.length === 0 ? [] : [`${parts.join(', ')}.`];
}

/** Undefined if none of them is known. */
function sum(values: Array<number | undefined>): number | undefined {
	const known = values.filter((value) => value !== undefined);
	return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
}

/** E.g. `1 h 5 min`, `3 min 20 s` or `40 s`. */
function durationText(secs: number): string {
	const whole = Math.round(secs);
	const parts: Array<[number, string]> =
		whole < 3600
			? [
					[Math.floor(whole / 60), 'min'],
					[whole % 60, 's'],
				]
			: [
					[Math.floor(whole / 3600), 'h'],
					[Math.floor((whole % 3600) / 60), 'min'],
				];
	const shown = parts.filter(([count]) => count > 0);
	return shown.length === 0 ? '0 s' : shown.map((part) => part.join(' ')).join(' ');
}

/** Each notice once, with how many calls were placed without its setting, or would be. */
function noticeParts(
	ledger: Ledger<IDataObject>,
	calls: Array<Pick<ReadyCall, 'item' | 'notices'>>,
): Part[] {
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

function placedOrShown(outcome: Outcome | undefined): string | undefined {
	if (outcome?.kind === 'placed') return 'placed';
	return outcome?.kind === 'skipped' && outcome.answer.reason === 'dry_run'
		? 'would be placed'
		: undefined;
}
