import type { IDataObject } from 'n8n-workflow';
import type { BatchFields } from '../../../shared/calling/batching/batchRequest';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { Clock } from '../../../shared/clock';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { callIdOf } from '../../itemResult';
import type { CallWaitSettings } from '../call/callWait';
import { BatchWait } from './batchWait';
import { createdBatches } from './createdBatches';

/** An item of a batch that may be followed. */
interface FollowedRow extends Pick<CallWaitSettings, 'maxWaitMs'> {
	item: number;
	sender: { batch: Pick<BatchFields, 'scheduledTime'> };
}

/**
 * Waits for the ends of the batches that were created, and adds them to the outcomes of their items. A
 * batch is followed for as long as the item wants that waits longest, from its scheduled time or else
 * from now.
 */
export async function followBatches(
	client: ElevenLabsClient,
	clock: Clock,
	ledger: Ledger<IDataObject>,
	rows: FollowedRow[],
): Promise<void> {
	const waiting = rows.filter(({ maxWaitMs }) => maxWaitMs !== undefined);
	const wait = new BatchWait(client, clock);
	await Promise.all(
		[...createdBatches(ledger, waiting)].map(async ([answer, own]) => {
			const [first] = own;
			const outcome = first && ledger.of(first.item);
			if (outcome?.kind !== 'placed' || outcome.isFollowed) return;
			const maxWaitMs = own.reduce((longest, row) => Math.max(longest, row.maxWaitMs ?? 0), 0);
			const startsAt = Math.max(first?.sender.batch.scheduledTime ?? 0, clock.now());
			const { agent_id: agentId } = answer;
			const batch = {
				id: callIdOf(answer) ?? '',
				createdAt: outcome.dialedAt,
				deadline: startsAt + maxWaitMs,
				...(typeof agentId === 'string' && { agentId }),
			};
			const followed = { ...answer, ...(await wait.endingOf(batch)) };
			for (const { item } of own) {
				const known = ledger.of(item);
				if (known?.kind !== 'placed') continue;
				ledger.record(item, { ...known, answer: followed, isFollowed: true });
			}
		}),
	);
}
