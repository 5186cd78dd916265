import type { IDataObject } from 'n8n-workflow';
import { runSummary } from '../../../nodes/ElevenLabsCalls/resources/call/runSummary';
import type { DialOutcome } from '../../../nodes/shared/calling/dialRun';

type Outcome = DialOutcome<IDataObject>;

const failure = { message: 'm', advice: 'a', mayHaveBeenPlaced: false };
const placed = (attempts = 1): Outcome => ({ kind: 'placed', answer: {}, attempts });
const failed = (attempts = 1): Outcome => ({ kind: 'failed', failure, attempts });
const uncertain: Outcome = { kind: 'uncertain', failure, attempts: 1 };
const foundAgain: Outcome = { kind: 'placed', answer: {}, attempts: 1, foundAgain: true };
const held = (reason: string): Outcome => ({ kind: 'held back', answer: { reason } });

describe('the summary of a run', () => {
	it.each([[[]], [[placed()]], [[placed(), failed(), failed(0)]]])(
		'is none where everything went its plain way: %j',
		(outcomes) => {
			expect(runSummary(outcomes)).toBeUndefined();
		},
	);

	it.each([
		[[held('dry_run')], 'Placed: 0 of 1. 1 not called, as this is a dry run.'],
		[[placed(), held('duplicate')], 'Placed: 1 of 2. 1 not called again.'],
		[
			[held('number_not_allowed'), held('number_not_allowed')],
			'Placed: 0 of 2. 2 not called, as the number is not allowed.',
		],
		[[held('outside_calling_hours')], 'Placed: 0 of 1. 1 not called outside of the calling hours.'],
		[
			[placed(2), failed(10), placed()],
			'Placed: 2 of 3. 2 tried more than once, as ElevenLabs did not take them at first.',
		],
		[[foundAgain], 'Placed: 1 of 1. 1 found among the conversations, as the answer was lost.'],
	])('tells of %j', (outcomes, message) => {
		expect(runSummary(outcomes)).toStrictEqual({ message, type: 'info' });
	});

	it('warns of calls that may have been placed, after everything else', () => {
		expect(runSummary([placed(), held('duplicate'), uncertain, placed(3)])).toStrictEqual({
			message:
				'Placed: 2 of 4. 1 not called again. 1 tried more than once, as ElevenLabs did not take them at first. 1 may have been placed: look for them in ElevenLabs before calling again.',
			type: 'warning',
		});
	});
});
