/* eslint-disable @n8n/community-nodes/no-restricted-imports -- makes the streams that n8n hands over */
import { Readable } from 'node:stream';
import { useStream } from '../../../nodes/shared/elevenlabs/byteStream';

/** As some versions of n8n read a stream. */
const byEvents = async (stream: Readable) =>
	await new Promise<string>((resolve, reject) => {
		const parts: Buffer[] = [];
		stream.on('data', (part: Buffer) => parts.push(part));
		stream.on('end', () => resolve(Buffer.concat(parts).toString()));
		stream.on('error', reject);
	});

const byIteration = async (stream: Readable) => {
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part as Buffer);
	return Buffer.concat(parts).toString();
};

const open = () => new Readable({ read: () => {} });

describe.each([
	['by its events', byEvents],
	['by iteration', byIteration],
])('a stream that is read %s', (_, use) => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	it('arrives completely, however long it takes, as long as data keeps coming', async () => {
		const stream = open();
		const text = useStream(stream, use, () => false);
		for (const part of ['a', 'b', 'c']) {
			stream.push(part);
			await jest.advanceTimersByTimeAsync(50_000);
		}
		stream.push(null);
		await jest.advanceTimersByTimeAsync(0);
		expect(await text).toBe('abc');
	});

	it('is destroyed if no data comes for a minute', async () => {
		const stream = open();
		const failed = expect(useStream(stream, use, () => false)).rejects.toThrow(
			'no data for 60 seconds',
		);
		stream.push('a');
		await jest.advanceTimersByTimeAsync(62_000);
		await failed;
		expect(stream.destroyed).toBe(true);
	});

	it('is destroyed when the run is canceled', async () => {
		const stream = open();
		const run = { isCancelled: false };
		const failed = expect(useStream(stream, use, () => run.isCancelled)).rejects.toThrow(
			'the execution was stopped',
		);
		await jest.advanceTimersByTimeAsync(5_000);
		run.isCancelled = true;
		await jest.advanceTimersByTimeAsync(1_000);
		await failed;
		expect(stream.destroyed).toBe(true);
	});
});
