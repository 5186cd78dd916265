/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the simulator is never shipped to n8n */
import type { IncomingMessage } from 'node:http';

import { ApiError } from './apiErrors';

/** Resolves to `undefined` when the client goes away before its request is complete. */
export function readText(request: IncomingMessage): Promise<string | undefined> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => resolve(Buffer.concat(chunks).toString()));
		request.on('close', () => resolve(undefined));
		request.on('error', () => resolve(undefined));
	});
}

const isJson = (contentType: string | undefined) =>
	contentType === undefined || /^application\/([\w.+-]+\+)?json\b/i.test(contentType);

export type ParsedBody = { body?: unknown; invalid?: ApiError };

/** FastAPI reads a body without a JSON content type as text, which has none of the fields. */
export function parseBody(contentType: string | undefined, words: string): ParsedBody {
	if (words === '') return {};
	if (!isJson(contentType)) return { body: words };
	try {
		const body: unknown = JSON.parse(words);
		return { body };
	} catch (error) {
		const position = /position (\d+)/.exec(String(error))?.[1];
		const loc = ['body', position === undefined ? words.length : Number(position)];
		const invalid = new ApiError(422, [{ loc, msg: 'JSON decode error', type: 'json_invalid' }]);
		return { body: words, invalid };
	}
}
