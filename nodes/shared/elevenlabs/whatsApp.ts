import { z } from 'zod';
import type { ElevenLabsClient } from './client';
import type { PhoneCall } from './conversations';
import { readWholeConversation } from './conversations';
import { PATHS } from './paths';
import { listOf, optionalOf } from './schemas';

const whatsAppAccount = z
	.object({
		/** Meta's ID of the number, by which calls name the account. */
		phone_number_id: z.string(),
		phone_number: z.string().catch(''),
		phone_number_name: optionalOf(z.string()),
		is_token_expired: optionalOf(z.boolean()),
	})
	.passthrough();

/** `GET /v1/convai/whatsapp-accounts` */
const whatsAppAccounts = z.object({ items: listOf(whatsAppAccount) });

/** The part of a conversation that is about WhatsApp; the phone number of a user may have its own field. */
const whatsAppMetadata = z.object({
	text_only: optionalOf(z.boolean()),
	whatsapp: optionalOf(
		z.object({
			direction: optionalOf(z.string()),
			whatsapp_user_id: optionalOf(z.string()),
			recipient: optionalOf(z.object({ phone: optionalOf(z.string()) })),
		}),
	),
});

export type WhatsAppAccount = z.infer<typeof whatsAppAccount>;

/**
 * Reads the workspace's WhatsApp accounts.
 * @throws ElevenLabsError
 */
export async function readWhatsAppAccounts(client: ElevenLabsClient): Promise<WhatsAppAccount[]> {
	const { items } = await client.read(PATHS.whatsAppAccounts, whatsAppAccounts);
	return items;
}

/**
 * Reads the WhatsApp call of a conversation. Until ElevenLabs says that we placed it, and for messages,
 * its number counts as unknown.
 * @throws ElevenLabsError
 */
export async function readWhatsAppCall(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<PhoneCall> {
	const { metadata } = await readWholeConversation(client, conversationId);
	const { text_only: isMessage, whatsapp } = whatsAppMetadata.catch({}).parse(metadata);
	const number = whatsapp?.recipient?.phone ?? whatsapp?.whatsapp_user_id;
	const isOurs = whatsapp?.direction === 'outbound' && isMessage !== true;
	return {
		conversationId,
		isSip: false,
		isInbound: whatsapp?.direction === 'inbound',
		...(isOurs && number ? { externalNumber: number } : {}),
	};
}
