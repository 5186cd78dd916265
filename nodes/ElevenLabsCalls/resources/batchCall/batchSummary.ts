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
 * @returns undefined if there is one batch, with all rows and all settings
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
			`In ${batches} batch${batches === 1 ? '' : 'es'}: ${placed} of ${all} items.`,
		found: 'found in a batch after the response was lost',
		uncertain: 'may be called: look for their batch in ElevenLabs before calling again',
		remarks: hasHours ? [HOURS_AT_THE_START] : [],
		always: batches > 1,
	});
}
