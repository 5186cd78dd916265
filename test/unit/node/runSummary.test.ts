import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { runSummary } from '../../../nodes/ElevenLabsCalls/resources/call/runSummary';
import type { DialOutcome } from '../../../nodes/shared/calling/dialing/ledger';
import { SKIP_SUMMARIES } from '../../../nodes/shared/calling/guards';
import { Ledger } from '../../../nodes/shared/calling/dialing/ledger';
import { valid } from '../../../nodes/shared/result';
import type { Notice } from '../../../nodes/shared/calling/recipient/notice';

type Outcome = DialOutcome<IDataObject>;

const failure = { message: 'm', advice: 'a' };
const placed = (attempts = 1) => ({ kind: 'placed' as const, answer: {}, dialedAt: 0, attempts });
const failed = (attempts = 1): Outcome => ({ kind: 'failed', failure, attempts });
const uncertain: Outcome = { kind: 'uncertain', failure, attempts: 1 };
const foundAgain: Outcome = {
	kind: 'placed',
	answer: {},
	dialedAt: 0,
	attempts: 1,
	foundAgain: true,
};
const held = (reason: string, more: IDataObject = {}): Outcome => ({
	kind: 'skipped',
	answer: { reason, ...more },
});
const ended = (outcome: string, durationSecs?: number, cost?: number): Outcome => ({
	...placed(),
	isFollowed: true,
	ended: { outcome, durationSecs, cost },
});

const ledgerOfThese = (outcomes: Array<Outcome | undefined>) => {
	const ledger = new Ledger<IDataObject>();
	for (const [item, outcome] of outcomes.entries()) {
		if (outcome !== undefined) ledger.record(item, outcome);
	}
	return ledger;
};

/** The summary of calls that have these outcomes, or none, and go without these settings. */
const summaryOf = (outcomes: Array<Outcome | undefined>, notices: Notice[][] = []) =>
	runSummary(
		ledgerOfThese(outcomes),
		outcomes.map((_, item) => valid({ item, notices: notices[item] ?? [] })),
	);

const keywords: Notice = { setting: 'asr.keywords', why: "which the agent doesn't allow" };
const record: Notice = { setting: 'Record in Twilio', why: 'which needs a Twilio number' };
const bad = { ok: false as const, failures: [failure] };

describe('the summary of a run', () => {
	it.each([[[]], [[placed()]], [[failed()]], [[ended('answered', 10, 20)]], [[undefined]]])(
		'is empty if one item says it all: %j',
		(outcomes) => {
			expect(summaryOf(outcomes)).toBeUndefined();
		},
	);

	it.each<[Array<Outcome | undefined>, string]>([
		[[placed(), placed()], '2 of 2 called.'],
		[[placed(), failed(), failed(0)], '1 of 3 called. 2 could not be called.'],
		[[placed(), undefined], '1 of 2 called. 1 not tried because the run ended first.'],
		[[held('dry_run')], '0 of 1 called. 1 skipped (dry run).'],
		[
			[held('number_not_allowed'), held('number_not_allowed')],
			'0 of 2 called. 2 skipped (number not allowed).',
		],
		[[held('number_blocked')], '0 of 1 called. 1 skipped (number blocked).'],
		[
			[held('may_have_been_placed'), held('already_called')],
			'0 of 2 called. 1 skipped (already called in this execution). 1 skipped (an earlier call may have been placed).',
		],
		[[held('contact_limit')], '0 of 1 called. 1 skipped (contact limit).'],
		[[held('outside_calling_hours')], '0 of 1 called. 1 skipped (outside calling hours).'],
		[
			[placed(2), failed(10), placed()],
			'2 of 3 called. 1 could not be called. 2 retried because ElevenLabs did not accept them at first.',
		],
		[[foundAgain], '1 of 1 called. 1 found among the conversations after the response was lost.'],
		[
			[
				ended('answered', 140, 1200),
				ended('answered', 60, 40),
				ended('voicemail', 0, 0),
				ended('no_answer'),
				ended('unknown'),
				held('duplicate', { message: 'Not called: same number as item 0' }),
				failed(),
			],
			'5 of 7 called: 2 answered, 1 voicemail, 1 no answer, 1 outcome unknown. 3 min 20 s in calls, 1,240 credits. 1 skipped (same number as item 0). 1 could not be called.',
		],
	])('counts %j', (outcomes, message) => {
		expect(summaryOf(outcomes)).toStrictEqual({ message, type: 'info' });
	});

	it.each([
		[['same number as item 0'], '1 skipped (same number as item 0)'],
		[['same number as item 3', 'same number as item 3'], '2 skipped (same number as item 3)'],
		[
			['the deduplication key was used before'],
			'1 skipped (the deduplication key was used before)',
		],
		[
			['same number as item 0', 'same deduplication key as item 1'],
			'2 skipped (same number or deduplication key)',
		],
	])('says what repeated calls repeat: %j', (why, text) => {
		const outcomes = why.map((one) => held('duplicate', { message: `Not called: ${one}` }));
		expect(summaryOf([placed(), ...outcomes])?.message).toBe(
			`1 of ${why.length + 1} called. ${text}.`,
		);
	});

	it.each([
		[0, '0 s'],
		[59.6, '1 min'],
		[61, '1 min 1 s'],
		[3599, '59 min 59 s'],
		[3600, '1 h'],
		[7505, '2 h 5 min'],
	])('tells %d seconds as a person would', (secs, text) => {
		expect(summaryOf([ended('answered', secs), placed()])?.message).toContain(
			`. ${text} in calls.`,
		);
	});

	it('warns of calls that may have been placed, after the other counts', () => {
		expect(
			summaryOf([placed(), held('number_blocked'), uncertain, placed(3)], [[keywords]]),
		).toStrictEqual({
			message: expect.stringMatching(
				/^2 of 4 called\. 1 skipped .* 1 may have been called: look for them in ElevenLabs .* 1 placed without 'asr\.keywords'.* 1 retried /,
			) as unknown,
			type: 'warning',
		});
	});

	it('counts the calls placed without each setting', () => {
		expect(
			summaryOf([placed(), placed(), placed()], [[keywords], [record], [keywords, record]]),
		).toStrictEqual({
			message:
				"3 of 3 called. 2 placed without 'asr.keywords', which the agent doesn't allow. 2 placed without 'Record in Twilio', which needs a Twilio number.",
			type: 'info',
		});
	});

	it("says which settings a dry run's calls would be placed without", () => {
		expect(summaryOf([held('dry_run')], [[record]])?.message).toBe(
			"0 of 1 called. 1 skipped (dry run). 1 would be placed without 'Record in Twilio', which needs a Twilio number.",
		);
	});

	it.each([[failed()], [uncertain], [held('number_blocked')], [undefined]])(
		'does not mention settings of a call that was not placed: %j',
		(outcome) => {
			expect(summaryOf([outcome], [[record]])?.message ?? '').not.toContain('without');
		},
	);

	it('counts items that failed before anyone was called', () => {
		const good = valid({ item: 0, notices: [] });
		expect(runSummary(ledgerOfThese([held('number_blocked')]), [good, bad])?.message).toBe(
			'0 of 2 called. 1 skipped (number blocked). 1 could not be called.',
		);
		// A call from an earlier try, whose item can't be read now, was still placed.
		expect(runSummary(ledgerOfThese([placed(2)]), [bad])?.message).toMatch(
			/^1 of 1 called\. 1 retried /,
		);
	});

	it('has each item in exactly one count', () => {
		const outcome = fc.constantFrom<Array<Outcome | 'rejected' | undefined>>(
			placed(),
			placed(2),
			foundAgain,
			...['answered', 'voicemail', 'busy', 'no_answer', 'failed', 'unknown', 'new'].map((name) =>
				ended(name, 5, 7),
			),
			failed(),
			uncertain,
			...Object.keys(SKIP_SUMMARIES).map((reason) => held(reason, { message: reason })),
			'rejected',
			undefined,
		) as fc.Arbitrary<Outcome | 'rejected' | undefined>;
		fc.assert(
			fc.property(fc.array(outcome, { minLength: 2, maxLength: 30 }), (outcomes) => {
				const ledger = ledgerOfThese(outcomes.map((one) => (one === 'rejected' ? undefined : one)));
				const prepared = outcomes.map((one, item) =>
					one === 'rejected' ? bad : valid({ item, notices: [] }),
				);
				const message = runSummary(ledger, prepared)?.message ?? '';
				const [, called, all, list = ''] =
					/^(\d+) of (\d+) called(?:: ([^.]*))?\./.exec(message) ?? [];
				const others = [
					...message.matchAll(/(\d+) (?:skipped|could not be|not tried|may have been called)/g),
				].map(([, count]) => Number(count));
				expect(Number(all)).toBe(outcomes.length);
				expect([Number(called), ...others].reduce((sum, count) => sum + count)).toBe(
					outcomes.length,
				);
				const listed = [...list.matchAll(/(\d+) /g)].map(([, count]) => Number(count));
				expect(listed.reduce((sum, count) => sum + count, 0)).toBe(
					outcomes.filter((one) => typeof one === 'object' && 'ended' in one).length,
				);
			}),
		);
	});
});
