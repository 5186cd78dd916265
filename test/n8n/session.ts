/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Owner } from './environment';

/** What the editor does: n8n's internal REST API with the owner's cookie. */
export interface Session {
	/** `n8n-auth=…`, for a browser that is to be signed in. */
	cookie: string;
	/** The `data` of the answer, or an error with n8n's message. */
	rest<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

export class RestError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

export async function signIn(url: string, owner: Owner): Promise<Session> {
	let cookie = '';

	async function request(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(url + path, {
			method,
			headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (!response.ok) {
			const text = await response.text();
			throw new RestError(
				response.status,
				`n8n answered ${method} ${path} with ${response.status}: ${text}`,
			);
		}
		return response;
	}

	const logIn = async () =>
		await request('POST', '/rest/login', {
			emailOrLdapLoginId: owner.email,
			password: owner.password,
		});

	/** Older n8n has no owner yet. */
	const setUp = async () =>
		await request('POST', '/rest/owner/setup', { ...owner, firstName: 'Local', lastName: 'Owner' });

	// The routes come up shortly after the health checks turn green.
	for (const deadline = Date.now() + 30_000; ; await sleep(200)) {
		try {
			const login = await logIn().catch(async (error: unknown) => {
				if (error instanceof RestError && error.status === 401) return await setUp();
				throw error;
			});
			cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
			await login.body?.cancel();
			break;
		} catch (error) {
			if (Date.now() > deadline || (error instanceof RestError && error.status === 429))
				throw error;
		}
	}

	return {
		cookie,
		async rest<T>(method: string, path: string, body?: unknown) {
			const text = await (await request(method, path, body)).text();
			const answer: unknown = text === '' ? undefined : JSON.parse(text);
			const wrapped = typeof answer === 'object' && answer !== null && 'data' in answer;
			return (wrapped ? answer.data : answer) as T;
		},
	};
}
