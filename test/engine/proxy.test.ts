/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- plays the proxy of a company */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PLAIN_CALL, rowsOf } from './plainCalls';
import { runWorkflow } from './workflowRun';
import { simulator } from './quickSimulator';

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));

const MESSAGE = 'A proxy between n8n and ElevenLabs asks for a user name and password (HTTP 407)';

let proxy: Server;
/** What the proxy did not let through. */
let refused: string[];

/** Lets reading through, but no request that changes something, and no tunnel. */
function passOn(incoming: IncomingMessage, response: ServerResponse): void {
	const { method = '', url = '', headers } = incoming;
	if (method !== 'GET') {
		refused.push(`${method} ${url}`);
		response.writeHead(407, { 'proxy-authenticate': 'Basic realm="Example Inc."' });
		response.end('<h1>Who are you?</h1>');
		return;
	}
	const { pathname, search } = new URL(url);
	const { port } = new URL(simulator.url);
	const passed = forward({ port, path: pathname + search, headers }, (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	});
	passed.end();
}

beforeAll(async () => {
	proxy = createServer(passOn);
	proxy.on('connect', ({ url }, socket) => {
		refused.push(`CONNECT ${url}`);
		socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	for (const name of NAMES) delete process.env[name];
	process.env.HTTP_PROXY = url;
	process.env.HTTPS_PROXY = url;
});

beforeEach(() => {
	refused = [];
});

afterAll(async () => {
	for (const [name, value] of Object.entries(before)) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	proxy.closeAllConnections();
	await new Promise((resolve) => proxy.close(resolve));
});

const call = async (credential: { region: string; baseUrl: string }) =>
	await runWorkflow({
		parameters: PLAIN_CALL,
		rows: rowsOf(1),
		credential: { apiKey: 'sim-full', ...credential },
		onError: 'continueRegularOutput',
	});

it('a dial that a proxy refuses is definitely not placed, and is not repeated', async () => {
	const { items } = await call({ region: 'custom', baseUrl: 'http://elevenlabs.invalid/v1/' });
	expect(items[0]?.json).toMatchObject({
		error: `The call to …1000 was not placed: ${MESSAGE} [item 0]`,
		details: { call_may_have_been_placed: false, http_status: 407 },
	});
	expect(refused).toEqual(['POST http://elevenlabs.invalid/v1/convai/twilio/outbound-call']);
	expect(simulator.calls).toEqual([]);
});

it('a tunnel that a proxy refuses is blamed on the proxy', async () => {
	const { items } = await call({ region: 'eu', baseUrl: '' });
	expect(items[0]?.json.error).toBe(`${MESSAGE} [item 0]`);
	expect(new Set(refused)).toEqual(new Set(['CONNECT api.eu.residency.elevenlabs.io:443']));
});
