import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/** A stream of bytes in the type that n8n takes. */
export type ByteStream = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/** How long a request may take until its answer begins. */
const MAX_SILENCE_MS = 60_000;

const LOOK_EVERY_MS = 1_000;

/**
 * Uses the stream of an answer while data arrives, because a request's time limit ends with
 * the headers. The stream is destroyed if no data arrives for a minute, or the run is canceled.
 * @param use reads the stream
 * @throws what `use` throws, or an Error that says why the stream was destroyed
 */
export async function useStream<T>(
	stream: ByteStream,
	use: (stream: ByteStream) => Promise<T>,
	isCancelled: () => boolean,
): Promise<T> {
	let cameAt = Date.now();
	let isUsed = false;
	let isHeard = false;
	const listen = () => {
		isHeard = true;
		cameAt = Date.now();
		stream.on('data', () => (cameAt = Date.now()));
	};
	// Destroying it emits an error, which would be unhandled without a listener.
	stream.on('error', () => {});
	const stopped = async () => {
		while (!isUsed) {
			// Listening for data before the reader does would start the stream, and the reader would miss the beginning.
			if (!isHeard && stream.readableFlowing !== null) listen();
			const reason = isCancelled()
				? 'the execution was stopped'
				: Date.now() - cameAt >= MAX_SILENCE_MS
					? `no data for ${MAX_SILENCE_MS / 1000} seconds`
					: undefined;
			if (reason !== undefined) {
				const error = new Error(reason);
				stream.destroy(error);
				throw error;
			}
			await sleep(LOOK_EVERY_MS);
		}
		return await used;
	};
	const used = use(stream).finally(() => (isUsed = true));
	return await Promise.race([used, stopped()]);
}
