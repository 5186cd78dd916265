import { durations } from '../../simulator/calls/durations';
import { outcomeByEnding, refusalByEnding } from '../../simulator/calls/outcomes';
import { ask, dial, dialBody, startedSimulator, told, watchedClock } from './startedSimulator';

const clock = watchedClock();
const simulator = startedSimulator({ clock });

it('places a call and keeps everything about it', async () => {
	const body = dialBody('+1 202-555-0199');
	const response = await dial(simulator(), body);

	const [call] = simulator().calls;
	expect(await told(response)).toEqual({
		status: 200,
		body: {
			success: true,
			message: 'Call initiated successfully',
			conversation_id: call?.conversationId,
			callSid: call?.callSid,
		},
	});
	expect(call).toEqual({
		conversationId: expect.stringMatching(/^conv_\w{20,}$/) as string,
		callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/) as string,
		number: '+1 202-555-0199',
		agentId: 'agent_simlocked',
		phoneNumberId: 'phnum_simtwilio',
		provider: 'twilio',
		body,
		requestId: response.headers.get('x-request-id'),
		time: expect.any(Number) as number,
		outcome: 'answered',
		durations,
	});
	expect(call?.time).toBeGreaterThan(1_800_000_000_000);
});

it('gives no two calls the same id', async () => {
	for (let round = 0; round < 3; round += 1) {
		await dial(simulator());
		await ask(simulator(), '/v1/convai/sip-trunk/outbound-call', {
			body: dialBody('+12025550101', { agent_phone_number_id: 'phnum_simsiptrunk' }),
		});
		await ask(simulator(), '/v1/convai/exotel/outbound-call', {
			body: dialBody('+12025550101', { agent_phone_number_id: 'phnum_simexotel' }),
		});
	}
	const ids = simulator().calls.flatMap(({ conversationId, callSid }) => [conversationId, callSid]);

	expect(new Set(ids).size).toBe(18);
});

it('counts the calls to a number by how it was written', async () => {
	await dial(simulator(), dialBody('+12025550101'));
	await dial(simulator(), dialBody('+12025550101'));
	await dial(simulator(), dialBody('+1 2025550101'));

	expect(simulator().callsTo('+12025550101')).toBe(2);
	expect(simulator().callsTo('+1 2025550101')).toBe(1);
	expect(simulator().callsTo('+12025550102')).toBe(0);
	expect(simulator().callCounts()).toEqual({ '+12025550101': 2, '+1 2025550101': 1 });
});

it.each(Object.entries(outcomeByEnding))(
	'a number that ends in %s is %s',
	async (ending, outcome) => {
		for (const number of [`+1202${ending}`, `+49 30 ${ending.slice(0, 3)}-${ending.slice(3)}`]) {
			await dial(simulator(), dialBody(number));
			expect(simulator().calls.at(-1)?.outcome).toBe(outcome);
		}
	},
);

it('answers every other number', async () => {
	await dial(simulator(), dialBody('+4930123456'));

	expect(simulator().calls[0]?.outcome).toBe('answered');
});

it.each(Object.entries(refusalByEnding))('refuses to dial %s', async (ending, message) => {
	expect(await told(dial(simulator(), dialBody(`+1202${ending}`)))).toEqual({
		status: 200,
		body: { success: false, message, conversation_id: null, callSid: null },
	});
	const sip = dialBody(`+1202${ending}`, { agent_phone_number_id: 'phnum_simsiptrunk' });
	expect(await told(ask(simulator(), '/v1/convai/sip-trunk/outbound-call', { body: sip }))).toEqual(
		{
			status: 200,
			body: { success: false, message, conversation_id: null, sip_call_id: null },
		},
	);
	expect(simulator().calls).toEqual([]);
	expect(simulator().callsTo(`+1202${ending}`)).toBe(0);
});

const paths = { twilio: 'twilio', sip_trunk: 'sip-trunk', exotel: 'exotel' };
const from = {
	twilio: 'phnum_simtwilio',
	sip_trunk: 'phnum_simsiptrunk',
	exotel: 'phnum_simexotel',
};
const wrongPairs = Object.entries(from).flatMap(([owner, id]) =>
	Object.entries(paths)
		.filter(([provider]) => provider !== owner)
		.map(([provider, path]) => [owner, path, provider, id] as const),
);

it.each(wrongPairs)('refuses a %s number at %s', async (owner, path, provider, id) => {
	const body = dialBody('+12025550101', { agent_phone_number_id: id });

	expect(await told(ask(simulator(), `/v1/convai/${path}/outbound-call`, { body }))).toEqual({
		status: 400,
		body: {
			detail: {
				type: 'invalid_request',
				code: 'invalid_provider_config',
				message: `Phone number ${id} has provider ${owner}, expected ${provider}.`,
				status: 'invalid_provider_config',
				request_id: simulator().requests[0]?.id,
				param: null,
			},
		},
	});
	expect(simulator().calls).toEqual([]);
});

it.each([
	['sip-trunk', 'phnum_simsipinbound', 'outbound trunk'],
	['twilio', 'phnum_simtwilioinbound', 'outbound calls'],
])('cannot dial at %s from %s', async (path, id, why) => {
	const body = dialBody('+12025550101', { agent_phone_number_id: id });
	const answer = await told(ask(simulator(), `/v1/convai/${path}/outbound-call`, { body }));

	expect(answer.status).toBe(400);
	expect(answer.body).toMatchObject({
		detail: { message: expect.stringContaining(why) as string },
	});
	expect(simulator().calls).toEqual([]);
});

it.each([{ agent_id: 'agent_nobody' }, { agent_phone_number_id: 'phnum_nobody' }])(
	'knows no %j',
	async (more) => {
		expect(await told(dial(simulator(), dialBody('+12025550101', more)))).toEqual({
			status: 404,
			body: {
				detail: {
					type: 'not_found',
					code: 'document_not_found',
					message: `Document with id ${Object.values(more).join()} not found.`,
					status: 'document_not_found',
					request_id: simulator().requests[0]?.id,
					param: null,
				},
			},
		});
		expect(simulator().calls).toEqual([]);
	},
);

it('dials from an unlabelled number and from one that a test has added', async () => {
	simulator().phoneNumbers.set('phnum_new', {
		provider: 'twilio',
		phone_number_id: 'phnum_new',
		phone_number: '+12025550180',
		label: 'New',
	});
	for (const id of ['phnum_simunlabelled', 'phnum_new']) {
		await dial(simulator(), dialBody('+12025550101', { agent_phone_number_id: id }));
	}

	expect(simulator().calls.map(({ phoneNumberId }) => phoneNumberId)).toEqual([
		'phnum_simunlabelled',
		'phnum_new',
	]);
});
