/**
 * Silence as an MP3 that players accept: MPEG-2 layer III, mono, 16 kHz, 8 kbit/s, made of frames of 36 ms.
 */
const frameBytes = 36;
const framesPerSecond = 16_000 / 576;

/** Sync word and format; all zeros after it: side information and data of a frame in which nothing sounds. */
const frame = Buffer.alloc(frameBytes);
frame.writeUInt32BE(0xff_f3_18_c0);

/** At least so long, and at least so big, in whole frames. */
export function silentMp3(seconds: number, minBytes = 0): Buffer {
	const frames = Math.max(
		1,
		Math.ceil(seconds * framesPerSecond),
		Math.ceil(minBytes / frameBytes),
	);
	return Buffer.alloc(frames * frameBytes, frame);
}
