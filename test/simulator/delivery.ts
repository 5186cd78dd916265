/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the simulator is never shipped to n8n */
import type { ServerResponse } from 'node:http';

export interface Answer {
	status: number;
	/** A string goes out as it is; everything else as JSON. */
	body: unknown;
	headers?: Record<string, string>;
}

function begin(response: ServerResponse, requestId: string, answer: Answer): Buffer {
	const isText = typeof answer.body === 'string';
	const bytes = Buffer.from(isText ? String(answer.body) : JSON.stringify(answer.body));
	response.writeHead(answer.status, {
		'content-type': isText ? 'text/html; charset=utf-8' : 'application/json',
		'x-request-id': requestId,
		...answer.headers,
		'content-length': bytes.length,
	});
	return bytes;
}

export function send(response: ServerResponse, requestId: string, answer: Answer): void {
	response.end(begin(response, requestId, answer));
}

/** Announces the whole answer, sends half of it, and breaks off. */
export function sendHalf(response: ServerResponse, requestId: string, answer: Answer): void {
	const bytes = begin(response, requestId, answer);
	const half = bytes.subarray(0, Math.floor(bytes.length / 2));
	response.write(half, () => response.socket?.destroy());
}
