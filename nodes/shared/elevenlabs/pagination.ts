import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ElevenLabsClient } from './client';

/** The most that a page of any list holds. */
const PAGE_SIZE = 100;

/** So many pages in a row without an entry, and the list is taken to be at its end. */
const MOST_EMPTY_PAGES = 100;

/** Something that ElevenLabs keeps, with every field as it was sent. */
export const record = z.record(z.unknown()) as unknown as z.ZodType<
	IDataObject,
	z.ZodTypeDef,
	unknown
>;

/** A list whose pages are asked for with a cursor. */
export interface PagedList {
	path: string;
	/** The field of a page that holds its entries, e.g. `conversations`. */
	entries: string;
	/** Filters and order; a list goes as a key that is repeated. */
	query?: IDataObject;
}

/**
 * Reads a list page by page, until it ends or holds as many entries as wanted.
 * @param limit most entries that are wanted; Infinity for all
 * @returns the entries as they were sent
 * @throws ElevenLabsError
 */
export async function readPages(
	client: ElevenLabsClient,
	{ path, entries, query }: PagedList,
	limit: number,
): Promise<IDataObject[]> {
	const page = pageOf(entries);
	const pageSize = Math.min(PAGE_SIZE, limit);
	const found: IDataObject[] = [];
	const asked = new Set<string>();
	let cursor: string | undefined;
	let emptyPages = 0;
	while (found.length < limit && emptyPages < MOST_EMPTY_PAGES) {
		const { rows, next } = await client.read(path, page, {
			...query,
			page_size: pageSize,
			...(cursor === undefined ? {} : { cursor }),
		});
		for (const row of rows) found.push(row);
		emptyPages = rows.length === 0 ? emptyPages + 1 : 0;
		// A cursor that comes back would go round without end.
		if (!next || asked.has(next)) break;
		cursor = next;
		asked.add(cursor);
	}
	return found.slice(0, limit);
}

/** What a page is read as: its entries, and the cursor of the next one where there is one. */
function pageOf(entries: string) {
	return z.record(z.unknown()).transform((page, { addIssue }) => {
		const rows = z.array(record.nullable()).safeParse(page[entries]);
		if (rows.success) {
			return { rows: rows.data.filter((row) => row !== null), next: nextCursorOf(page) };
		}
		rows.error.issues.forEach(addIssue);
		return z.NEVER;
	});
}

function nextCursorOf({ has_more, next_cursor }: Record<string, unknown>): string | undefined {
	const isCursor = typeof next_cursor === 'string' || typeof next_cursor === 'number';
	return has_more === true && isCursor ? String(next_cursor) : undefined;
}
