/* eslint-disable @n8n/community-nodes/no-restricted-imports -- makes the streams that n8n hands over */
import { Readable } from 'node:stream';
import type { IExecuteFunctions, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { z } from 'zod';
import { deleteAt, elevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import { ElevenLabsError } from '../../../nodes/shared/elevenlabs/errors';

const node: INode = {
	id: 'n',
	name: 'ElevenLabs Calls',
	type: 'elevenLabsCalls',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** An n8n context in which every request ends in the same way. */
function context(
	request: () => unknown,
	credential: object = { apiKey: 'sk_secret', region: 'eu', baseUrl: '' },
) {
	const getCredentials = jest.fn<Promise<object>, [name: string]>(
		async () => await Promise.resolve(credential),
	);
	const httpRequestWithAuthentication = jest.fn<
		Promise<unknown>,
		[credential: string, options: object, more?: object]
	>(async () => await Promise.resolve(request()));
	const made = { getCredentials, helpers: { httpRequestWithAuthentication } };
	return { ...made, n8n: made as unknown as IExecuteFunctions };
}
const answering = (statusCode: number, body: unknown, headers: object = {}) =>
	context(() => ({ statusCode, body, headers }));
const failing = (error: unknown) =>
	context(() => {
		throw error;
	});

/** As axios makes them. */
const httpError = (code: string | undefined, cause?: unknown) =>
	Object.assign(new Error('failed', { cause }), { isAxiosError: true, code });

/** As n8n's request helper throws them. */
const wrapped = (error: Error) => new NodeApiError(node, error as unknown as JsonObject);

describe("ElevenLabs' clock", () => {
	it('is the one of its last answer that had a date', async () => {
		const dates: unknown[] = [new Date(Date.now() - 3_600_000).toUTCString(), undefined, 'soon'];
		const { n8n } = context(() => {
			const [date] = dates.splice(0, 1);
			return { statusCode: 502, body: '', headers: date === undefined ? {} : { date } };
		});
		const client = await elevenLabsClient(n8n);
		expect(client.clockOffsetMs()).toBe(0);
		for (let answers = 0; answers < 3; answers++) {
			await client.send({ method: 'GET', path: '/v1/x' });
			expect(Math.round(client.clockOffsetMs() / 60_000)).toBe(-60);
		}
	});
});

describe('a request', () => {
	it('is made once, with the credential, as n8n should send it', async () => {
		const { n8n, getCredentials, helpers } = answering(200, { ok: true });
		const client = await elevenLabsClient(n8n);
		const body = { to_number: '+14155550123' };
		await client.send({ method: 'POST', path: '/v1/x', body, query: { a: 1 } });
		expect(getCredentials.mock.calls).toEqual([['elevenLabsCallsApi']]);
		expect(helpers.httpRequestWithAuthentication.mock.calls).toEqual([
			[
				'elevenLabsCallsApi',
				{
					method: 'POST',
					url: 'https://api.eu.residency.elevenlabs.io/v1/x',
					qs: { a: 1 },
					arrayFormat: 'repeat',
					body: '{"to_number":"+14155550123"}',
					headers: { 'content-type': 'application/json' },
					json: true,
					timeout: 240_000,
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
				},
				// Otherwise n8n reads it from its database for each request.
				{
					credentialsDecrypted: {
						id: '',
						name: 'elevenLabsCallsApi',
						type: 'elevenLabsCallsApi',
						data: { apiKey: 'sk_secret', region: 'eu', baseUrl: '' },
					},
				},
			],
		]);
		expect(helpers.httpRequestWithAuthentication.mock.contexts).toEqual([n8n]);
	});

	it('takes JSON text as it is', async () => {
		const { n8n, helpers } = answering(200, {});
		const body = '{"b":1,"__proto__":{"constructor":2}}';
		await (await elevenLabsClient(n8n)).send({ method: 'POST', path: '/v1/x', body });
		expect(helpers.httpRequestWithAuthentication.mock.calls[0]?.[1]).toMatchObject({ body });
	});

	it.each([
		['a number that is none', { a: [NaN] }, "The request contains 'NaN' at 'a.0'"],
		['nothing under a name', { a: undefined }, "The request has no value at 'a'"],
	])('is not made with %s', async (_what, body, message) => {
		const { n8n, helpers } = answering(200, {});
		const client = await elevenLabsClient(n8n);
		await expect(client.send({ method: 'POST', path: '/v1/x', body })).rejects.toThrow(
			new TypeError(message),
		);
		expect(helpers.httpRequestWithAuthentication).not.toHaveBeenCalled();
	});

	it('goes to the base URL of the credential', async () => {
		const { n8n, helpers } = context(() => ({ statusCode: 200, body: {}, headers: {} }), {
			apiKey: 'sk_secret',
			region: 'custom',
			baseUrl: 'http://localhost:4000/',
		});
		await (await elevenLabsClient(n8n)).send({ method: 'GET', path: '/v1/x' });
		expect(helpers.httpRequestWithAuthentication.mock.calls[0]?.[1]).toMatchObject({
			url: 'http://localhost:4000/v1/x',
		});
	});

	it.each([[undefined], [''], [' '], ['\ufeff'], [5]])(
		'is not made without a key: %p',
		async (apiKey) => {
			const { n8n, helpers } = context(() => undefined, { apiKey, region: 'eu' });
			await expect(elevenLabsClient(n8n)).rejects.toThrow('credential has no API key');
			expect(helpers.httpRequestWithAuthentication).not.toHaveBeenCalled();
		},
	);

	it('that is refused does not show the key to anyone who reads the error', async () => {
		const { n8n } = answering(401, { detail: { message: 'Invalid API key: sk_secret' } });
		const client = await elevenLabsClient(n8n);
		expect(await client.send({ method: 'GET', path: '/v1/x' })).toMatchObject({
			body: { detail: { message: 'Invalid API key: …' } },
		});
	});

	it('is not made with an invalid base URL', async () => {
		const { n8n, helpers } = context(() => undefined, {
			apiKey: 'sk_secret',
			region: 'custom',
			baseUrl: 'x',
		});
		await expect(elevenLabsClient(n8n)).rejects.toThrow(TypeError);
		expect(helpers.httpRequestWithAuthentication).not.toHaveBeenCalled();
	});

	it.each([200, 302, 401, 404, 422, 429, 500])(
		'is answered with any status as it is: %p',
		async (status) => {
			const { n8n } = answering(status, { detail: 'x' }, { 'x-request-id': 'req_a' });
			const client = await elevenLabsClient(n8n);
			expect(await client.send({ method: 'POST', path: '/v1/x' })).toStrictEqual({
				answered: true,
				status,
				body: { detail: 'x' },
				requestId: 'req_a',
			});
		},
	);

	it.each([
		['no request ID', {}],
		['two request IDs', { 'x-request-id': ['a', 'b'] }],
		['no headers', undefined],
	])('is answered with %s', async (_, headers) => {
		const { n8n } = context(() => ({ statusCode: 200, body: 'b', headers }));
		const client = await elevenLabsClient(n8n);
		expect(await client.send({ method: 'GET', path: '/v1/x' })).toStrictEqual({
			answered: true,
			status: 200,
			body: 'b',
		});
	});

	it.each<[string, unknown, string]>([
		['as n8n wraps it', wrapped(httpError('ECONNRESET')), 'ECONNRESET'],
		['as it is', httpError('ETIMEDOUT'), 'ETIMEDOUT'],
		['with no code', httpError(undefined), 'no code'],
		[
			'with a cause of its own',
			httpError('ECONNRESET', new Error('read ECONNRESET')),
			'ECONNRESET',
		],
		[
			'as n8n wraps it, with a cause of its own',
			wrapped(httpError('ECONNRESET', new Error('read ECONNRESET'))),
			'ECONNRESET',
		],
		[
			'wrapped twice',
			new Error('outer', { cause: new Error('inner', { cause: httpError('ECONNREFUSED') }) }),
			'ECONNREFUSED',
		],
	])('that gets no answer gives its code, read from the error %s', async (_, error, code) => {
		const client = await elevenLabsClient(failing(error as Error).n8n);
		expect(await client.send({ method: 'POST', path: '/v1/x' })).toStrictEqual({
			answered: false,
			code,
		});
	});

	it.each([
		['an error of n8n', new NodeApiError(node, { message: 'no credential' })],
		['an error', new TypeError('x')],
		['an error that is its own cause', selfCaused()],
		['a text', 'x'],
		['nothing', undefined],
	])('that was never made throws what was thrown: %s', async (_, error) => {
		const client = await elevenLabsClient(failing(error).n8n);
		await expect(client.send({ method: 'POST', path: '/v1/x' })).rejects.toBe(error);
	});
});

function selfCaused(): Error {
	const error = new Error('round');
	error.cause = error;
	return error;
}

describe('a read', () => {
	const schema = z.object({ name: z.string() }).passthrough();

	it('gives what has the shape', async () => {
		const { n8n, helpers } = answering(200, { name: 'Ada', more: 1 });
		const client = await elevenLabsClient(n8n);
		expect(await client.read('/v1/x', schema, { page_size: 5 })).toEqual({ name: 'Ada', more: 1 });
		expect(helpers.httpRequestWithAuthentication.mock.calls[0]?.[1]).toMatchObject({
			method: 'GET',
			url: 'https://api.eu.residency.elevenlabs.io/v1/x',
			qs: { page_size: 5 },
		});
	});

	it.each([
		[
			'a refusal',
			404,
			{ detail: 'Not Found' },
			{
				message: 'ElevenLabs responded: Not Found',
				advice: 'Check the ID, and that the credential belongs to the same workspace and region.',
				requestId: 'req_a',
			},
		],
		[
			'another shape',
			200,
			{ nom: 'Ada' },
			{
				message: "Unexpected response; it doesn't look like ElevenLabs",
				advice: "Check 'Region' and 'Base URL' in the credential.",
				requestId: 'req_a',
			},
		],
		[
			'the shape with another status',
			500,
			{ name: 'Ada' },
			{
				message: 'ElevenLabs or a proxy in front of it returned a server error (HTTP 500)',
				advice: 'Try again later. See status.elevenlabs.io.',
				requestId: 'req_a',
			},
		],
	])('throws at %s', async (_, status, body, said) => {
		const client = await elevenLabsClient(answering(status, body, { 'x-request-id': 'req_a' }).n8n);
		const error: unknown = await client.read('/v1/x', schema).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(ElevenLabsError);
		expect(error).toMatchObject({ status, failure: { ...said, status }, message: said.message });
	});

	it('throws at a silence, without a status', async () => {
		const client = await elevenLabsClient(failing(httpError('ENOTFOUND')).n8n);
		const error: unknown = await client.read('/v1/x', schema).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(ElevenLabsError);
		expect(error).toMatchObject({
			status: undefined,
			message: 'ElevenLabs could not be reached (ENOTFOUND)',
		});
	});
});

describe('a stream', () => {
	const chunks = (...parts: Buffer[]) => Readable.from(parts);
	const open = async (n8n: IExecuteFunctions) =>
		await (await elevenLabsClient(n8n)).send({ method: 'GET', path: '/v1/x', streams: true });

	it('is handed on as it comes', async () => {
		const stream = chunks(Buffer.from('ID3'));
		const { n8n, helpers } = answering(200, stream);
		expect(await open(n8n)).toMatchObject({ status: 200, body: stream });
		expect(helpers.httpRequestWithAuthentication.mock.calls[0]?.[1]).toMatchObject({
			encoding: 'stream',
			disableFollowRedirect: true,
		});
	});

	it('with a refusal is read without the key, even if a character is split between chunks', async () => {
		const bytes = Buffer.from(JSON.stringify({ detail: { message: 'Schlüssel sk_secret' } }));
		const cut = bytes.indexOf(0xc3) + 1;
		const { n8n } = answering(401, chunks(bytes.subarray(0, cut), bytes.subarray(cut)));
		expect(await open(n8n)).toMatchObject({
			status: 401,
			body: { detail: { message: 'Schlüssel …' } },
		});
	});

	it("with a proxy's page is text", async () => {
		const { n8n } = answering(502, chunks(Buffer.from('<html>')));
		expect(await open(n8n)).toMatchObject({ status: 502, body: '<html>' });
	});
});

describe('deleting', () => {
	it.each([200, 204])('is done with %d', async (status) => {
		const { n8n, helpers } = answering(status, undefined);
		await deleteAt(await elevenLabsClient(n8n), '/v1/x');
		expect(helpers.httpRequestWithAuthentication.mock.calls[0]?.[1]).toMatchObject({
			method: 'DELETE',
			url: 'https://api.eu.residency.elevenlabs.io/v1/x',
		});
	});

	it.each([302, 404, 500])('is refused with %d', async (status) => {
		const { n8n } = answering(status, { detail: 'No' });
		await expect(deleteAt(await elevenLabsClient(n8n), '/v1/x')).rejects.toMatchObject({ status });
	});

	it('is refused if no answer comes', async () => {
		const { n8n } = failing(httpError('ECONNRESET'));
		await expect(deleteAt(await elevenLabsClient(n8n), '/v1/x')).rejects.toThrow(
			'could not be reached',
		);
	});
});
