import type { IDataObject } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import { batchCallSource, readBatchCallPage } from '../../../nodes/shared/elevenlabs/batchCalls';

/** A workspace with so many batches, the newest first, one minute apart. */
function workspace(count: number, page = 2) {
	const asked: IDataObject[] = [];
	const batches = Array.from({ length: count }, (_, index) => ({
		id: `btcal_${index}`,
		name: index % 5 === 4 ? `Fifth ${index}` : `Renewals ${index}`,
		status: 'completed',
		created_at_unix: 1_800_000_000 - index * 60,
	}));
	const client = {
		async read(_path: string, schema: { parse: (value: unknown) => unknown }, query: IDataObject) {
			asked.push(query);
			const from = Number(query.last_doc ?? 0);
			const end = from + page;
			return schema.parse({
				batch_calls: batches.slice(from, end),
				has_more: end < count,
				next_doc: String(end),
			});
		},
	} as unknown as ElevenLabsClient;
	return { client, asked };
}

describe('the list of the editor', () => {
	it('comes page by page', async () => {
		const { client, asked } = workspace(3);
		const first = await readBatchCallPage(client, {});
		const second = await readBatchCallPage(client, { cursor: first.next });
		expect([first, second].map(({ entries }) => entries.map(({ id }) => id))).toEqual([
			['btcal_0', 'btcal_1'],
			['btcal_2'],
		]);
		expect(second.next).toBeUndefined();
		expect(asked).toEqual([{ limit: 100 }, { limit: 100, last_doc: '2' }]);
	});

	it('is searched by name and ID, on as many pages as it takes', async () => {
		const { client } = workspace(30);
		const first = await readBatchCallPage(client, { search: 'fIFTH' });
		expect(first.entries.map(({ id }) => id)).toEqual(['btcal_4']);
		const second = await readBatchCallPage(client, { search: 'fifth', cursor: first.next });
		expect(second.entries.map(({ id }) => id)).toEqual(['btcal_9']);
		const byId = await readBatchCallPage(client, { search: 'btcal_17' });
		expect(byId.entries.map(({ id }) => id)).toEqual(['btcal_17']);
	});

	it('ends a search that finds nothing', async () => {
		const { client, asked } = workspace(1000);
		const { entries, next } = await readBatchCallPage(client, { search: 'nobody' });
		expect(entries).toEqual([]);
		expect(next).toBe('20');
		expect(asked).toHaveLength(10);
	});
});

it('is not paged past the oldest batch that is watched', async () => {
	const { client } = workspace(30);
	const source = batchCallSource(client);
	const since = 1_800_000_000 - 150;
	const first = await source.list({ since });
	const second = await source.list({ since, cursor: first.nextCursor });
	expect(first.nextCursor).toBe('2');
	expect(second.batches.map(({ id }) => id)).toEqual(['btcal_2', 'btcal_3']);
	expect(second.nextCursor).toBeUndefined();
});
