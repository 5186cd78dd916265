import type { DialOutcome } from '../../../../nodes/shared/calling/dialing/ledger';
import { Ledger, ledgerOf } from '../../../../nodes/shared/calling/dialing/ledger';

const failure = { message: 'm', advice: 'a' };
const placed: DialOutcome<string> = { kind: 'placed', answer: 'a', attempts: 1, dialedAt: 0 };
const uncertain: DialOutcome<string> = { kind: 'uncertain', failure, attempts: 1 };
const failed: DialOutcome<string> = { kind: 'failed', failure, attempts: 1 };
const skipped: DialOutcome<string> = { kind: 'skipped', answer: 's' };

describe('the ledger of a run', () => {
	it('is empty at first', () => {
		expect(ledgerOf({}).entries()).toEqual([]);
	});

	it('is the same one at each try', () => {
		const run = {};
		ledgerOf<string>(run).record(3, placed);
		expect(ledgerOf<string>(run).entries()).toEqual([[3, placed]]);
		expect(ledgerOf(run)).toBe(ledgerOf(run));
	});

	it('is not that of another run that looks the same', () => {
		const run = { node: 'a' };
		const other = { node: 'a' };
		ledgerOf<string>(run).record(0, placed);
		expect(ledgerOf(other).entries()).toEqual([]);
	});

	it('keeps for the next try only calls that were placed, or may have been', () => {
		const ledger = new Ledger<string>();
		for (const [item, outcome] of [placed, uncertain, failed, skipped].entries()) {
			ledger.record(item, outcome);
		}
		ledger.begin();
		expect(ledger.entries()).toEqual([
			[0, placed],
			[1, uncertain],
		]);
		expect(ledger.of(2)).toBeUndefined();
	});

	it.each([
		[placed, false],
		[skipped, false],
		[failed, true],
		[uncertain, true],
	])('knows whether anything failed: %j', (outcome, hasFailure) => {
		const ledger = new Ledger<string>();
		ledger.record(0, outcome);
		expect(ledger.hasFailure()).toBe(hasFailure);
	});
});
