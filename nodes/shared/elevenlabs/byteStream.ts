import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/** Bytes as n8n takes them, here on their way. */
export type ByteStream = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/** The time that a request has to begin its answer. */
const MOST_SILENCE_MS = 60_000;

const LOOK_EVERY_MS = 1_000;

/**
 * Does something with the bytes of an answer, as long as they come: a request's time limit ends with
 * the headers. The stream is destroyed if nothing comes for a minute, or the run is cancelled.
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
	// Nobody else may hear of the error that it is destroyed with.
	stream.on('error', () => {});
	const stopped = async () => {
		while (!isUsed) {
			// A listener before its reader would set it going, and the reader would miss the beginning.
			if (!isHeard && stream.readableFlowing !== null) listen();
			const reason = isCancelled()
				? 'the execution was stopped'
				: Date.now() - cameAt >= MOST_SILENCE_MS
					? `no data for ${MOST_SILENCE_MS / 1000} seconds`
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
