import { CallWatch } from './callWatch';
import type { CallWatchOptions } from './callWatch';
import type { WaitEnding, WatchSource } from './watchSource';

/** A batch, as a list has it. Any part may be missing. */
export interface ListedBatch {
	id: string;
	status?: string | null;
	retry_count?: number | null;
}

/** A batch with its recipients. */
export interface SourceBatch extends ListedBatch {
	recipients?: Array<{ status?: string | null }> | null;
}

/** Looks up batches. @typeParam Batch with its recipients */
export interface BatchWatchSource<Batch> extends Pick<
	WatchSource<Batch>,
	'isGone' | 'isRefused' | 'isTooMany'
> {
	/** One page of batches, newest first; pages end with batches created before `since`, in Unix seconds. */
	list(query: { agentId?: string; since?: number; cursor?: string }): Promise<{
		batches: ListedBatch[];
		nextCursor?: string;
	}>;
	read(id: string): Promise<Batch>;
}

/** A batch whose end is waited for. */
export interface WatchedBatch {
	id: string;
	agentId?: string;
	/** When it was created by our clock, in milliseconds since 1970; absent if that is not known. */
	createdAt?: number;
	/** When to stop waiting for its end, in milliseconds since 1970. */
	deadline: number;
	/** How often it was retried, the last of which is waited for; absent: it was just created. */
	retryCount?: number;
}

/** How many recipients have each status. */
export type RecipientCounts = Record<string, number>;

/** A batch as it was last read. @typeParam Batch without its recipients */
export interface FollowedBatch<Batch> {
	batch: Omit<Batch, 'recipients'>;
	counts: RecipientCounts;
}

export interface BatchEnding<Batch> extends Omit<WaitEnding<unknown>, 'conversation'> {
	/** As last read; absent if it never was. */
	followed?: FollowedBatch<Batch>;
}

/** A batch in the shape in which the watch of calls reads conversations. */
interface Followed<Batch> extends FollowedBatch<Batch> {
	status: 'done' | 'initiated';
}

/** Statuses of a recipient that the API documents. */
const RECIPIENT_STATUSES = [
	'pending',
	'dispatched',
	'initiated',
	'in_progress',
	'completed',
	'voicemail',
	'failed',
	'cancelled',
];

/** A whole batch has up to 10,000 recipients; a page of the list has none. */
const READ_COST = 10;

/**
 * Whether a batch calls nobody else.
 * @param retryCount how often it was retried, if that is known: a list may not yet know of the last retry
 */
export function batchEnded({ status, retry_count }: ListedBatch, retryCount = 0): boolean {
	const isOver = status === 'completed' || status === 'failed' || status === 'cancelled';
	return isOver && (retry_count ?? retryCount) >= retryCount;
}

/** The batch alone, as all other answers than that of a read have it. */
export function withoutRecipients<Batch extends { recipients?: unknown }>(
	batch: Batch,
): Omit<Batch, 'recipients'> {
	const alone = { ...batch };
	delete alone.recipients;
	return alone;
}

/** Counts recipients by status; documented statuses without recipients are 0. */
export function recipientCounts({ recipients }: Pick<SourceBatch, 'recipients'>): RecipientCounts {
	const counts: RecipientCounts = Object.fromEntries(
		RECIPIENT_STATUSES.map((status) => [status, 0]),
	);
	for (const { status } of recipients ?? []) {
		const name = status ?? 'unknown';
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}

/** Waits for the ends of many batches, with the looks and the pace that calls are watched with. */
export class BatchWatch<Batch extends SourceBatch> {
	private readonly watch: CallWatch<Followed<Batch>>;

	private readonly retryCounts = new Map<string, number>();

	constructor(
		source: BatchWatchSource<Batch>,
		options: Omit<CallWatchOptions<Followed<Batch>>, 'source' | 'readCost'>,
	) {
		const statusOf = (batch: ListedBatch) =>
			batchEnded(batch, this.retryCounts.get(batch.id)) ? 'done' : 'initiated';
		this.watch = new CallWatch({
			...options,
			readCost: READ_COST,
			source: {
				...source,
				list: async (query) => {
					const { batches, ...page } = await source.list(query);
					const conversations = batches.map((batch) => ({
						conversationId: batch.id,
						status: statusOf(batch),
					}));
					return { ...page, conversations };
				},
				read: async (id) => {
					const whole = await source.read(id);
					const batch = withoutRecipients(whole);
					return { batch, counts: recipientCounts(whole), status: statusOf(whole) };
				},
			},
		});
	}

	/** Waits for the end of a batch. Never rejects. */
	async ended(watched: WatchedBatch): Promise<BatchEnding<Batch>> {
		const { id, agentId, createdAt, deadline, retryCount } = watched;
		if (retryCount !== undefined) this.retryCounts.set(id, retryCount);
		const { conversation: followed, ...ending } = await this.watch.ended({
			conversationId: id,
			agentId,
			dialedAt: createdAt,
			deadline,
		});
		return { ...ending, ...(followed && { followed }) };
	}

	/** Ends every wait now. */
	end(): void {
		this.watch.end();
	}
}
