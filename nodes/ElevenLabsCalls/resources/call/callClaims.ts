import type { IExecuteFunctions } from 'n8n-workflow';
import type { Sequence } from '../../../shared/concurrency';
import { sequential } from '../../../shared/concurrency';

/** How many keys n8n keeps for a node; it drops the oldest. */
const KEPT_KEYS = 10_000;

const OPTIONS = { mode: 'entries', maxEntries: KEPT_KEYS } as const;

/** n8n reads and writes all keys of a node as one row, without a lock, so two claims at once lose one. */
const turns = new Map<string, Sequence>();

/** Deduplication keys that were used before, in n8n's own database. */
export interface CallClaims {
	/** Claims a key permanently; false if it was claimed before, in this or another execution. */
	claim(key: string): Promise<boolean>;
	/** Makes a key usable again. */
	release(key: string): Promise<void>;
}

/** The claims of this node in this workflow, across executions and restarts. */
export function callClaims(context: IExecuteFunctions): CallClaims {
	const owner = `${context.getWorkflow().id} ${context.getNode().id}`;
	const inTurn = turns.get(owner) ?? sequential();
	turns.set(owner, inTurn);
	return {
		claim: async (key) =>
			await inTurn(async () => {
				const { new: fresh } = await context.helpers.checkProcessedAndRecord(
					[key],
					'node',
					OPTIONS,
				);
				return fresh.length > 0;
			}),
		release: async (key) =>
			await inTurn(async () => {
				await context.helpers.removeProcessed([key], 'node', OPTIONS);
			}),
	};
}
