import { seedApiKeys } from '../../simulator/server/apiKeys';
import { startSimulator } from '../../simulator/simulator';
import { ask, dial, startedSimulator, told } from './startedSimulator';

const simulator = startedSimulator();

const refusal = (type: string, code: string, message: string) => ({
	detail: {
		type,
		code,
		message,
		status: code,
		request_id: simulator().requests.at(-1)?.id,
		param: null,
	},
});

it('refuses a request without a key', async () => {
	const response = await ask(simulator(), '/v1/convai/agents', { key: '' });

	expect(response.headers.get('x-request-id')).toBe(simulator().requests[0]?.id);
	expect(await told(response)).toEqual({
		status: 401,
		body: refusal(
			'authentication_error',
			'needs_authorization',
			'Neither authorization header nor xi-api-key received, please provide one.',
		),
	});
});

it('refuses an unknown key', async () => {
	expect(await told(ask(simulator(), '/v1/convai/agents', { key: 'sim-fully' }))).toEqual({
		status: 401,
		body: refusal('authentication_error', 'invalid_api_key', 'Invalid API key'),
	});
});

it('refuses it with a 400 instead, if set to', async () => {
	const older = await startSimulator({ invalidKeyStatus: 400 });
	try {
		const { status, body } = await told(ask(older, '/v2/voices', { key: 'nobody' }));
		expect(status).toBe(400);
		expect(body).toMatchObject({ detail: { status: 'invalid_api_key' } });
	} finally {
		await older.close();
	}
});

it('checks the key before it looks at the body', async () => {
	expect((await dial(simulator(), '{', { key: 'nobody' })).status).toBe(401);
});

/** With its scope, a request gets the status; what writes is sent an empty body. */
const scopes: Array<[path: string, scope: string, method: string, status: number]> = [
	['/v1/convai/agents', 'convai_read', 'GET', 200],
	['/v1/convai/agents/agent_simlocked', 'convai_read', 'GET', 200],
	['/v1/convai/phone-numbers', 'convai_read', 'GET', 200],
	['/v1/convai/v2/phone-numbers', 'convai_read', 'GET', 200],
	['/v1/convai/phone-numbers/phnum_simtwilio', 'convai_read', 'GET', 200],
	['/v1/convai/llm/list', 'convai_read', 'GET', 200],
	['/v1/convai/conversations', 'convai_read', 'GET', 200],
	['/v1/convai/analytics/live-count', 'convai_read', 'GET', 200],
	['/v1/convai/settings', 'convai_read', 'GET', 200],
	['/v1/workspace/webhooks', 'webhooks_write', 'GET', 200],
	['/v2/voices', 'voices_read', 'GET', 200],
	['/v1/convai/twilio/outbound-call', 'convai_write', 'POST', 422],
	['/v1/convai/sip-trunk/outbound-call', 'convai_write', 'POST', 422],
	['/v1/convai/exotel/outbound-call', 'convai_write', 'POST', 422],
	['/v1/convai/whatsapp/outbound-call', 'convai_write', 'POST', 422],
	['/v1/convai/batch-calling/submit', 'convai_write', 'POST', 422],
	['/v1/convai/batch-calling/btcal_none/cancel', 'convai_write', 'POST', 404],
	['/v1/convai/batch-calling/btcal_none/retry', 'convai_write', 'POST', 404],
	['/v1/convai/agents/agent_none', 'convai_write', 'PATCH', 404],
	['/v1/workspace/webhooks', 'webhooks_write', 'POST', 422],
];

it.each(scopes)('asks at %s for the scope %s', async (path, scope, method, status) => {
	const body = method === 'GET' ? undefined : {};
	for (const [key, held] of Object.entries(seedApiKeys)) {
		const answer = await told(ask(simulator(), path, { key, method, body }));
		if ((held as readonly string[]).includes(scope)) {
			expect(answer.status).toBe(status);
		} else {
			expect(answer).toEqual({
				status: 401,
				body: refusal(
					'authorization_error',
					'missing_permissions',
					`The API key you used is missing the permission ${scope} to execute this operation.`,
				),
			});
		}
	}
});

it('lets a key that may only read see a conversation, and not delete it', async () => {
	await dial(simulator());
	const path = `/v1/convai/conversations/${simulator().calls[0]?.conversationId}`;
	const statusOf = async (method: string, key: string) =>
		(await ask(simulator(), path, { method, key })).status;

	expect(await statusOf('GET', 'sim-no-convai')).toBe(401);
	expect(await statusOf('GET', 'sim-no-write')).toBe(200);
	expect(await statusOf('DELETE', 'sim-no-write')).toBe(401);
	expect(await statusOf('DELETE', 'sim-agents-only')).toBe(200);
});
