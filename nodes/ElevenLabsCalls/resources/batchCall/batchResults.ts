import type { IDataObject } from 'n8n-workflow';
import type { DialOutcome, Ledger } from '../../../shared/calling/dialing/ledger';
import type { ItemResult } from '../../itemResult';
import { callIdOf } from '../../itemResult';
import { itemResultOf } from '../call/placeCalls';
import type { RecipientFields } from './batchRecipients';

/**
 * Makes the results of all items that have an outcome.
 * @param recipients by item, for one output per item; absent: one per batch. A dry run has one per
 *   batch in any case.
 */
export function batchResults(
	ledger: Ledger<IDataObject>,
	recipients?: Map<number, RecipientFields>,
): Map<number, ItemResult> {
	const itemsByAnswer = new Map<IDataObject, number[]>();
	for (const [item, outcome] of ledger.entries()) {
		if (!hasBatchAnswer(outcome)) continue;
		const items = itemsByAnswer.get(outcome.answer);
		if (items === undefined) itemsByAnswer.set(outcome.answer, [item]);
		else items.push(item);
	}
	const results = new Map<number, ItemResult>();
	for (const [item, outcome] of ledger.entries()) {
		const items = hasBatchAnswer(outcome) ? (itemsByAnswer.get(outcome.answer) ?? []) : [];
		if (items.length === 0) results.set(item, itemResultOf(item, outcome));
		else if (recipients !== undefined && outcome.kind === 'placed') {
			const batch_id = callIdOf(outcome.answer);
			const answer = { success: true, batch_id, ...recipients.get(item) };
			results.set(item, itemResultOf(item, { ...outcome, answer, isFollowed: undefined }));
		} else if (items[0] === item) {
			// It stands for all recipients of the batch.
			const result = itemResultOf(item, { ...outcome, toNumber: undefined, keepsInput: undefined });
			results.set(item, { ...result, ...(items.length > 1 && { items }) });
		}
		// The output of its batch stands for it.
		else results.set(item, { item, outputs: [] });
	}
	return results;
}

/** Whether the answer is that of a whole batch: all of its items have the same object. */
function hasBatchAnswer(
	outcome: DialOutcome<IDataObject>,
): outcome is Extract<DialOutcome<IDataObject>, { answer: IDataObject }> {
	return (
		outcome.kind === 'placed' || (outcome.kind === 'skipped' && outcome.answer.reason === 'dry_run')
	);
}
