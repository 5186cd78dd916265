import { ask, dial, dialBody, startedSimulator, watchedClock } from './startedSimulator';

const clock = watchedClock();
const simulator = startedSimulator({ clock });

const readsSoFar = () => clock.now() - 1_800_000_000_000;

it('keeps each request whole, but for the key', async () => {
	const reads = readsSoFar();
	const body = dialBody('(202) 555 0101');
	const dialed = await dial(simulator(), body, { key: 'sim-agents-only' });
	await ask(simulator(), '/v2/voices?search=a%20b&search=c&page_size=5&sort=');

	const [first, second] = simulator().requests;
	expect(first).toEqual({
		id: dialed.headers.get('x-request-id'),
		time: 1_800_000_000_000 + reads + 1,
		method: 'POST',
		path: '/v1/convai/twilio/outbound-call',
		query: {},
		headers: expect.objectContaining({ 'content-type': 'application/json' }) as object,
		apiKey: 'sim-agents-only',
		body,
		text: JSON.stringify(body),
		toNumber: '(202) 555 0101',
		unknownFields: [],
		unknownParameters: [],
		status: 200,
	});
	expect(second).toMatchObject({
		method: 'GET',
		path: '/v2/voices',
		query: { search: ['a b', 'c'], page_size: '5', sort: '' },
		apiKey: 'sim-full',
		status: 200,
	});
	expect(second).not.toHaveProperty('body');
	expect(second).not.toHaveProperty('toNumber');
	expect(first?.headers).not.toHaveProperty('xi-api-key');
});

it('never keeps a key that it does not know', async () => {
	await ask(simulator(), '/v2/voices', { key: 'sk_of_somebody' });

	expect(simulator().requests[0]?.status).toBe(401);
	expect(JSON.stringify(simulator().requests)).not.toContain('sk_of_somebody');
	expect(simulator().requests[0]).not.toHaveProperty('apiKey');
});

it('keeps a number only when it came as a string', async () => {
	await dial(simulator(), { ...dialBody(), to_number: 12025550101 });

	expect(simulator().requests[0]).not.toHaveProperty('toNumber');
	expect(simulator().requests[0]?.body).toMatchObject({ to_number: 12025550101 });
});

it('gives every answer an id of its own', async () => {
	const ids = await Promise.all(
		['/v2/voices', '/nowhere', '/v1/convai/agents', '/v2/voices'].map(async (path) =>
			(await ask(simulator(), path)).headers.get('x-request-id'),
		),
	);

	expect(new Set(ids).size).toBe(4);
	expect(
		simulator()
			.requests.map(({ id }) => id)
			.sort(),
	).toEqual(ids.sort());
});

it('counts the max concurrent dials', async () => {
	simulator().latencyMs = 60 * 60_000;
	const allPlaced = clock.readTimes(readsSoFar() + 2 * 5);
	const dials = Array.from({ length: 5 }, () => dial(simulator()));
	const settled = Promise.allSettled(dials);
	await allPlaced;
	expect(simulator().inFlight).toBe(5);
	await ask(simulator(), '/v2/voices');

	expect(simulator().maxInFlight).toBe(5);
	expect(simulator().maxInFlightOverall).toBe(6);
	expect(simulator().callsTo('+12025550101')).toBe(5);
	expect(simulator().requests.map(({ status }) => status)).toEqual([
		...Array<null>(5).fill(null),
		200,
	]);

	simulator().reset();
	expect(simulator().maxInFlight).toBe(5);
	expect(simulator().requests).toEqual([]);
	await simulator().close();
	await settled;
});

it('sees one at a time when they come one after another', async () => {
	for (let round = 0; round < 3; round += 1) {
		await dial(simulator());
		expect(simulator().inFlight).toBe(0);
	}

	expect(simulator().maxInFlight).toBe(1);
});

it('counts no dial among other requests', async () => {
	await Promise.all([ask(simulator(), '/v2/voices'), ask(simulator(), '/v1/convai/agents')]);

	expect(simulator().maxInFlight).toBe(0);
	expect(simulator().maxInFlightOverall).toBeGreaterThanOrEqual(1);
});

it('takes its time to dial, but not to list', async () => {
	simulator().latencyMs = 40;
	const start = performance.now();
	await dial(simulator());
	// A timer may be early by the fraction of a millisecond that the clocks differ.
	expect(performance.now() - start).toBeGreaterThan(39);

	simulator().latencyMs = 60 * 60_000;
	expect((await ask(simulator(), '/v2/voices')).status).toBe(200);
});

it('forgets on reset what happened, but not what it holds', async () => {
	simulator().latencyMs = 1;
	simulator().agents.delete('agent_simbare');
	await dial(simulator());
	const before = simulator().calls[0]?.conversationId;
	simulator().reset();

	expect(simulator().requests).toEqual([]);
	expect(simulator().calls).toEqual([]);
	expect(simulator().callCounts()).toEqual({});
	expect(simulator().maxInFlight).toBe(0);
	expect(simulator().maxInFlightOverall).toBe(0);
	expect(simulator().latencyMs).toBe(1);
	expect(simulator().agents.has('agent_simbare')).toBe(false);

	await dial(simulator());
	expect(simulator().calls).toHaveLength(1);
	expect(simulator().calls[0]?.conversationId).not.toBe(before);
});

it('keeps connections open, on the loopback interface only', async () => {
	expect(simulator().url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	const { headers } = await ask(simulator(), '/v2/voices');
	expect(headers.get('connection')).toBe('keep-alive');
});

it('answers nobody once it is closed, and can be closed twice', async () => {
	const { url } = simulator();
	await simulator().close();
	await simulator().close();

	await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});
