import { createHash } from 'node:crypto';
import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import type { Claims } from '../shared/claims';
import { claimsOf } from '../shared/claims';
import type { CallEvent } from '../shared/elevenlabs/webhookEvents';

/** The field in which a delivery's key goes from the webhook to the execution; no output has it. */
const KEY = '__delivery_key';

const KEY_CHARACTERS = 22;

/** Adds a delivery's key to the item that the workflow starts with. */
export function withKey(
	item: INodeExecutionData,
	event: CallEvent,
	rawBody: Buffer,
): INodeExecutionData {
	return { ...item, json: { ...item.json, [KEY]: keyOf(event, rawBody) } };
}

/**
 * Passes on the items of deliveries that haven't started the workflow before. ElevenLabs repeats what
 * it believes has not arrived, and any webhook process may get it. n8n's store that keeps them apart
 * can be reached only here, where the workflow runs.
 * @throws what keeps n8n's database from answering, unless the node continues on errors; the execution
 *   can then be retried
 */
export async function startOnce(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const claims = claimsOf(context);
	const started: INodeExecutionData[] = [];
	for (const item of context.getInputData()) {
		const { [KEY]: key, ...json } = item.json;
		if (typeof key !== 'string' || (await isFirst(context, claims, key))) {
			started.push({ ...item, json });
		}
	}
	if (started.length === 0) leaveOutputEmpty(context);
	return [started];
}

async function isFirst(context: IExecuteFunctions, claims: Claims, key: string): Promise<boolean> {
	const asked = claims.claim(key);
	// With "Continue", n8n passes the item on anyway, but with its key.
	const isFree = await (context.continueOnFail() ? asked.catch(() => true) : asked);
	// Someone retries an execution that broke off, e.g. because its process died.
	return isFree || context.getMode() === 'retry';
}

/**
 * Keeps n8n from starting the workflow with an empty item, as it does with "Always Output Data". It
 * reads that setting after this node's turn, of the node that belongs to the execution.
 */
function leaveOutputEmpty(context: IExecuteFunctions): void {
	const { node } = context as unknown as { node: INode };
	node.alwaysOutputData = false;
}

/**
 * What identifies an event: its type, conversation and time, or the whole body if one is missing.
 */
function keyOf({ type, timestamp, data }: CallEvent, rawBody: Buffer): string {
	const conversationId = data?.conversation_id;
	const isIdentified =
		type !== undefined && timestamp !== undefined && typeof conversationId === 'string';
	return createHash('sha256')
		.update(isIdentified ? JSON.stringify([type, conversationId, timestamp]) : rawBody)
		.digest('base64url')
		.slice(0, KEY_CHARACTERS);
}
