import type { IDataObject } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import { ElevenLabsError } from '../../../nodes/shared/elevenlabs/errors';
import { readPage, readUpTo } from '../../../nodes/shared/elevenlabs/pages';
import { records } from '../../../nodes/shared/elevenlabs/schemas';

const unreadable = new ElevenLabsError({ message: 'm', advice: 'a', status: 200 });

/** A client that answers with these pages, by the cursor that they are asked for with. */
function clientWith(pages: Record<string, unknown>) {
	const asked: Array<IDataObject | undefined> = [];
	const client: ElevenLabsClient = {
		baseUrl: 'https://api.elevenlabs.io',
		clockOffsetMs: () => 0,
		send: async () => await Promise.reject(new Error('only reads')),
		async read(_, schema, query) {
			asked.push(query);
			if (asked.length > 20) throw new Error('asked without end');
			const parsed = schema.safeParse(await Promise.resolve(pages[String(query?.cursor ?? '')]));
			if (parsed.success) return parsed.data;
			throw unreadable;
		},
	};
	return { client, asked };
}

const rows = (...names: string[]) => names.map((name) => ({ name, odd: [null, { of: 'all' }] }));
const read = async (client: ElevenLabsClient, limit: number, query?: IDataObject) =>
	await readUpTo(
		limit,
		async (cursor, pageSize) =>
			await readPage(
				client,
				{ path: '/v1/things', field: 'things', entries: records, query, pageSize },
				cursor,
			),
	);

const threePages = {
	'': { things: rows('a', 'b'), has_more: true, next_cursor: '1' },
	'1': { things: [], has_more: true, next_cursor: '2' },
	'2': { things: rows('c'), has_more: false, next_cursor: null },
};

describe('a list', () => {
	it('is read to its end, over an empty page, with every field as it came', async () => {
		const { client, asked } = clientWith(threePages);
		expect(await read(client, Infinity, { tags: ['x', 'y'] })).toEqual(rows('a', 'b', 'c'));
		expect(asked).toEqual([
			{ tags: ['x', 'y'], page_size: 100 },
			{ tags: ['x', 'y'], page_size: 100, cursor: '1' },
			{ tags: ['x', 'y'], page_size: 100, cursor: '2' },
		]);
	});

	it.each([
		[1, 1],
		[2, 1],
		[3, 3],
		[300, 3],
	])('is read up to a limit of %d with %d requests', async (limit, requests) => {
		const { client, asked } = clientWith(threePages);
		expect(await read(client, limit)).toEqual(rows('a', 'b', 'c').slice(0, limit));
		expect(asked.map((query) => query?.page_size)).toEqual(
			Array(requests).fill(Math.min(limit, 100)),
		);
	});

	it.each([
		['there is no more', { has_more: false, next_cursor: 'x' }],
		['no cursor comes', { has_more: true, next_cursor: null }],
		['an empty cursor comes', { has_more: true, next_cursor: '' }],
		['nothing is said', {}],
	])('ends if %s', async (_, more) => {
		const { client, asked } = clientWith({ '': { things: rows('a'), ...more } });
		expect(await read(client, Infinity)).toEqual(rows('a'));
		expect(asked).toHaveLength(1);
	});

	it('ends if a cursor repeats, even a later one', async () => {
		const { client, asked } = clientWith({
			'': { things: rows('a'), has_more: true, next_cursor: '1' },
			'1': { things: rows('b'), has_more: true, next_cursor: '2' },
			'2': { things: rows('c'), has_more: true, next_cursor: '1' },
		});
		expect(await read(client, Infinity)).toEqual(rows('a', 'b', 'c'));
		expect(asked).toHaveLength(3);
	});

	it('ends after a hundred pages in a row without an entry', async () => {
		let asked = 0;
		const client: ElevenLabsClient = {
			...clientWith({}).client,
			async read(_, schema) {
				asked += 1;
				const things = asked === 50 ? rows('a') : [];
				const page = { things, has_more: true, next_cursor: `cursor ${asked}` };
				return schema.parse(await Promise.resolve(page));
			},
		};
		expect(await read(client, Infinity)).toEqual(rows('a'));
		expect(asked).toBe(150);
	});

	it('is read in spite of an entry that is null, and of odd cursors', async () => {
		const { client } = clientWith({
			'': { things: [null, ...rows('a')], has_more: true, next_cursor: 7 },
			'7': { things: rows('b'), has_more: 'no', next_cursor: {} },
		});
		expect(await read(client, Infinity)).toEqual(rows('a', 'b'));
	});

	it.each([
		['has no list', { has_more: false }],
		['has something else in its place', { things: 'a' }],
		['has an entry that is none', { things: ['a'] }],
		['is none', null],
	])('is refused if a page %s', async (_, page) => {
		await expect(read(clientWith({ '': page }).client, Infinity)).rejects.toBe(unreadable);
	});
});
