import type { IDataObject } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import { ElevenLabsError } from '../../../nodes/shared/elevenlabs/errors';
import {
	readPhoneNumberPage,
	readPhoneNumbers,
} from '../../../nodes/shared/elevenlabs/phoneNumbers';

const PAGED = '/v1/convai/v2/phone-numbers';
const WHOLE = '/v1/convai/phone-numbers';

const number = (id: string, more: object = {}) => ({
	phone_number_id: id,
	phone_number: `+1555010000${id.length}`,
	label: `Line ${id}`,
	provider: 'twilio',
	...more,
});
const refusedWith = (status?: number) => new ElevenLabsError({ message: 'm', advice: 'a', status });

/** A client that answers reads, and keeps what was asked. */
function clientWith(answer: (path: string, query: IDataObject | undefined) => unknown) {
	const asked: Array<[path: string, query: IDataObject | undefined]> = [];
	const client: ElevenLabsClient = {
		baseUrl: 'https://api.elevenlabs.io',
		clockOffsetMs: () => 0,
		send: async () => await Promise.reject(new Error('only reads')),
		async read(path, schema, query) {
			asked.push([path, query]);
			if (asked.length > 20) throw new Error('asked without end');
			return schema.parse(await Promise.resolve(answer(path, query)));
		},
	};
	return { client, asked };
}

/** A client with pages by cursor; the first page has the cursor ''. */
const clientWithPages = (pages: Record<string, { ids: string[]; next?: string; more?: boolean }>) =>
	clientWith((_, query) => {
		const page = pages[String(query?.cursor ?? '')];
		return {
			phone_numbers: page?.ids.map((id) => number(id)),
			next_cursor: page?.next ?? null,
			has_more: page?.more ?? page?.next !== undefined,
		};
	});

const ids = (numbers: Array<{ phone_number_id: string }>) =>
	numbers.map(({ phone_number_id }) => phone_number_id);

describe('a page of phone numbers', () => {
	it('is asked for with what was wanted only', async () => {
		const { client, asked } = clientWithPages({ '': { ids: ['a'] }, c: { ids: ['b'] } });
		await readPhoneNumberPage(client, {});
		await readPhoneNumberPage(client, { search: '', cursor: '' });
		await readPhoneNumberPage(client, { search: 'Sales', cursor: 'c' });
		expect(asked).toStrictEqual([
			[PAGED, { page_size: 100 }],
			[PAGED, { page_size: 100 }],
			[PAGED, { page_size: 100, search: 'Sales', cursor: 'c' }],
		]);
	});

	it('says how to ask for the next one', async () => {
		const { client } = clientWithPages({ '': { ids: ['a', 'b'], next: 'c' } });
		expect(await readPhoneNumberPage(client, {})).toEqual({
			entries: [number('a'), number('b')],
			next: 'c',
		});
	});

	it.each([
		['says so', { ids: ['a'], next: 'c', more: false }],
		['has no cursor', { ids: ['a'], more: true }],
	])('is the last if it %s', async (_, page) => {
		const { client } = clientWithPages({ '': page });
		expect(await readPhoneNumberPage(client, {})).toStrictEqual({
			entries: [number('a')],
		});
	});

	it.each([
		[undefined, ['a', 'bb', 'ccc']],
		['', ['a', 'bb', 'ccc']],
		['LINE B', ['bb']],
		['0001', ['a']],
		['CCC', ['ccc']],
		['nobody', []],
	])('is searched by the client if the host has no paged list: %p', async (search, found) => {
		const { client, asked } = clientWith((path) => {
			if (path === PAGED) throw refusedWith(404);
			return [number('a'), number('bb'), number('ccc', { label: null })];
		});
		const page = await readPhoneNumberPage(client, { search });
		expect(ids(page.entries)).toEqual(found);
		expect(page).not.toHaveProperty('next');
		expect(asked.map(([path]) => path)).toEqual([PAGED, WHOLE]);
		expect(asked[1]?.[1]).toEqual({});
	});

	it.each([
		['a refusal', refusedWith(401)],
		['a silence', refusedWith()],
		['another error', new TypeError('x')],
	])('is not asked for in another way after %s', async (_, error) => {
		const { client, asked } = clientWith(() => {
			throw error;
		});
		await expect(readPhoneNumberPage(client, {})).rejects.toBe(error);
		expect(asked).toHaveLength(1);
	});

	it('is refused if the other way is, too', async () => {
		const { client } = clientWith(() => {
			throw refusedWith(404);
		});
		await expect(readPhoneNumberPage(client, {})).rejects.toMatchObject({
			status: 404,
		});
	});
});

describe('the phone numbers of a run', () => {
	const pages = {
		'': { ids: ['a', 'b'], next: 'p2' },
		p2: { ids: ['c', 'd'], next: 'p3' },
		p3: { ids: ['e'] },
	};

	it.each([
		[['a'], 1, ['a', 'b']],
		[['b', 'a'], 1, ['a', 'b']],
		[['a', 'd'], 2, ['a', 'b', 'c', 'd']],
		[['e'], 3, ['a', 'b', 'c', 'd', 'e']],
		[['nobody'], 3, ['a', 'b', 'c', 'd', 'e']],
		[[], 1, ['a', 'b']],
	])('are read until all of %j are among them', async (wanted, count, found) => {
		const { client, asked } = clientWithPages(pages);
		expect(ids(await readPhoneNumbers(client, new Set(wanted)))).toEqual(found);
		expect(asked).toEqual(
			[
				[PAGED, { page_size: 100 }],
				[PAGED, { page_size: 100, cursor: 'p2' }],
				[PAGED, { page_size: 100, cursor: 'p3' }],
			].slice(0, count),
		);
	});

	it.each([
		['the same page', { '': { ids: ['a'], next: 'p2' }, p2: { ids: ['b'], next: 'p2' } }],
		[
			'pages in a ring',
			{
				'': { ids: ['a'], next: 'p2' },
				p2: { ids: ['b'], next: 'p3' },
				p3: { ids: ['c'], next: 'p2' },
			},
		],
	])('are not read endlessly if ElevenLabs returns %s', async (_, ring) => {
		const { client } = clientWithPages(ring);
		expect(ids(await readPhoneNumbers(client, new Set(['nobody'])))).toEqual(
			Object.values(ring).flatMap((page) => page.ids),
		);
	});

	it('are read at once if the host has no paged list', async () => {
		const { client } = clientWith((path) => {
			if (path === PAGED) throw refusedWith(404);
			return [number('a'), number('b')];
		});
		expect(ids(await readPhoneNumbers(client, new Set(['nobody'])))).toEqual(['a', 'b']);
	});
});
