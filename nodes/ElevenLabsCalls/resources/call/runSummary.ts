import type { IDataObject } from 'n8n-workflow';
import type { DialOutcome } from '../../../shared/calling/dialRun';
import type { HeldBackReason } from './callGuards';

/** What the output panel says after a run in which not everything went its plain way. */
export interface RunSummary {
	message: string;
	type: 'info' | 'warning';
}

const HELD_BACK: Record<HeldBackReason, string> = {
	dry_run: 'not called, as this is a dry run',
	duplicate: 'not called again',
	number_not_allowed: 'not called, as the number is not allowed',
	outside_calling_hours: 'not called outside of the calling hours',
};

/**
 * Counts what a user would want to know of a run.
 * @returns undefined where every call was placed, or failed, at the first attempt
 */
export function runSummary(outcomes: Array<DialOutcome<IDataObject>>): RunSummary | undefined {
	const count = (holds: (outcome: DialOutcome<IDataObject>) => boolean) =>
		outcomes.filter(holds).length;
	const uncertain = count(({ kind }) => kind === 'uncertain');
	const parts: Array<[number, string]> = [
		...Object.entries(HELD_BACK).map(([reason, text]): [number, string] => [
			count((outcome) => outcome.kind === 'held back' && outcome.answer.reason === reason),
			text,
		]),
		[
			count((outcome) => 'attempts' in outcome && outcome.attempts > 1),
			'tried more than once, as ElevenLabs did not take them at first',
		],
		[
			count((outcome) => outcome.kind === 'placed' && outcome.foundAgain === true),
			'found among the conversations, as the answer was lost',
		],
		[uncertain, 'may have been placed: look for them in ElevenLabs before calling again'],
	];
	const said = parts.filter(([number]) => number > 0);
	if (said.length === 0) return undefined;
	const placed = count(({ kind }) => kind === 'placed');
	return {
		message: [
			`Placed: ${placed} of ${outcomes.length}.`,
			...said.map(([n, text]) => `${n} ${text}.`),
		].join(' '),
		type: uncertain > 0 ? 'warning' : 'info',
	};
}
