import type { GuardedCall } from '../guards';
import type { BatchRecipient, BatchRequest, BatchSettings } from './batchRequest';

/** An item that is ready to be called in a batch. */
export interface BatchRow extends GuardedCall {
	/** What is sent for this item alone. */
	request: BatchRecipient;
	settings: BatchSettings;
	/** Whether its output has the fields of the input, too. */
	keepsInput: boolean;
	/** Whether the batch is shown and not submitted. Its own guards have that turned off. */
	isDryRun: boolean;
}

/** Items that are submitted together. */
export interface Batch {
	settings: BatchSettings;
	isDryRun: boolean;
	/** In the order of their items. Those whose guards object later leave it. */
	rows: BatchRow[];
}

/**
 * Distributes rows among batches: one for each combination of settings, and more if there are too many
 * rows for one. Each row is in exactly one batch. Batches are in the order of their first rows.
 * @param maxRecipients most rows of a batch
 */
export function planBatches(rows: BatchRow[], maxRecipients: number): Batch[] {
	const batches: Batch[] = [];
	const open = new Map<string, Batch>();
	for (const row of rows) {
		const { settings, isDryRun } = row;
		const key = JSON.stringify([settings, isDryRun]);
		let batch = open.get(key);
		if (batch === undefined || batch.rows.length >= maxRecipients) {
			batch = { settings, isDryRun, rows: [] };
			open.set(key, batch);
			batches.push(batch);
		}
		batch.rows.push(row);
	}
	return batches;
}

/** The whole request of a batch. */
export function batchRequest({ settings, rows }: Batch): BatchRequest {
	return { ...settings, recipients: rows.map(({ request }) => request) };
}
