import type { IDataObject } from 'n8n-workflow';
import type { BatchRow } from '../../../shared/calling/batching/batchPlan';
import { digitsOf } from '../../../shared/calling/dialing/lookup';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import { mapLimited } from '../../../shared/concurrency';
import type { BatchRecipient } from '../../../shared/elevenlabs/batchCalls';
import { readBatchCall } from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { callIdOf } from '../../itemResult';
import { createdBatches } from './createdBatches';

/** What the output of a recipient says about it. */
export interface RecipientFields {
	/** The user's own ID, or else the one that ElevenLabs gave; absent if that can't be read. */
	recipient_id?: string;
	/** E.164. */
	phone_number: string;
	/** The status of the recipient's call, once its batch was followed; null if that can't be read. */
	status?: string | null;
	conversation_id?: string | null;
	/** Whether the wait for the batch ended before the batch did. */
	timed_out?: boolean;
}

/** Batches with 10,000 recipients are large. */
const READS_AT_ONCE = 2;

/**
 * Finds the recipient of each item in a batch. A batch is read if it was followed, or if a row has no ID
 * of the user's own.
 * @returns by item
 */
export async function readRecipients(
	client: ElevenLabsClient,
	ledger: Ledger<IDataObject>,
	rows: BatchRow[],
): Promise<Map<number, RecipientFields>> {
	const batches = createdBatches(ledger, rows);
	const found = new Map<number, RecipientFields>();
	await mapLimited([...batches], READS_AT_ONCE, async ([answer, own]) => {
		const { timed_out } = answer;
		const isFollowed = typeof timed_out === 'boolean';
		const isRead = isFollowed || own.some(({ request }) => request.id === undefined);
		const id = callIdOf(answer) ?? '';
		const batch = isRead ? await readBatchCall(client, id).catch(() => undefined) : undefined;
		for (const [row, recipient] of matchRecipients(own, batch?.recipients ?? [])) {
			const recipientId = row.request.id ?? recipient?.id ?? undefined;
			found.set(row.item, {
				...(recipientId === undefined ? {} : { recipient_id: recipientId }),
				phone_number: row.number,
				...(isFollowed && {
					status: recipient?.status ?? null,
					conversation_id: recipient?.conversation_id ?? null,
					timed_out,
				}),
			});
		}
	});
	return found;
}

/** Matches rows to recipients with the same number and, if the row has one, ID; in their order. */
function matchRecipients(
	rows: BatchRow[],
	recipients: BatchRecipient[],
): Array<[BatchRow, BatchRecipient | undefined]> {
	const given = new Set(rows.map(({ request }) => request.id));
	const open = new Map<string, BatchRecipient[]>();
	for (const recipient of recipients) {
		const { phone_number, id } = recipient;
		const key = `${digitsOf(phone_number)} ${id && given.has(id) ? id : ''}`;
		const others = open.get(key);
		if (others === undefined) open.set(key, [recipient]);
		else others.push(recipient);
	}
	return rows.map((row) => [
		row,
		open.get(`${digitsOf(row.number)} ${row.request.id ?? ''}`)?.shift(),
	]);
}
