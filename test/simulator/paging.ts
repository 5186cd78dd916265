import { ApiError } from './apiErrors';

const encode = (id: string) => Buffer.from(id).toString('base64url');
const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString();

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
		const lastId = decode(cursor);
		start = entries.findIndex((entry) => idOf(entry) === lastId) + 1;
		if (start === 0) {
			throw new ApiError(422, [
				{ loc: ['query', cursorName], msg: 'Value error, invalid cursor', type: 'value_error' },
			]);
		}
	}
	const page = entries.slice(start, start + pageSize);
	const last = page.at(-1);
	const more = start + pageSize < entries.length;
	return { page, next: more && last !== undefined ? encode(idOf(last)) : null };
}

export const includesText = (words: string | null | undefined, search: string) =>
	(words ?? '').toLowerCase().includes(search.toLowerCase());
