/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test breaks the network on purpose */
import http from 'node:http';
import type { ClientRequest, RequestOptions } from 'node:http';

/** Nobody listens on the port of "tcpmux". */
const CLOSED_PORT = 1;

const DIALS = /\/(outbound-call|batch-calling\/submit)$/;

/**
 * Has the nth request to dial or to create a batch, counted from 1, go to a port that nobody listens on, so that the
 * system itself refuses its connection. What comes after it goes its usual way.
 * @returns puts everything back
 */
export function refuseConnectionOfDial(nth: number): () => void {
	const real = http.request;
	let dials = 0;
	const request = (options: RequestOptions, ...rest: [never]): ClientRequest => {
		const isDial = options.method === 'POST' && DIALS.test(String(options.path));
		if (isDial) dials += 1;
		return isDial && dials === nth
			? real({ ...options, host: '127.0.0.1', port: CLOSED_PORT }, ...rest)
			: real(options, ...rest);
	};
	const spy = jest.spyOn(http, 'request').mockImplementation(request as typeof http.request);
	return () => spy.mockRestore();
}
