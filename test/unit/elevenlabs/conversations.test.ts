import type { IDataObject } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import {
	conversationSource,
	listConversations,
	listStatuses,
	readLiveCount,
	readPhoneCall,
	readWholeConversation,
} from '../../../nodes/shared/elevenlabs/conversations';
import { ElevenLabsError, isNotFound } from '../../../nodes/shared/elevenlabs/errors';

const LIST = '/v1/convai/conversations';

function clientWith(answer: (query: IDataObject | undefined) => unknown) {
	const asked: Array<[path: string, query: IDataObject | undefined]> = [];
	const client: ElevenLabsClient = {
		baseUrl: 'https://api.elevenlabs.io',
		clockOffsetMs: () => 0,
		send: async () => await Promise.reject(new Error('only reads')),
		async read(path, schema, query) {
			asked.push([path, query]);
			return schema.parse(await Promise.resolve(answer(query)));
		},
	};
	return { client, asked };
}

const page = (id: string, more: object = {}) => ({
	conversations: [{ conversation_id: id, start_time_unix_secs: 7, agent_id: 'agent_a' }],
	...more,
});

describe('the conversations of an agent', () => {
	it('are asked for by agent and time, page by page', async () => {
		const { client, asked } = clientWith((query) =>
			query?.cursor === undefined ? page('a', { has_more: true, next_cursor: 'c' }) : page('b'),
		);
		expect(await listConversations(client, 'agent_a', 1_700)).toStrictEqual([
			{ conversationId: 'a', startedAt: 7 },
			{ conversationId: 'b', startedAt: 7 },
		]);
		const query = {
			agent_id: 'agent_a',
			call_start_after_unix: 1_700,
			sort_direction: 'asc',
			page_size: 100,
		};
		expect(asked).toStrictEqual([
			[LIST, query],
			[LIST, { ...query, cursor: 'c' }],
		]);
	});

	it.each([
		['says that it is the last', { has_more: false, next_cursor: 'c' }],
		['does not say', { next_cursor: 'c' }],
		['has no cursor', { has_more: true }],
		['has an empty cursor', { has_more: true, next_cursor: '' }],
	])('end with a page that %s', async (_, more) => {
		const { client, asked } = clientWith(() => page('a', more));
		expect(await listConversations(client, 'agent_a', 1)).toHaveLength(1);
		expect(asked).toHaveLength(1);
	});

	it('end after five pages, whatever ElevenLabs says', async () => {
		const { client, asked } = clientWith(() =>
			page('a', { has_more: true, next_cursor: `${asked.length}` }),
		);
		expect(await listConversations(client, 'agent_a', 1)).toHaveLength(5);
		expect(asked).toHaveLength(5);
	});
});

describe('a conversation', () => {
	const id = { conversation_id: 'a' };
	const told = (call: unknown) => ({ ...id, metadata: { phone_call: call } });
	it.each([
		[
			told({ type: 'twilio', external_number: '+14155550123', call_sid: 'CA1' }),
			{ isSip: false, isInbound: false, externalNumber: '+14155550123', callId: 'CA1' },
		],
		[
			told({ type: 'sip_trunking', call_sid: 'SCL_1' }),
			{ isSip: true, isInbound: false, callId: 'SCL_1' },
		],
		[
			told({ type: 'twilio', external_number: '', call_sid: null }),
			{ isSip: false, isInbound: false },
		],
		[told({ type: 'twilio', direction: 'inbound' }), { isSip: false, isInbound: true }],
		[told(null), { isSip: false, isInbound: false }],
		[
			{ ...id, metadata: null },
			{ isSip: false, isInbound: false },
		],
		[id, { isSip: false, isInbound: false }],
	])('is read as far as %j allows', async (body, details) => {
		const { client } = clientWith(() => body);
		expect(await readPhoneCall(client, 'a')).toStrictEqual({ conversationId: 'a', ...details });
	});

	it('is read from its own path', async () => {
		const { client, asked } = clientWith(() => id);
		await readPhoneCall(client, '../x?y');
		expect(asked).toEqual([[`${LIST}/..%2Fx%3Fy`, undefined]]);
	});
});

describe('what conversations do', () => {
	it.each([
		[{}, {}],
		[{ agentId: 'agent_a' }, { agent_id: 'agent_a' }],
		[
			{ agentId: 'agent_a', since: 1_700, cursor: 'c' },
			{ agent_id: 'agent_a', call_start_after_unix: 1_700, cursor: 'c' },
		],
	])('is listed a page at a time: %j', async (query, sent) => {
		const { client, asked } = clientWith(() => ({
			conversations: [
				{ conversation_id: 'a', status: 'done', call_successful: 'success' },
				{ conversation_id: 'b', status: null },
				{ conversation_id: 'c', status: 'in-progress' },
			],
			has_more: true,
			next_cursor: 'd',
		}));
		expect(await listStatuses(client, query)).toStrictEqual({
			conversations: [
				{ conversationId: 'a', status: 'done' },
				{ conversationId: 'c', status: 'in-progress' },
			],
			nextCursor: 'd',
		});
		expect(asked).toStrictEqual([[LIST, { page_size: 100, ...sent }]]);
	});

	it.each([
		[{ has_more: false, next_cursor: 'c' }],
		[{ has_more: true, next_cursor: null }],
		[{ has_more: true, next_cursor: '' }],
		[{}],
	])('is on no further page after %j', async (more) => {
		const { client } = clientWith(() => ({ conversations: [], ...more }));
		expect(await listStatuses(client, {})).toStrictEqual({ conversations: [] });
	});
});

describe('a whole conversation', () => {
	it.each([
		[{ conversation_id: 'a' }],
		[
			{
				conversation_id: 'a',
				status: 'done',
				metadata: { cost: '1', new_key: [null] },
				analysis: 5,
			},
		],
		[{ conversation_id: 'a', transcript: [null, { role: 7 }], has_audio: 'yes', tag_ids: [] }],
	])('is read as it came: %j', async (body) => {
		const { client, asked } = clientWith(() => body);
		expect(await readWholeConversation(client, 'a/b')).toStrictEqual(body);
		expect(asked).toEqual([[`${LIST}/a%2Fb`, undefined]]);
	});
});

describe('the source of a watch', () => {
	const error = (status?: number) => new ElevenLabsError({ message: 'No', advice: '', status });
	it.each<
		[what: string, thrown: unknown, verdicts: [gone: boolean, refused: boolean, tooMany: boolean]]
	>([
		['404', error(404), [true, false, false]],
		['401', error(401), [false, true, false]],
		['403', error(403), [false, true, false]],
		['429', error(429), [false, false, true]],
		['500', error(500), [false, false, false]],
		['silence', error(), [false, false, false]],
		['another error', Object.assign(new Error('x'), { status: 404 }), [false, false, false]],
		['no error', undefined, [false, false, false]],
	])('distinguishes %s from others', (_, thrown, verdicts) => {
		const { isGone, isRefused, isTooMany } = conversationSource(clientWith(() => ({})).client);
		expect([isGone(thrown), isRefused(thrown), isTooMany(thrown)]).toEqual(verdicts);
		expect(isNotFound(thrown)).toBe(verdicts[0]);
	});

	it('lists and reads with the client', async () => {
		const { client, asked } = clientWith((query) =>
			query ? { conversations: [] } : { conversation_id: 'a', status: 'done' },
		);
		const source = conversationSource(client);
		expect(await source.list({ agentId: 'agent_a' })).toEqual({ conversations: [] });
		expect(await source.read('a')).toEqual({ conversation_id: 'a', status: 'done' });
		expect(asked.map(([path]) => path)).toEqual([LIST, `${LIST}/a`]);
	});
});

it('the live count is that of the workspace', async () => {
	const { client, asked } = clientWith(() => ({ count: 3 }));
	expect(await readLiveCount(client)).toBe(3);
	expect(asked).toEqual([['/v1/convai/analytics/live-count', undefined]]);
});
