/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that stands in for another company's. */
export interface LoopbackServer {
	url: string;
	close(): Promise<void>;
}

/**
 * Starts one on a free port.
 * @param answer returns what is sent as JSON; what it throws is sent as a 500
 */
export async function startLoopbackServer(
	answer: (path: string, body: string) => unknown,
): Promise<LoopbackServer> {
	const server = createServer((request, response) => {
		void (async () => {
			let body = '';
			for await (const chunk of request.setEncoding('utf8')) body += chunk;
			response.setHeader('content-type', 'application/json');
			try {
				response.end(JSON.stringify(answer(request.url ?? '', body)));
			} catch (error) {
				response.statusCode = 500;
				response.end(JSON.stringify({ error: { message: (error as Error).message } }));
			}
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
