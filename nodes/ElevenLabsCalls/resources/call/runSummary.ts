import type { IDataObject } from 'n8n-workflow';
import type { DialOutcome } from '../../../shared/calling/dialing/dialRun';
import { SKIP_SUMMARIES } from '../../../shared/calling/guards';
import type { ReadyCall } from './readyCalls';

/** What the output panel says after a run in which not everything went its plain way. */
export interface RunSummary {
	message: string;
	type: 'info' | 'warning';
}

type Outcome = DialOutcome<IDataObject>;

/**
 * Counts what a user would want to know of a run.
 * @param outcomes by item
 * @param calls those that were ready to be placed, with the settings they go without
 * @returns undefined where every call was placed, or failed, at the first attempt and as it was set up
 */
export function runSummary(
	outcomes: ReadonlyMap<number, Outcome>,
	calls: Array<Pick<ReadyCall, 'item' | 'notices'>>,
): RunSummary | undefined {
	const count = (holds: (outcome: Outcome) => boolean) =>
		[...outcomes.values()].filter(holds).length;
	const uncertain = count(({ kind }) => kind === 'uncertain');
	const parts: Array<[number, string]> = [
		...Object.entries(SKIP_SUMMARIES).map(([reason, text]): [number, string] => [
			count((outcome) => outcome.kind === 'skipped' && outcome.answer.reason === reason),
			text,
		]),
		...noticeParts(outcomes, calls),
		[
			count((outcome) => 'attempts' in outcome && outcome.attempts > 1),
			'retried because ElevenLabs did not accept them at first',
		],
		[
			count((outcome) => outcome.kind === 'placed' && outcome.foundAgain === true),
			'found among the conversations after the answer was lost',
		],
		[uncertain, 'may have been placed: look for them in ElevenLabs before calling again'],
	];
	const said = parts.filter(([number]) => number > 0);
	if (said.length === 0) return undefined;
	const placed = count(({ kind }) => kind === 'placed');
	return {
		message: [
			`Placed: ${placed} of ${outcomes.size}.`,
			...said.map(([n, text]) => `${n} ${text}.`),
		].join(' '),
		type: uncertain > 0 ? 'warning' : 'info',
	};
}

/** Each notice once, with how many calls were placed without its setting, or would be. */
function noticeParts(
	outcomes: ReadonlyMap<number, Outcome>,
	calls: Array<Pick<ReadyCall, 'item' | 'notices'>>,
): Array<[number, string]> {
	const counts = new Map<string, number>();
	for (const { item, notices } of calls) {
		const done = placedOrShown(outcomes.get(item));
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
