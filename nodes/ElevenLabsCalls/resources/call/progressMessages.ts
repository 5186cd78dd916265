import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { Clock } from '../../../shared/clock';
import { outcomeList } from './runSummary';

const SHORTEST_PAUSE_MS = 5_000;

/**
 * Makes what tells the user how far a run is. n8n 2.41 shows nothing of a running node in the editor,
 * but writes its messages to the browser's console, in manual runs only.
 * @param all how many items the run has
 * @returns to be called on every change; most calls send nothing
 */
export function progressMessages(
	context: Pick<IExecuteFunctions, 'getMode' | 'sendMessageToUI'>,
	clock: Pick<Clock, 'now'>,
	ledger: Ledger<IDataObject>,
	all: number,
): () => void {
	if (context.getMode() !== 'manual') return () => {};
	let sentAt = clock.now();
	return () => {
		if (clock.now() - sentAt < SHORTEST_PAUSE_MS) return;
		sentAt = clock.now();
		const placed = ledger.entries().flatMap(([, one]) => (one.kind === 'placed' ? [one] : []));
		const ended = placed.flatMap((call) => call.ended ?? []);
		context.sendMessageToUI(
			`${placed.length} of ${all} called so far, ${ended.length} ended${outcomeList(ended)}`,
		);
	};
}
