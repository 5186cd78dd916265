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
		...claims,
		claim: async (key) =>
			(await claims.claim(key)) && !(await inTurn(async () => await isOldKey(context, key))),
	};
}

/**
 * Whether version 0.1.0 recorded a key: it kept all keys of a node in one row. n8n has no way to ask
 * without recording, so a key that is new there is removed again.
 */
async function isOldKey(context: IExecuteFunctions, key: string): Promise<boolean> {
	const { helpers } = context;
	const owner = `${context.getWorkflow().id} ${context.getNode().id}`;
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
