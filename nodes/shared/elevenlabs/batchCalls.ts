import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ElevenLabsClient, Exchange } from './client';
import { deleteAt, isSuccess, refusalOf } from './client';
import { lookupErrors } from './errors';
import type { Page, PageSearch } from './pages';
import { pages, rawListReader, readPage } from './pages';
import { PATHS } from './paths';
import { listOf, optionalOf, record } from './schemas';

const batchCallSummary = z
	.object({
		id: z.string(),
		name: optionalOf(z.string()),
		agent_id: optionalOf(z.string()),
		created_at_unix: optionalOf(z.number()),
		scheduled_time_unix: optionalOf(z.number()),
		total_calls_scheduled: optionalOf(z.number()),
		total_calls_finished: optionalOf(z.number()),
		status: optionalOf(z.string()),
		retry_count: optionalOf(z.number()),
	})
	.passthrough();

/** The answer to a submit, whatever its status. Only the ID says that a batch was created. */
export const batchCallAnswer = z.object({ id: z.string().min(1) });

/** Batch calls, as a list has them. */
export const batchCallSummaries = listOf(batchCallSummary);

/** `GET /v1/convai/batch-calling/{batch_id}`, with every field as it was sent. */
export const batchCall = batchCallSummary.extend({
	recipients: optionalOf(
		listOf(
			z
				.object({
					id: optionalOf(z.string()),
					phone_number: optionalOf(z.string()),
					whatsapp_user_id: optionalOf(z.string()),
					status: optionalOf(z.string()),
					conversation_id: optionalOf(z.string()),
				})
				.passthrough(),
		),
	),
});

export type BatchCall = z.infer<typeof batchCall>;
export type BatchCallSummary = z.infer<typeof batchCallSummary>;
export type BatchRecipient = NonNullable<BatchCall['recipients']>[number];

/** The most recipients that ElevenLabs takes in one batch. */
export const MAX_RECIPIENTS = 10_000;

/** `GET /v1/convai/batch-calling/workspace` */
const BATCH_CALL_LIST = {
	path: PATHS.batchCalls,
	field: 'batch_calls',
	entries: batchCallSummaries,
	sizeName: 'limit',
	cursorNames: { given: 'next_doc', asked: 'last_doc' },
};

/**
 * Submits a batch, once. ElevenLabs has no idempotency key: the caller judges what an answer means, and
 * whether a lost one may have created the batch.
 * @param body as an object, or as JSON that is sent unchanged
 */
export async function submitBatchCall(
	client: ElevenLabsClient,
	body: object | string,
): Promise<Exchange> {
	return await client.send({ method: 'POST', path: PATHS.submitBatchCall, body });
}

/**
 * Calls the recipients of a batch again whom ElevenLabs counts as not reached, once. The caller judges
 * the answer, as for a submit.
 */
export async function retryBatchCall(client: ElevenLabsClient, id: string): Promise<Exchange> {
	return await client.send({ method: 'POST', path: PATHS.retryBatchCall(id) });
}

/**
 * Cancels a batch: nobody else in it is called.
 * @returns the batch, with every field as ElevenLabs sent it
 * @throws ElevenLabsError
 */
export async function cancelBatchCall(client: ElevenLabsClient, id: string): Promise<IDataObject> {
	const exchange = await client.send({ method: 'POST', path: PATHS.cancelBatchCall(id) });
	const parsed = isSuccess(exchange) ? record.safeParse(exchange.body) : undefined;
	if (parsed?.success) return parsed.data;
	throw refusalOf(exchange);
}

/**
 * Deletes a batch permanently. Its conversations stay.
 * @throws ElevenLabsError
 */
export async function deleteBatchCall(client: ElevenLabsClient, id: string): Promise<void> {
	await deleteAt(client, PATHS.batchCall(id));
}

/**
 * Reads a batch with its recipients, with every field as ElevenLabs sent it.
 * @throws ElevenLabsError
 */
export async function readBatchCall(client: ElevenLabsClient, id: string): Promise<BatchCall> {
	return await client.read(PATHS.batchCall(id), batchCall);
}

/** Pages that are searched at once before the user has to scroll on. */
const MAX_SEARCHED_PAGES = 10;

/**
 * Reads one page of batches for the editor, newest first. ElevenLabs can't search them: pages without a
 * match are skipped.
 * @throws ElevenLabsError
 */
export async function readBatchCallPage(
	client: ElevenLabsClient,
	{ search = '', cursor }: PageSearch,
): Promise<Page<BatchCallSummary>> {
	const wanted = search.toLowerCase();
	const isWanted = ({ id, name }: BatchCallSummary) =>
		id === search || (name ?? '').toLowerCase().includes(wanted);
	let next = cursor;
	for (let count = 1; ; count += 1) {
		const page = await readPage(client, BATCH_CALL_LIST, next);
		const entries = page.entries.filter(isWanted);
		if (entries.length > 0 || page.next === undefined || count === MAX_SEARCHED_PAGES) {
			return { ...page, entries };
		}
		next = page.next;
	}
}

/** Pages beyond these can only have batches of others: no agent gets so many within seconds. */
const MAX_RECENT_PAGES = 5;

/**
 * Lists batches of an agent, at least all that were created at or after a time in Unix seconds.
 * @throws ElevenLabsError
 */
export async function listBatchCallsSince(
	client: ElevenLabsClient,
	agentId: string,
	since: number,
): Promise<BatchCallSummary[]> {
	const list = { ...BATCH_CALL_LIST, query: { agent_id: agentId } };
	const read = async (cursor?: string) => await readPage(client, list, cursor);
	const listed: BatchCallSummary[] = [];
	for await (const page of pages(read, MAX_RECENT_PAGES)) {
		listed.push(...page);
		if (page.every(({ created_at_unix }) => (created_at_unix ?? since) < since)) break;
	}
	return listed;
}

/** Lists batches, with every field as ElevenLabs sent it. `agent_id` is the only filter of this list. */
export const listRawBatchCalls = rawListReader(BATCH_CALL_LIST);

/** Which batches are listed, the newest first. */
export interface BatchQuery {
	/** Absent: those of all agents. */
	agentId?: string;
	/** Unix seconds, by ElevenLabs' clock; older batches are not paged to. */
	since?: number;
	/** From the previous page. */
	cursor?: string;
}

/** Batches as a watch looks them up. */
export function batchCallSource(client: ElevenLabsClient) {
	return {
		list: async ({ agentId, since = 0, cursor }: BatchQuery) => {
			const query = agentId === undefined ? {} : { agent_id: agentId };
			const { entries, next } = await readPage(client, { ...BATCH_CALL_LIST, query }, cursor);
			const isPast = entries.some(({ created_at_unix }) => (created_at_unix ?? since) < since);
			return { batches: entries, ...(next === undefined || isPast ? {} : { nextCursor: next }) };
		},
		read: async (id: string) => await readBatchCall(client, id),
		...lookupErrors,
	};
}
