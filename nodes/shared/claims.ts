import { createHash, randomUUID } from 'node:crypto';
import type { DeduplicationHelperFunctions, IExecuteFunctions, INode } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

/** Keys that can be claimed once, by any execution on any worker. */
export interface Claims {
	/**
	 * Claims a key permanently.
	 * @returns false if it was claimed before
	 * @throws whatever keeps n8n's database from saying so; the key then counts as claimed
	 */
	claim(key: string): Promise<boolean>;
	/** Releases a key. */
	release(key: string): Promise<void>;
}

type Store = DeduplicationHelperFunctions;

const MODE = { mode: 'entries' } as const;

/** 132 bits: two keys never share a row by chance. */
const ROW_CHARACTERS = 22;

/** Whether n8n keeps each key in a row of its own, once that is known. */
let hasRowPerKey = false;

/**
 * The keys of this node in this workflow. n8n's deduplication store has one row per node, which it
 * reads, changes and writes back without a lock: two workers at once both get the key, or lose each
 * other's. But it *inserts* a row that isn't there, and the row's name is the primary key. With a row
 * for each key, the database lets only one of them in.
 */
export function claimsOf(context: IExecuteFunctions): Claims {
	const { helpers } = context;
	return {
		async claim(key) {
			// First, so that what keeps it from being known doesn't use up the key.
			const require = async () => await requireRowPerKey(context);
			await require().catch(require);
			const ask = async () =>
				await inRowOf(context, key, async (store) => {
					return await store.checkProcessedAndRecord([key], 'node', MODE);
				});
			// The one whose insert came second gets an error. Asked again, n8n finds the row.
			const { new: fresh } = await ask().catch(ask);
			return fresh.length > 0;
		},
		async release(key) {
			await inRowOf(context, key, async () => await helpers.clearAllProcessedItems('node', MODE));
		},
	};
}

/**
 * Asks n8n's store about the row of one key. n8n names the row by the node's ID, which it reads before
 * it first waits for the database; for that moment the ID is the row's.
 */
async function inRowOf<T>(
	context: IExecuteFunctions,
	key: string,
	ask: (store: Store) => Promise<T>,
): Promise<T> {
	const { node } = context as unknown as { node: INode };
	const { id } = node;
	const hash = createHash('sha256').update(key).digest('base64url').slice(0, ROW_CHARACTERS);
	let asked: Promise<T>;
	node.id = `${id}:${hash}`;
	try {
		asked = ask(context.helpers);
	} finally {
		node.id = id;
	}
	return await asked;
}

/**
 * Checks that n8n still names rows by the ID it is given: a row that was never used must be empty
 * while another one isn't.
 * @throws OperationalError if it isn't: then two workers could claim the same key
 */
async function requireRowPerKey(context: IExecuteFunctions): Promise<void> {
	if (hasRowPerKey) return;
	const used = randomUUID();
	await inRowOf(context, used, async (store) => {
		return await store.checkProcessedAndRecord([used], 'node', MODE);
	});
	const count = await inRowOf(context, randomUUID(), async (store) => {
		return await store.getProcessedDataCount('node', MODE);
	});
	if (count > 0) {
		// Not the whole row, which then has the keys of all calls.
		await inRowOf(context, used, async (store) => {
			await store.removeProcessed([used], 'node', MODE);
		});
		throw new OperationalError("This version of n8n can't ensure that each key is used only once", {
			description:
				'Nobody was called, and no workflow was started, because two workers could do the same. Update n8n-nodes-elevenlabs-calls, or go back to your previous version of n8n.',
		});
	}
	hasRowPerKey = true;
	await inRowOf(context, used, async (store) => {
		await store.clearAllProcessedItems('node', MODE);
	}).catch(() => {});
}
