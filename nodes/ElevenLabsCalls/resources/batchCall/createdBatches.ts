import type { IDataObject } from 'n8n-workflow';
import type { Ledger } from '../../../shared/calling/dialing/ledger';

/**
 * Finds the batches that were created.
 * @returns the rows of each, in order, by its answer: all rows of a batch have the same object
 */
export function createdBatches<Row extends { item: number }>(
	ledger: Ledger<IDataObject>,
	rows: Row[],
): Map<IDataObject, Row[]> {
	const batches = new Map<IDataObject, Row[]>();
	for (const row of rows) {
		const outcome = ledger.of(row.item);
		if (outcome?.kind !== 'placed') continue;
		const others = batches.get(outcome.answer);
		if (others === undefined) batches.set(outcome.answer, [row]);
		else others.push(row);
	}
	return batches;
}
