import type { IDataObject } from 'n8n-workflow';
import type { BatchRow } from '../../../shared/calling/batching/batchPlan';
import { digitsOf } from '../../../shared/calling/dialing/lookup';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import { mapLimited } from '../../../shared/concurrency';
import { readBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import type { BatchRecipient } from '../../../shared/elevenlabs/schemas';
import { callIdOf } from '../../itemResult';

/** What the output of a recipient says about it. */
export interface RecipientFields {
	/** The user's own ID, or else the one that ElevenLabs gave; absent if that can't be read. */
	recipient_id?: string;
	/** E.164. */
	phone_number: string;
}

/** Batches with 10,000 recipients are large. */
const READS_AT_ONCE = 2;

/**
 * Finds the recipient of each item in a batch. Batches in which all rows have an ID of the user's own
 * are not read.
 * @returns by item
 */
export async function readRecipients(
	client: ElevenLabsClient,
	ledger: Ledger<IDataObject>,
	rows: BatchRow[],
): Promise<Map<number, RecipientFields>> {
	const rowsByBatch = new Map<string, BatchRow[]>();
	for (const row of rows) {
		const outcome = ledger.of(row.item);
		const id = outcome?.kind === 'placed' ? callIdOf(outcome.answer) : undefined;
		if (id === undefined) continue;
		const others = rowsByBatch.get(id);
		if (others === undefined) rowsByBatch.set(id, [row]);
		else others.push(row);
	}
	const found = new Map<number, RecipientFields>();
	await mapLimited([...rowsByBatch], READS_AT_ONCE, async ([id, own]) => {
		const isKnown = own.every(({ request }) => request.id !== undefined);
		const batch = isKnown ? undefined : await readBatchCall(client, id).catch(() => undefined);
		matchRecipients(own, batch?.recipients ?? [], found);
	});
	return found;
}

/** Matches rows without an own ID to recipients with the same number, in their order. */
function matchRecipients(
	rows: BatchRow[],
	recipients: BatchRecipient[],
	found: Map<number, RecipientFields>,
): void {
	const given = new Set(rows.map(({ request }) => request.id));
	const idsByNumber = new Map<string, string[]>();
	for (const { id, phone_number } of recipients) {
		if (!id || given.has(id)) continue;
		const digits = digitsOf(phone_number);
		const ids = idsByNumber.get(digits);
		if (ids === undefined) idsByNumber.set(digits, [id]);
		else ids.push(id);
	}
	for (const { item, number, request } of rows) {
		const id = request.id ?? idsByNumber.get(digitsOf(number))?.shift();
		found.set(item, { ...(id === undefined ? {} : { recipient_id: id }), phone_number: number });
	}
}
