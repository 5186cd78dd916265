/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test support */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedDelivery {
	path: string;
	headers: IncomingHttpHeaders;
	rawBody: Buffer;
}

export interface WebhookReceiver {
	readonly url: string;
	readonly received: ReceivedDelivery[];
	/** What the next ones are answered with; the last one stays. */
	answerWith(...statuses: Array<number | 'reset'>): void;
	/** Resolves once so many have come. */
	gets(count: number): Promise<void>;
	close(): Promise<void>;
}

/** Receives deliveries, like an n8n that a webhook points to. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
	const received: ReceivedDelivery[] = [];
	const waiting: Array<{ count: number; resolve: () => void }> = [];
	let answers: Array<number | 'reset'> = [200];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { url = '/', headers } = request;
			received.push({ path: url, headers, rawBody: Buffer.concat(chunks) });
			waiting.filter(({ count }) => count <= received.length).forEach(({ resolve }) => resolve());
			const answer = answers.length > 1 ? answers.shift() : answers[0];
			if (answer === 'reset') request.socket.resetAndDestroy();
			else response.writeHead(answer ?? 200).end('{}');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
		received,
		answerWith(...statuses) {
			answers = statuses;
		},
		gets: (count) =>
			new Promise((resolve) => {
				if (count <= received.length) resolve();
				else waiting.push({ count, resolve });
			}),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
