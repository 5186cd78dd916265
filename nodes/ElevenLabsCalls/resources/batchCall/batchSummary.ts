import type { IDataObject } from 'n8n-workflow';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { Result } from '../../../shared/result';
import type { ReadyCall } from '../call/readyCalls';
import type { RunSummary } from '../call/runSummary';
import { runSummary } from '../call/runSummary';
import { createdBatches } from './createdBatches';

const HOURS_AT_THE_START =
	'Calling hours were checked only for the time at which a batch starts: a long batch can run past them.';

/**
 * Counts what a user should know about a run of batches.
 * @param prepared what came of reading each item
 * @returns undefined for a single item, if there is nothing to say that its output doesn't
 */
export function batchSummary(
	ledger: Ledger<IDataObject>,
	prepared: Array<Result<Pick<ReadyCall, 'item' | 'notices' | 'guards'>>>,
): RunSummary | undefined {
	const items = ledger.entries().map(([item]) => ({ item }));
	const batches = createdBatches(ledger, items).size;
	const isPlaced = (item: number) => ledger.of(item)?.kind === 'placed';
	const hasHours = prepared.some(
		(row) => row.ok && row.value.guards.callingHours !== undefined && isPlaced(row.value.item),
	);
	return runSummary(ledger, prepared, {
		placed: (placed, all) =>
			batches === 0
				? 'No batch created'
				: `${placed} of ${all} items in ${batches} batch${batches === 1 ? '' : 'es'}`,
		failed: 'could not be added',
		uncertain: 'may be called: look for their batch in ElevenLabs before calling again',
		found: 'found in a batch after the response was lost',
		remarks: hasHours ? [HOURS_AT_THE_START] : [],
	});
}
