import { createHmac } from 'node:crypto';

/**
 * The `ElevenLabs-Signature` of a body, as ElevenLabs makes it.
 *
 * @param timestamp seconds since 1970
 */
export function signWebhook(secret: string, rawBody: string | Buffer, timestamp: number): string {
	const hash = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest('hex');
	return `t=${timestamp},v0=${hash}`;
}
