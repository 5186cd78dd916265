import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ElevenLabsClient } from './client';
import { records } from './schemas';

/** The most that a page of any list holds. */
const PAGE_SIZE = 100;

/** After this many pages in a row without an entry, the list has ended. */
const MAX_EMPTY_PAGES = 100;

/** A list whose pages are asked for with a cursor. */
export interface PagedList<Entry> {
	path: string;
	/** The field of a page that holds its entries, e.g. `conversations`. */
	field: string;
	/** The schema of that field. */
	entries: z.ZodType<Entry[], z.ZodTypeDef, unknown>;
	/** Filters and order; a list is sent as a repeated key. */
	query?: IDataObject;
	/** Entries of a page, 100 by default. */
	pageSize?: number;
	/** The name of the page size in a request. */
	sizeName?: string;
	/** The names of the cursor in an answer and in a request. */
	cursorNames?: { given: string; asked: string };
	/** Whether a page that doesn't say how to go on is an error, and not the last one. */
	isCounted?: boolean;
}

/** One page of a list. */
export interface Page<Entry> {
	entries: Entry[];
	/** The cursor of the next page; absent on the last one. */
	next?: string;
}

/** What the user searches for in a list of the editor, and the cursor of the wanted page. */
export interface PageSearch {
	search?: string;
	cursor?: string;
}

const SIZE_NAME = 'page_size';

const CURSOR_NAMES = { given: 'next_cursor', asked: 'cursor' };

/**
 * Reads one page of a list.
 * @param cursor from the previous page; absent for the first page
 * @throws ElevenLabsError
 */
export async function readPage<Entry>(
	client: ElevenLabsClient,
	list: PagedList<Entry>,
	cursor?: string,
): Promise<Page<Entry>> {
	const { path, query, pageSize = PAGE_SIZE, sizeName = SIZE_NAME } = list;
	const { cursorNames = CURSOR_NAMES } = list;
	return await client.read(path, pageSchema(list), {
		...query,
		[sizeName]: pageSize,
		...(cursor ? { [cursorNames.asked]: cursor } : {}),
	});
}

/** The schema of a page of a list. */
export function pageSchema<Entry>({
	field,
	entries,
	cursorNames = CURSOR_NAMES,
	isCounted = false,
}: Pick<PagedList<Entry>, 'field' | 'entries' | 'cursorNames' | 'isCounted'>): z.ZodType<
	Page<Entry>,
	z.ZodTypeDef,
	unknown
> {
	return z.record(z.unknown()).transform((page, { addIssue }): Page<Entry> => {
		const read = entries.safeParse(page[field]);
		const next = page.has_more === true ? cursorIn(page[cursorNames.given]) : undefined;
		if (isCounted && next === undefined && page.has_more !== false) {
			addIssue({ code: 'custom', message: 'The list may go on' });
			return z.NEVER;
		}
		if (read.success) return { entries: read.data, ...(next === undefined ? {} : { next }) };
		read.error.issues.forEach(addIssue);
		return z.NEVER;
	});
}

function cursorIn(value: unknown): string | undefined {
	const isCursor = (typeof value === 'string' && value !== '') || typeof value === 'number';
	return isCursor ? String(value) : undefined;
}

/**
 * Goes through a list page by page, to its end.
 * @param read reads the page at a cursor, or the first one
 * @param maxPages stops reading a list that never ends
 * @returns the entries of each page
 */
export async function* pages<Entry>(
	read: (cursor: string | undefined) => Promise<Page<Entry>>,
	maxPages = Infinity,
): AsyncGenerator<Entry[], void, undefined> {
	const asked = new Set<string>();
	let cursor: string | undefined;
	let emptyPages = 0;
	for (let count = 0; count < maxPages && emptyPages < MAX_EMPTY_PAGES; count += 1) {
		const { entries, next } = await read(cursor);
		yield entries;
		// A repeated cursor would never end.
		if (next === undefined || asked.has(next)) return;
		emptyPages = entries.length === 0 ? emptyPages + 1 : 0;
		asked.add(next);
		cursor = next;
	}
}

/**
 * Reads the beginning of a list.
 * @param limit most entries that are wanted; Infinity for all
 * @param read reads the page at a cursor, or the first one, with at most so many entries
 * @throws ElevenLabsError
 */
export async function readUpTo<Entry>(
	limit: number,
	read: (cursor: string | undefined, pageSize: number) => Promise<Page<Entry>>,
): Promise<Entry[]> {
	const pageSize = Math.min(PAGE_SIZE, limit);
	const found: Entry[] = [];
	for await (const entries of pages(async (cursor) => await read(cursor, pageSize))) {
		// One by one: a spread of a long list would be too many arguments.
		for (const entry of entries) found.push(entry);
		if (found.length >= limit) break;
	}
	return found.slice(0, limit);
}

/**
 * Makes the reader of a list whose entries have every field as ElevenLabs sent it.
 * @returns reads the beginning of the list: `query` has filters and order, `limit` is the most entries
 *   that are wanted, Infinity for all; throws ElevenLabsError
 */
export function rawListReader(
	list: Pick<PagedList<unknown>, 'path' | 'field' | 'sizeName' | 'cursorNames'>,
) {
	return async (
		client: ElevenLabsClient,
		query: IDataObject,
		limit: number,
	): Promise<IDataObject[]> =>
		await readUpTo(
			limit,
			async (cursor, pageSize) =>
				await readPage(client, { ...list, entries: records, query, pageSize }, cursor),
		);
}
