import type { ByteStream } from './byteStream';
import type { ElevenLabsClient } from './client';
import { isSuccess, refusalOf } from './client';
import { PATHS } from './paths';

/** The format of ElevenLabs' recordings. */
export const RECORDING_TYPE = 'audio/mpeg';

/**
 * Opens the recording of a conversation.
 * @returns the bytes as they arrive
 * @throws ElevenLabsError, with status 404 if there is none
 */
export async function openRecording(
	client: ElevenLabsClient,
	conversationId: string,
): Promise<ByteStream> {
	const exchange = await client.send({
		method: 'GET',
		path: PATHS.recording(conversationId),
		streams: true,
	});
	if (isSuccess(exchange)) return exchange.body as ByteStream;
	throw refusalOf(exchange);
}
