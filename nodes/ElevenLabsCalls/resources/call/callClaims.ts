import type { IExecuteFunctions } from 'n8n-workflow';
import type { Claims } from '../../../shared/claims';
import { claimsOf } from '../../../shared/claims';
import { sequential } from '../../../shared/concurrency';

const MODE = { mode: 'entries' } as const;

/** Nodes without keys of version 0.1.0; nobody adds any. */
const withoutOldKeys = new Set<string>();

const inTurn = sequential();

/** The Deduplication Keys of this node in this workflow. */
export function callClaims(context: IExecuteFunctions): Claims {
	const claims = claimsOf(context);
	return {
		async claim(key) {
			if (!(await claims.claim(key))) return false;
			const asked = inTurn(async () => await isOldKey(context, key));
			// Nobody is called then, and the key isn't used up.
			await asked.catch(async () => await claims.release(key).catch(() => {}));
			return !(await asked);
		},
		async release(key) {
			try {
				await inTurn(async () => await removeTrace(context, key));
			} finally {
				await claims.release(key);
			}
		},
	};
}

/**
 * Whether version 0.1.0 recorded a key: it kept all keys of a node in one row. n8n has no way to ask
 * without recording, so a key that is new there is removed again.
 */
async function isOldKey(context: IExecuteFunctions, key: string): Promise<boolean> {
	const { helpers } = context;
	const owner = ownerOf(context);
	if (withoutOldKeys.has(owner)) return false;
	if ((await helpers.getProcessedDataCount('node', MODE)) === 0) {
		withoutOldKeys.add(owner);
		return false;
	}
	const { processed } = await helpers.checkProcessedAndRecord([key], 'node', MODE);
	if (processed.length > 0) return true;
	await helpers.removeProcessed([key], 'node', MODE);
	return false;
}

/**
 * Removes a key that is new from the row of version 0.1.0 once more: another worker, which was
 * checking a key of its own, may have written it back.
 */
async function removeTrace(context: IExecuteFunctions, key: string): Promise<void> {
	if (withoutOldKeys.has(ownerOf(context))) return;
	await context.helpers.removeProcessed([key], 'node', MODE);
}

function ownerOf(context: IExecuteFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}
