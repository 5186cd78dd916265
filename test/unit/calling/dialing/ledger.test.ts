import { ledgerOf } from '../../../../nodes/shared/calling/dialing/ledger';

describe('the ledger of a run', () => {
	it('is empty at first', () => {
		expect([...ledgerOf({})]).toEqual([]);
	});

	it('is the same one at each try', () => {
		const run = {};
		ledgerOf<string>(run).set(3, 'placed');
		expect([...ledgerOf<string>(run)]).toEqual([[3, 'placed']]);
		expect(ledgerOf(run)).toBe(ledgerOf(run));
	});

	it('is not that of another run that looks the same', () => {
		const run = { node: 'a' };
		const other = { node: 'a' };
		ledgerOf<string>(run).set(0, 'placed');
		expect(ledgerOf(other).size).toBe(0);
	});
});
