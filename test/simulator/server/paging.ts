import { ApiError } from './apiErrors';

export const cursorFor = (lastId: string) => Buffer.from(lastId).toString('base64url');
export const idIn = (cursor: string) => Buffer.from(cursor, 'base64url').toString();

export const invalidCursor = (name: string) =>
	new ApiError(422, [
		{ loc: ['query', name], msg: 'Value error, invalid cursor', type: 'value_error' },
	]);

/** The entries after the one that the cursor names, and a cursor for what follows them. */
export function pageOf<Entry>(
	entries: Entry[],
	idOf: (entry: Entry) => string,
	pageSize: number,
	cursor: string | undefined,
	cursorName = 'cursor',
): { page: Entry[]; next: string | null } {
	let start = 0;
	if (cursor) {
		const lastId = idIn(cursor);
		start = entries.findIndex((entry) => idOf(entry) === lastId) + 1;
		if (start === 0) throw invalidCursor(cursorName);
	}
	const page = entries.slice(start, start + pageSize);
	const last = page.at(-1);
	const more = start + pageSize < entries.length;
	return { page, next: more && last !== undefined ? cursorFor(idOf(last)) : null };
}

export const includesText = (words: string | null | undefined, search: string) =>
	(words ?? '').toLowerCase().includes(search.toLowerCase());
