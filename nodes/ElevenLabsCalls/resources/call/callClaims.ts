import type { IExecuteFunctions } from 'n8n-workflow';

/** Keys that n8n keeps for a node; the oldest give way. */
const KEPT_KEYS = 10_000;

const OPTIONS = { mode: 'entries', maxEntries: KEPT_KEYS } as const;

const queues = new Map<string, Promise<unknown>>();

/** Deduplication keys that were used before, in n8n's own database. */
export interface CallClaims {
	/** Claims a key for ever; false where it was claimed before, also by another execution. */
	claim(key: string): Promise<boolean>;
	/** Gives a key back. */
	release(key: string): Promise<void>;
}

/** The claims of this node in this workflow, across executions and restarts. */
export function callClaims(context: IExecuteFunctions): CallClaims {
	const owner = `${context.getWorkflow().id} ${context.getNode().id}`;
	return {
		claim: async (key) =>
			await inTurn(owner, async () => {
				const { new: fresh } = await context.helpers.checkProcessedAndRecord(
					[key],
					'node',
					OPTIONS,
				);
				return fresh.length > 0;
			}),
		release: async (key) =>
			await inTurn(owner, async () => {
				await context.helpers.removeProcessed([key], 'node', OPTIONS);
			}),
	};
}

/** n8n reads and writes one row for all keys of a node, without a lock: two at once lose one. */
async function inTurn<T>(owner: string, work: () => Promise<T>): Promise<T> {
	const turn = (queues.get(owner) ?? Promise.resolve()).then(work, work);
	const settled = turn
		.catch(() => {})
		.then(() => {
			if (queues.get(owner) === settled) queues.delete(owner);
		});
	queues.set(owner, settled);
	return await turn;
}
