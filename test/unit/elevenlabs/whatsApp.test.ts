import type { ElevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import { readWhatsAppAccounts, readWhatsAppCall } from '../../../nodes/shared/elevenlabs/whatsApp';

function clientWith(answer: unknown) {
	const asked: string[] = [];
	const client: ElevenLabsClient = {
		baseUrl: 'https://api.elevenlabs.io',
		clockOffsetMs: () => 0,
		send: async () => await Promise.reject(new Error('only reads')),
		async read(path, schema) {
			asked.push(path);
			return schema.parse(await Promise.resolve(answer));
		},
	};
	return { client, asked };
}

it('lists accounts, and leaves out what it cannot read', async () => {
	const good = { phone_number_id: '1', phone_number: '+1', is_token_expired: true, later: 1 };
	const odd = {
		phone_number_id: '2',
		phone_number: null,
		phone_number_name: 7,
		is_token_expired: 'x',
	};
	const { client, asked } = clientWith({ items: [good, odd, { phone_number: '+3' }, null] });
	expect(await readWhatsAppAccounts(client)).toMatchObject([
		good,
		{ phone_number_id: '2', phone_number: '' },
	]);
	expect(asked).toEqual(['/v1/convai/whatsapp-accounts']);
});

const USER = '12025550142';
const outbound = { direction: 'outbound', whatsapp_user_id: USER };

describe('the WhatsApp call of a conversation', () => {
	it.each<
		[what: string, metadata: unknown, found: { externalNumber?: string; isInbound: boolean }]
	>([
		['is ours', { whatsapp: outbound }, { externalNumber: USER, isInbound: false }],
		[
			'is to a number that has its own field',
			{ whatsapp: { ...outbound, whatsapp_user_id: 'US.1', recipient: { phone: '+12025550142' } } },
			{ externalNumber: '+12025550142', isInbound: false },
		],
		[
			'has a recipient without a number',
			{ whatsapp: { ...outbound, recipient: { phone: null, bsuid: 'US.1' } } },
			{ externalNumber: USER, isInbound: false },
		],
		['is a message', { text_only: true, whatsapp: outbound }, { isInbound: false }],
		['came in', { whatsapp: { ...outbound, direction: 'inbound' } }, { isInbound: true }],
		['has no known direction', { whatsapp: { whatsapp_user_id: USER } }, { isInbound: false }],
		[
			'has an unknown direction',
			{ whatsapp: { ...outbound, direction: 'unknown' } },
			{ isInbound: false },
		],
		[
			'is a phone call',
			{ phone_call: { direction: 'outbound', external_number: USER }, whatsapp: null },
			{ isInbound: false },
		],
		['is not known yet', null, { isInbound: false }],
	])('%s', async (_, metadata, found) => {
		const { client, asked } = clientWith({ conversation_id: 'conv_a', metadata });
		expect(await readWhatsAppCall(client, 'conv_a')).toStrictEqual({
			conversationId: 'conv_a',
			isSip: false,
			...found,
		});
		expect(asked).toEqual(['/v1/convai/conversations/conv_a']);
	});
});
