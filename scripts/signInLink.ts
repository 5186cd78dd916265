/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { freePort } from '../test/n8n/freePort';

/**
 * A link that opens a page of the local n8n signed in. n8n can't be run without an account, but a cookie belongs to a host
 * whatever the port, so a second server on the loopback interface can hand the browser the owner's.
 */
export async function signInLink(cookie: string, page: string) {
	const secret = randomBytes(12).toString('hex');
	const port = await freePort();
	const server = createServer((request, response) => {
		if (request.url !== `/${secret}`) {
			response.writeHead(404).end();
			return;
		}
		response
			.writeHead(302, { location: page, 'set-cookie': `${cookie}; Path=/; HttpOnly; SameSite=Lax` })
			.end();
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return {
		link: `http://127.0.0.1:${port}/${secret}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}
