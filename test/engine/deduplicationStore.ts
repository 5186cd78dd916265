/* eslint-disable @n8n/community-nodes/no-restricted-globals -- stands in for n8n's database */
import { createHash } from 'node:crypto';
import type {
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
} from 'n8n-workflow';

/** Turns of the event loop that a query takes, so two at once conflict. */
const QUERY_TURNS = 5;

/**
 * What n8n keeps deduplication keys in, without its database: one row for all keys of a node, which is
 * read, changed and written back without a lock (n8n's `DeduplicationHelper`, 2.41, mode "entries").
 */
export class DeduplicationStore implements IDataDeduplicator {
	/** Hashes by workflow and node. */
	readonly rows = new Map<string, string[]>();

	/** Called while a claim is being written. */
	whileClaiming: (() => void) | undefined;

	async checkProcessedAndRecord(
		keys: string[],
		_scope: string,
		context: ICheckProcessedContextData,
		{ maxEntries = 0 }: ICheckProcessedOptions,
	) {
		const row = rowOf(context);
		const before = await this.read(row);
		const known = new Set(before);
		const fresh = keys.filter((key) => !known.has(hashOf(key)));
		const after = [...(before ?? []), ...fresh.map(hashOf)];
		if (maxEntries > 0) after.splice(0, after.length - maxEntries);
		this.whileClaiming?.();
		await this.write(row, after, before === undefined);
		return { new: fresh, processed: keys.filter((key) => known.has(hashOf(key))) };
	}

	async removeProcessed(keys: string[], _scope: string, context: ICheckProcessedContextData) {
		const row = rowOf(context);
		const before = await this.read(row);
		if (before === undefined) return;
		const gone = new Set(keys.map(hashOf));
		await this.write(
			row,
			before.filter((hash) => !gone.has(hash)),
			false,
		);
	}

	async clearAllProcessedItems(_scope: string, context: ICheckProcessedContextData) {
		this.rows.delete(rowOf(context));
	}

	async getProcessedDataCount(_scope: string, context: ICheckProcessedContextData) {
		return (await this.read(rowOf(context)))?.length ?? 0;
	}

	private async read(row: string): Promise<string[] | undefined> {
		await query();
		return structuredClone(this.rows.get(row));
	}

	private async write(row: string, hashes: string[], isNew: boolean): Promise<void> {
		await query();
		if (isNew && this.rows.has(row)) throw new Error('UNIQUE constraint failed: processed_data');
		this.rows.set(row, hashes);
	}
}

async function query(): Promise<void> {
	for (let turn = 0; turn < QUERY_TURNS; turn++) await new Promise(setImmediate);
}

const rowOf = ({ workflow, node }: ICheckProcessedContextData) => `${workflow.id} n:${node?.id}`;

const hashOf = (key: string) => createHash('md5').update(key).digest('base64');
