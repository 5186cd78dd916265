import type { IExecuteFunctions } from 'n8n-workflow';
import type { ElevenLabsClient } from './client';
import { refusalOf } from './client';

/** Bytes as n8n takes them, here on their way. */
export type AudioStream = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/** What ElevenLabs records in. */
export const RECORDING_TYPE = 'audio/mpeg';

/**
 * Opens the recording of a conversation.
 * @returns the bytes while they come
 * @throws ElevenLabsError, with status 404 where there is none
 */
export async function openRecording(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<AudioStream> {
	const exchange = await client.send({
		method: 'GET',
		path: `/v1/convai/conversations/${encodeURIComponent(conversationId)}/audio`,
		streams: true,
	});
	if (exchange.answered && exchange.status === 200) return exchange.body as AudioStream;
	throw refusalOf(exchange);
}
