import type { IDataObject } from 'n8n-workflow';
import { runSummary } from '../../../nodes/ElevenLabsCalls/resources/call/runSummary';
import type { DialOutcome } from '../../../nodes/shared/calling/dialing/ledger';
import { Ledger } from '../../../nodes/shared/calling/dialing/ledger';
import { valid } from '../../../nodes/shared/result';
import type { Notice } from '../../../nodes/shared/calling/recipient/notice';

type Outcome = DialOutcome<IDataObject>;

const failure = { message: 'm', advice: 'a' };
const placed = (attempts = 1): Outcome => ({ kind: 'placed', answer: {}, dialedAt: 0, attempts });
const failed = (attempts = 1): Outcome => ({ kind: 'failed', failure, attempts });
const uncertain: Outcome = { kind: 'uncertain', failure, attempts: 1 };
const foundAgain: Outcome = {
	kind: 'placed',
	answer: {},
	dialedAt: 0,
	attempts: 1,
	foundAgain: true,
};
const held = (reason: string): Outcome => ({ kind: 'skipped', answer: { reason } });

const ledgerOfThese = (outcomes: Outcome[]) => {
	const ledger = new Ledger<IDataObject>();
	for (const [item, outcome] of outcomes.entries()) ledger.record(item, outcome);
	return ledger;
};

/** The summary of calls that have these outcomes, and go without these settings. */
const summaryOf = (outcomes: Outcome[], notices: Notice[][] = []) =>
	runSummary(
		ledgerOfThese(outcomes),
		outcomes.map((_, item) => valid({ item, notices: notices[item] ?? [] })),
	);

const keywords: Notice = { setting: 'asr.keywords', why: "which the agent doesn't allow" };
const record: Notice = { setting: 'Record in Twilio', why: 'which needs a Twilio number' };

describe('the summary of a run', () => {
	it.each([[[]], [[placed()]], [[placed(), failed(), failed(0)]]])(
		'is empty if nothing special happened: %j',
		(outcomes) => {
			expect(summaryOf(outcomes)).toBeUndefined();
		},
	);

	it.each([
		[[held('dry_run')], 'Placed: 0 of 1. 1 skipped (dry run).'],
		[
			[placed(), held('duplicate')],
			'Placed: 1 of 2. 1 skipped (same number or deduplication key).',
		],
		[
			[held('number_not_allowed'), held('number_not_allowed')],
			'Placed: 0 of 2. 2 skipped (number not allowed).',
		],
		[[held('number_blocked')], 'Placed: 0 of 1. 1 skipped (number blocked).'],
		[
			[held('may_have_been_placed'), held('already_called')],
			'Placed: 0 of 2. 1 skipped (already called in this execution). 1 skipped (an earlier call may have been placed).',
		],
		[[held('contact_limit')], 'Placed: 0 of 1. 1 skipped (contact limit).'],
		[[held('outside_calling_hours')], 'Placed: 0 of 1. 1 skipped (outside calling hours).'],
		[[placed(2), failed(10), placed()], 'Placed: 2 of 3. 1 failed. 2 retried '],
		[[foundAgain], 'Placed: 1 of 1. 1 found '],
	])('counts %j', (outcomes, message) => {
		expect(summaryOf(outcomes)).toStrictEqual({
			message: expect.stringContaining(message) as unknown,
			type: 'info',
		});
	});

	it('warns of calls that may have been placed, after everything else', () => {
		expect(
			summaryOf([placed(), held('duplicate'), uncertain, placed(3)], [[keywords]]),
		).toStrictEqual({
			message: expect.stringMatching(
				/2 of 4\. 1 skipped .* 1 placed without 'asr\.keywords'.* 1 retried .* 1 may have been placed: look for them in ElevenLabs/,
			) as unknown,
			type: 'warning',
		});
	});

	it('counts the calls placed without each setting', () => {
		expect(
			summaryOf([placed(), placed(), placed()], [[keywords], [record], [keywords, record]]),
		).toStrictEqual({
			message:
				"Placed: 3 of 3. 2 placed without 'asr.keywords', which the agent doesn't allow. 2 placed without 'Record in Twilio', which needs a Twilio number.",
			type: 'info',
		});
	});

	it("says which settings a dry run's calls would be placed without", () => {
		expect(summaryOf([held('dry_run')], [[record]])?.message).toBe(
			"Placed: 0 of 1. 1 skipped (dry run). 1 would be placed without 'Record in Twilio', which needs a Twilio number.",
		);
	});

	it.each([[failed()], [uncertain], [held('duplicate')]])(
		'does not mention settings of a call that was not placed: %j',
		(outcome) => {
			expect(summaryOf([outcome], [[record]])?.message ?? '').not.toContain('without');
		},
	);

	it('counts items that failed before anyone was called, if there is more to say', () => {
		const bad = { ok: false as const, failures: [failure] };
		const good = valid({ item: 0, notices: [] });
		expect(runSummary(ledgerOfThese([held('number_blocked')]), [good, bad])?.message).toBe(
			'Placed: 0 of 2. 1 failed. 1 skipped (number blocked).',
		);
		expect(runSummary(ledgerOfThese([placed()]), [good, bad])).toBeUndefined();
		expect(runSummary(ledgerOfThese([placed(2)]), [bad])?.message).toMatch(
			/^Placed: 1 of 1\. 1 retried /,
		);
	});

	it('does not mention settings of a call that was never tried', () => {
		expect(runSummary(new Ledger(), [valid({ item: 0, notices: [record] })])).toBeUndefined();
	});
});
