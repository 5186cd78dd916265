import type { FaultAction } from '../../simulator/simulator';
import { ask, dial, dialBody, startedSimulator, told, watchedClock } from './startedSimulator';

const simulator = startedSimulator();

const number = '+12025550101';
const agentsPath = '/v1/convai/agents';

const once = (action: FaultAction) => simulator().addFault({ match: {}, action });

describe('a status', () => {
	it('comes in the words of ElevenLabs, instead of a call', async () => {
		simulator().addFault({
			match: { toNumber: number },
			action: { status: 429, headers: { 'retry-after': '7' } },
		});
		const response = await dial(simulator());

		expect(response.headers.get('retry-after')).toBe('7');
		expect(await told(response)).toEqual({
			status: 429,
			body: {
				detail: {
					type: 'rate_limit_error',
					code: 'too_many_concurrent_requests',
					message: 'Too many concurrent requests for your subscription.',
					status: 'too_many_concurrent_requests',
					request_id: response.headers.get('x-request-id'),
					param: null,
				},
			},
		});
		expect(simulator().callsTo(number)).toBe(0);
		expect(simulator().requests[0]?.status).toBe(429);
	});

	it.each([
		[403, 'authorization_error'],
		[418, 'invalid_request'],
		[500, 'internal_error'],
		[502, 'internal_error'],
		[503, 'service_unavailable'],
	])('%i is of the type %s', async (status, type) => {
		once({ status });
		const answer = await told(dial(simulator()));

		expect(answer).toMatchObject({ status, body: { detail: { type } } });
	});

	it('can be a proxy’s page', async () => {
		once({ status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' });
		const response = await dial(simulator());

		expect(response.status).toBe(502);
		expect(response.headers.get('content-type')).toContain('text/html');
		expect(await response.text()).toBe('<html><h1>502 Bad Gateway</h1></html>');
		expect(simulator().callsTo(number)).toBe(0);
	});

	it('can have a body of its own, and hide that the call was placed', async () => {
		once({ status: 500, body: { detail: 'Oops' }, placeCall: true });

		expect(await told(dial(simulator()))).toEqual({ status: 500, body: { detail: 'Oops' } });
		expect(simulator().callsTo(number)).toBe(1);
	});

	it('places no call that could not be placed anyway', async () => {
		once({ status: 500, placeCall: true });

		expect((await dial(simulator(), dialBody(number, { agent_id: 'nobody' }))).status).toBe(500);
		expect(simulator().calls).toEqual([]);
	});
});

describe('a broken connection', () => {
	it.each([
		['before', 0],
		['after', 1],
	] as const)('%s the call', async (reset, calls) => {
		once({ reset });

		await expect(dial(simulator())).rejects.toMatchObject({
			message: 'fetch failed',
			cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) as string },
		});
		expect(simulator().callsTo(number)).toBe(calls);
		expect(simulator().requests).toHaveLength(1);
		expect(simulator().requests[0]?.status).toBeNull();
		expect(simulator().inFlight).toBe(0);
	});
});

it('half an answer comes with the call placed', async () => {
	once({ truncate: true });
	const response = await dial(simulator());

	expect(response.status).toBe(200);
	expect(Number(response.headers.get('content-length'))).toBeGreaterThan(50);
	await expect(response.text()).rejects.toThrow('terminated');
	expect(simulator().callsTo(number)).toBe(1);
});

it('success: false comes without a call, and only from a dial', async () => {
	once({ successFalse: 'Call failed: no credit' });

	expect((await ask(simulator(), agentsPath)).status).toBe(200);
	expect(await told(dial(simulator()))).toEqual({
		status: 200,
		body: {
			success: false,
			message: 'Call failed: no credit',
			conversation_id: null,
			callSid: null,
		},
	});
	expect(simulator().calls).toEqual([]);
	expect(await told(dial(simulator()))).toMatchObject({ body: { success: true } });
});

it('an answer can keep the conversation to itself, and only that of a dial', async () => {
	once({ conversationId: null });

	expect((await ask(simulator(), agentsPath)).status).toBe(200);
	const answer = await told(dial(simulator()));
	const [call] = simulator().calls;
	expect(answer).toEqual({
		status: 200,
		body: {
			success: true,
			message: 'Call initiated successfully',
			conversation_id: null,
			callSid: call?.callSid,
		},
	});
	expect(simulator().conversations()).toMatchObject([
		{
			conversation_id: call?.conversationId,
			metadata: { phone_call: { call_sid: call?.callSid } },
		},
	]);
});

it('an answer without a call keeps no conversation', async () => {
	once({ conversationId: null });

	expect((await dial(simulator(), dialBody(number, { agent_id: 'nobody' }))).status).toBe(404);
	expect(simulator().conversations()).toEqual([]);
});

describe('a delay', () => {
	const clock = watchedClock();
	const watched = startedSimulator({ clock });
	const anHour = 60 * 60_000;
	/** The clock outlives the tests of this group, and counts on. */
	const clockReads = () => clock.now() - 1_800_000_000_000;

	it('is followed by the usual answer', async () => {
		watched().addFault({ match: {}, action: { delayMs: 40 } });
		const start = performance.now();
		const answer = await told(dial(watched()));

		// A timer may be early by the fraction of a millisecond that the clocks differ.
		expect(performance.now() - start).toBeGreaterThan(39);
		expect(answer).toMatchObject({ status: 200, body: { success: true } });
		expect(watched().callsTo(number)).toBe(1);
	});

	it('comes before the call, so that others overtake it', async () => {
		watched().addFault({ match: { toNumber: number }, action: { delayMs: anHour } });
		const arrived = clock.readTimes(clockReads() + 1);
		const delayed = dial(watched());
		delayed.catch(() => {});
		await arrived;
		const other = await told(dial(watched(), dialBody('+12025550102')));

		expect(other.status).toBe(200);
		expect(watched().callsTo(number)).toBe(0);
		await watched().close();
		await expect(delayed).rejects.toThrow('fetch failed');
	});

	it('can come after the call, so a client that gives up has still placed it', async () => {
		watched().addFault({ match: {}, action: { delayMs: anHour, placeCall: 'before' } });
		const placed = clock.readTimes(clockReads() + 2);
		const giveUp = new AbortController();
		const delayed = dial(watched(), dialBody(), { signal: giveUp.signal });
		await placed;
		giveUp.abort();

		await expect(delayed).rejects.toThrow('aborted');
		expect(watched().callsTo(number)).toBe(1);
		expect(watched().requests[0]?.status).toBeNull();
	});
});

describe('the script', () => {
	const statuses = async (count: number, path = agentsPath) => {
		const seen: number[] = [];
		for (let round = 0; round < count; round += 1) {
			seen.push((await ask(simulator(), path)).status);
		}
		return seen;
	};

	it('gives each request one fault at most, in order', async () => {
		once({ status: 429 });
		once({ status: 502 });

		expect(await statuses(3)).toEqual([429, 502, 200]);
	});

	it('repeats a fault as often as told', async () => {
		simulator().addFault({ match: {}, times: 2, action: { status: 503 } });

		expect(await statuses(3)).toEqual([503, 503, 200]);
	});

	it('begins with the nth request that matches', async () => {
		simulator().addFault({ match: { path: agentsPath, nth: 2 }, action: { status: 503 } });

		expect((await ask(simulator(), '/v2/voices')).status).toBe(200);
		expect(await statuses(3)).toEqual([200, 503, 200]);
	});

	it('counts requests that met another fault', async () => {
		simulator().addFault({ match: { nth: 1 }, action: { status: 429 } });
		simulator().addFault({ match: { nth: 2 }, times: 2, action: { status: 503 } });

		expect(await statuses(4)).toEqual([429, 503, 503, 200]);
	});

	it.each([
		[{ method: 'POST' }, [200, 500]],
		[{ method: 'GET' }, [500, 200]],
		[{ path: '/v1/convai/twilio' }, [200, 500]],
		[{ path: agentsPath }, [500, 200]],
		[{ toNumber: number }, [200, 500]],
		[{ toNumber: '+1' }, [200, 200]],
		[{ method: 'POST', path: agentsPath }, [200, 200]],
	])('befalls only what matches %j', async (match, expected) => {
		simulator().addFault({ match, action: { status: 500 } });

		const seen = [(await ask(simulator(), agentsPath)).status, (await dial(simulator())).status];
		expect(seen).toEqual(expected);
	});

	it('reaches paths that the API lacks, and requests without a key', async () => {
		simulator().addFault({ match: { path: '/v1/user' }, action: { status: 503 } });
		expect((await ask(simulator(), '/v1/user')).status).toBe(503);

		once({ status: 429 });
		expect((await dial(simulator(), dialBody(), { key: '' })).status).toBe(429);
	});

	it('is forgotten on reset', async () => {
		once({ status: 500 });
		simulator().reset();

		expect(await statuses(1)).toEqual([200]);
	});
});
