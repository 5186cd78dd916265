/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the simulator is never shipped to n8n */
import type { ServerResponse } from 'node:http';

export interface Answer {
	status: number;
	/** A string and bytes go out as they are; everything else as JSON; undefined is no body. */
	body: unknown;
	headers?: Record<string, string>;
}

function encoded(body: unknown): [type: string | undefined, bytes: Buffer] {
	if (body === undefined) return [undefined, Buffer.alloc(0)];
	if (Buffer.isBuffer(body)) return ['audio/mpeg', body];
	if (typeof body === 'string') return ['text/html; charset=utf-8', Buffer.from(body)];
	return ['application/json', Buffer.from(JSON.stringify(body))];
}

function begin(response: ServerResponse, requestId: string, answer: Answer): Buffer {
	const [type, bytes] = encoded(answer.body);
	response.writeHead(answer.status, {
		...(type !== undefined && { 'content-type': type }),
		'x-request-id': requestId,
		...answer.headers,
		'content-length': bytes.length,
	});
	return bytes;
}

export function send(response: ServerResponse, requestId: string, answer: Answer): void {
	response.end(begin(response, requestId, answer));
}

/** Announces the whole answer, sends half of it, and closes the connection. */
export function sendHalf(response: ServerResponse, requestId: string, answer: Answer): void {
	const bytes = begin(response, requestId, answer);
	const half = bytes.subarray(0, Math.floor(bytes.length / 2));
	response.write(half, () => response.socket?.destroy());
}
