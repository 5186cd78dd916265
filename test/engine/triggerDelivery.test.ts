import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { movableClock, signWebhook, startSimulator } from '../simulator/simulator';
import type { HostOptions, TriggerHost } from './triggerHost';
import { startTriggerHost } from './triggerHost';

// What becomes of a delivery: its answer, and what the workflow starts with.

const SECRET = 'wsec_by_hand';
const AGENT = 'agent_simlocked';

let host: TriggerHost;
let triggers = 0;

const parameters = (more: IDataObject = {}) => ({
	triggerOn: ['transcript', 'call_initiation_failure', 'audio', 'answering_machine_detection'],
	registration: 'manual',
	agents: [],
	filters: {},
	options: {},
	...more,
});

/** A separate trigger for each test, because the process remembers what has started one. */
async function startHost(more: Partial<HostOptions> = {}): Promise<void> {
	host = await startTriggerHost({
		credential: { apiKey: 'sim-full', region: 'global', webhookSecret: `wsec_old, ${SECRET}` },
		parameters: parameters(),
		workflowId: `workflow${triggers++}`,
		...more,
	});
}

const now = () => Math.floor(Date.now() / 1000);

interface Sent {
	secret?: string;
	time?: number;
	header?: string | null;
	url?: string;
	type?: string;
}

async function send(body: unknown, sent: Sent = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const { secret = SECRET, time = now(), url = host.url, type = 'application/json' } = sent;
	const header = sent.header === undefined ? signWebhook(secret, text, time) : sent.header;
	const response = await fetch(url, {
		method: 'POST',
		headers: {
			'content-type': type,
			...(header === null ? {} : { 'ElevenLabs-Signature': header }),
		},
		body: text,
	});
	const answer = await response.text();
	return { status: response.status, answer };
}

const OK = { status: 200, answer: 'OK' };

let conversations = 0;

const ended = (data: IDataObject = {}, more: IDataObject = {}): IDataObject => ({
	type: 'post_call_transcription',
	event_timestamp: 1_794_400_123,
	data: {
		agent_id: AGENT,
		conversation_id: `conv_${conversations++}`,
		status: 'done',
		metadata: {
			start_time_unix_secs: 1_794_400_000,
			call_duration_secs: 40,
			phone_call: {
				type: 'twilio',
				direction: 'outbound',
				external_number: '+12025550101',
				call_result: 'answered',
			},
		},
		transcript: [{ role: 'agent', message: 'Hello', time_in_call_secs: 0 }],
		conversation_initiation_client_data: { dynamic_variables: { row_id: 7 }, user_id: 'crm-1' },
		...data,
	},
	...more,
});

const failedStart = (reason: string) => ({
	type: 'call_initiation_failure',
	event_timestamp: 1_794_400_124,
	data: {
		agent_id: AGENT,
		conversation_id: `conv_${conversations++}`,
		failure_reason: reason,
		metadata: {
			type: 'twilio',
			body: { CallSid: 'CA1', CallStatus: reason, To: '+12025550103', From: '+12025550190' },
		},
	},
});

const machine = (answeredBy: string) => ({
	type: 'answering_machine_detection',
	event_timestamp: 1_794_400_125,
	data: { agent_id: AGENT, conversation_id: `conv_${conversations++}`, answered_by: answeredBy },
});

const audio = (bytes: Buffer) => ({
	type: 'post_call_audio',
	event_timestamp: 1_794_400_126,
	data: {
		agent_id: AGENT,
		conversation_id: `conv_${conversations++}`,
		full_audio: bytes.toString('base64'),
	},
});

beforeEach(async () => await startHost());

afterEach(async () => await host.close());

describe('a signed delivery', () => {
	it('starts the workflow with its data as they were sent, and what we make of them', async () => {
		const event = ended();
		expect(await send(event)).toEqual(OK);
		expect(host.starts).toEqual([
			{
				json: {
					...(event.data as IDataObject),
					outcome: 'answered',
					outcome_reason: 'The person picked up',
					event_type: 'post_call_transcription',
					event_timestamp: 1_794_400_123,
					event_time: '2026-11-11T12:28:43.000Z',
				},
			},
		]);
	});

	it('is simplified on demand, with what joins it to a row', async () => {
		host.parameters = parameters({ options: { simplify: true } });
		await send(ended());
		expect(host.starts[0]?.json).toMatchObject({
			agent_id: AGENT,
			status: 'done',
			duration_secs: 40,
			transcript: 'Agent: Hello',
			dynamic_variables: { row_id: 7 },
			user_id: 'crm-1',
			outcome: 'answered',
		});
		expect(host.starts[0]?.json).not.toHaveProperty('metadata');
		await send(failedStart('busy'));
		expect(host.starts[1]?.json).toMatchObject({
			failure_reason: 'busy',
			to_number: '+12025550103',
			from_number: '+12025550190',
			outcome: 'busy',
		});
	});

	it('has the reason why a call did not connect, and the result of machine detection', async () => {
		for (const event of [
			failedStart('no-answer'),
			failedStart('unknown'),
			machine('human'),
			machine('machine_end_beep'),
			machine('fax'),
		]) {
			expect(await send(event)).toEqual(OK);
		}
		expect(host.starts.map(({ json }) => json.outcome)).toEqual([
			'no_answer',
			'failed',
			'answered',
			'voicemail',
			'unknown',
		]);
	});

	it('of a recording has it as a file, and not in its JSON', async () => {
		host.parameters = parameters({ options: { binaryPropertyName: 'recording' } });
		const bytes = Buffer.from([0xff, 0xfb, 0, 1, 2, 3]);
		await send(audio(bytes));
		const [item] = host.starts;
		expect(item?.json).not.toHaveProperty('full_audio');
		expect(item?.json).toMatchObject({ agent_id: AGENT, event_type: 'post_call_audio' });
		expect(item?.binary).toEqual({
			recording: {
				data: bytes.toString('base64'),
				mimeType: 'audio/mpeg',
				fileName: `${String(item?.json.conversation_id)}.mp3`,
			},
		});
	});

	it.each([1_700, -1_700])('is accepted if clocks differ by %i seconds', async (skew) => {
		expect(await send(ended(), { time: now() + skew })).toEqual(OK);
		expect(host.starts).toHaveLength(1);
	});

	it('is accepted by any secret of the credential', async () => {
		expect(await send(ended(), { secret: 'wsec_old' })).toEqual(OK);
		expect(host.starts).toHaveLength(1);
	});
});

describe('a delivery without a valid signature', () => {
	it.each<[string, Sent]>([
		['by another key', { secret: 'wsec_other' }],
		['long ago', { time: now() - 1900 }],
		['in the future', { time: now() + 1900 }],
		['not at all', { header: null }],
		['with nothing', { header: '' }],
	])('%s: 401, nothing starts, and nobody learns why', async (_, sent) => {
		expect(await send(ended(), sent)).toEqual({ status: 401, answer: 'Unauthorized' });
		expect(await send({ huge: 'x'.repeat(5_000_000) }, sent)).toEqual({
			status: 401,
			answer: 'Unauthorized',
		});
		expect(host.starts).toEqual([]);
	});

	it('is refused by a trigger that knows no secret', async () => {
		host.parameters = parameters({ registration: 'automatic', agents: [AGENT] });
		expect((await send(ended())).status).toBe(401);
		host.parameters = parameters();
		host.credential = { apiKey: 'sim-full', region: 'global' };
		expect((await send(ended())).status).toBe(401);
		expect(host.starts).toEqual([]);
	});
});

describe('a delivery that is not wanted is answered with 200 and starts nothing', () => {
	const inbound = { metadata: { phone_call: { direction: 'inbound', call_result: 'answered' } } };

	it.each<[string, IDataObject, unknown]>([
		['by its event', { triggerOn: ['call_initiation_failure'] }, ended()],
		['by its agent', { agents: ['agent_other'] }, ended()],
		['by its agent, told as a number', { agents: 5 }, ended()],
		['by its agent, whose ID begins another', { agents: `${AGENT}2` }, ended()],
		['by its outcome', { filters: { outcomes: ['busy', 'voicemail'] } }, ended()],
		['by who answered', { filters: { outcomes: ['voicemail'] } }, machine('human')],
		['by what is not known', { filters: { outcomes: ['voicemail'] } }, machine('unknown')],
		['by its direction', { filters: { direction: 'outbound' } }, ended(inbound)],
		['by being no phone call', { filters: { direction: 'outbound' } }, ended({ metadata: {} })],
	])('%s', async (_, more, event) => {
		host.parameters = parameters(more);
		expect(await send(event)).toEqual(OK);
		expect(host.starts).toEqual([]);
	});

	it.each<[string, IDataObject, unknown]>([
		['agent', { agents: ['agent_other', AGENT] }, ended()],
		['outcome', { filters: { outcomes: ['answered'] } }, ended()],
		['direction', { filters: { direction: 'inbound' } }, ended(inbound)],
		['an agent with spaces around it', { agents: [`${AGENT} `] }, ended()],
		['an agent alone', { agents: AGENT }, ended()],
		['an event alone', { triggerOn: 'transcript' }, ended()],
		['events as text', { triggerOn: ' Transcript, audio' }, ended()],
		['agents as JSON', { agents: `["agent_other", "${AGENT}"]` }, ended()],
		['agents in lines', { agents: `agent_other\r\n${AGENT}\r\n` }, ended()],
		['an outcome alone', { filters: { outcomes: 'Answered' } }, ended()],
		['no agents', { agents: null }, ended()],
		['no direction', { filters: { direction: null } }, ended()],
		['no outcome', { filters: { outcomes: null } }, ended()],
		['a blank direction', { filters: { direction: ' ' } }, ended()],
		[
			'nothing that its event tells',
			{ filters: { outcomes: ['busy'], direction: 'inbound' } },
			audio(Buffer.from('a')),
		],
		[
			'an outcome that a machine detection may have, in words of its own',
			{ filters: { outcomes: ['voicemail'] } },
			{ ...machine('machine_start'), data: { agent_id: AGENT, amd_status: 'machine_start' } },
		],
	])('but one that is wanted by %s starts the workflow', async (_, more, event) => {
		host.parameters = parameters(more);
		expect(await send(event)).toEqual(OK);
		expect(host.starts).toHaveLength(1);
	});
});

describe('a parameter that is not understood', () => {
	it.each<[string, IDataObject]>([
		['Trigger On', { triggerOn: ['transcript', 'call_ended'] }],
		['Trigger On', { triggerOn: { transcript: true } }],
		['Agent Names or IDs', { agents: {} }],
		['Agent Names or IDs', { agents: ['agent 1'] }],
		['Agent Names or IDs', { agents: [NaN] }],
		['Direction', { filters: { direction: 'sideways' } }],
		['Direction', { filters: { direction: 1 } }],
		['Outcomes', { filters: { outcomes: ['answered', 'asleep'] } }],
		['Simplify', { options: { simplify: 'maybe' } }],
		['Put Output File in Field', { options: { binaryPropertyName: {} } }],
	])('%s (%j): the event is not lost, ElevenLabs may repeat it', async (label, more) => {
		const event = ended();
		host.parameters = parameters(more);
		const { status, answer } = await send(event);
		expect([status, answer]).toEqual([500, expect.stringContaining(`'${label}' `)]);
		expect(await send(event, { secret: 'wsec_other' })).toMatchObject({ status: 401 });
		expect(host.starts).toEqual([]);
		host.parameters = parameters();
		expect(await send(event)).toEqual(OK);
		expect(host.starts).toHaveLength(1);
	});

	it.each([
		['TRUE', false],
		['yes', false],
		[1, false],
		['FALSE', true],
		['no', true],
		[0, true],
	])('but Simplify %j is', async (simplify, hasMetadata) => {
		host.parameters = parameters({ options: { simplify } });
		await send(ended());
		expect('metadata' in (host.starts[0]?.json ?? {})).toBe(hasMetadata);
	});
});

describe.each(['automatic', 'manual'])(
	'a delivery that is signed and not understood, %s',
	(registration) => {
		beforeEach(async () => {
			host.parameters = parameters({ registration, agents: [AGENT] });
			host.staticData = JSON.stringify({
				'node:ElevenLabs Calls Trigger': {
					webhookId: 'wh',
					webhookSecret: SECRET,
					agentIds: [AGENT],
				},
			});
		});

		it.each<[string, unknown]>([
			['null', null],
			['a list', [1, 2]],
			['a number', 5],
			['an empty object', {}],
			['data of another kind', { type: 'post_call_transcription', event_timestamp: 1, data: [1] }],
			[
				'a time of another kind',
				{ type: 'post_call_transcription', event_timestamp: 'now', data: 'x' },
			],
			['an unknown type', { type: 'call_was_sung', data: 'la' }],
			['an unknown type with data', { type: 'speech_to_text', data: { text: 'la' } }],
		])('%s starts the workflow with the raw event', async (_, event) => {
			expect(await send(event)).toEqual(OK);
			expect(host.starts.map(({ json }) => json.event)).toEqual([event]);
		});

		it.each(['', 'hello', '{"type":'])('%j, which is no JSON, does as well', async (text) => {
			expect(await send(text, { type: 'text/plain' })).toEqual(OK);
			expect(host.starts.map(({ json }) => json.event)).toEqual([text]);
		});

		it('of odd data is taken as it is', async () => {
			const data = { conversation_id: 5, metadata: 'none', transcript: {}, agent_id: [] };
			expect(await send({ type: 'post_call_transcription', event_timestamp: 1e300, data })).toEqual(
				OK,
			);
			expect(host.starts[0]?.json).toMatchObject({ ...data, outcome: 'unknown', event_time: null });
			host.parameters = { ...host.parameters, options: { simplify: true } };
			expect(await send({ type: 'post_call_transcription', event_timestamp: 2, data })).toEqual(OK);
			expect(host.starts).toHaveLength(2);
		});

		it('of an agent that redacts is wanted under whatever name it comes', async () => {
			host.parameters = { ...host.parameters, triggerOn: ['unredacted_transcript'] };
			for (const type of ['post_call_transcription', 'post_call_transcription_unredacted']) {
				expect(await send(ended({}, { type }))).toEqual(OK);
			}
			expect(host.starts.map(({ json }) => json.outcome)).toEqual(['answered', 'answered']);
		});
	},
);

describe('once', () => {
	it('repeated, with a signature of the same or of another time: starts nothing', async () => {
		const event = ended();
		for (const time of [now(), now(), now() - 60]) expect(await send(event, { time })).toEqual(OK);
		expect(host.starts).toHaveLength(1);
	});

	it('repeated while the first is still in progress', async () => {
		const event = ended();
		const answers = await Promise.all(Array.from({ length: 20 }, async () => await send(event)));
		expect(answers).toEqual(answers.map(() => OK));
		expect(host.starts).toHaveLength(1);
	});

	it('but another event of that call, or at another time, is another one', async () => {
		const event = ended();
		const { conversation_id } = event.data as IDataObject;
		await send(event);
		await send({ ...event, event_timestamp: 1_794_400_999 });
		await send(ended({ conversation_id }, { type: 'call_initiation_failure' }));
		await send(ended());
		expect(host.starts).toHaveLength(4);
	});

	it('is known to n8n’s database, and neither to static data nor to any output', async () => {
		const before = host.staticData;
		for (const event of [
			ended(),
			audio(Buffer.from('a')),
			failedStart('busy'),
			machine('human'),
			{ type: 'call_was_sung' },
		]) {
			expect(await send(event)).toEqual(OK);
			expect(await send(event)).toEqual(OK);
		}
		expect(host.starts).toHaveLength(5);
		expect(host.staticData).toBe(before);
		expect(JSON.stringify(host.starts)).not.toContain('delivery_key');
	});

	it('also after a restart', async () => {
		const workflowId = 'restarted';
		await host.close();
		await startHost({ workflowId });
		const event = ended();
		await send(event);
		await host.close();
		await startHost({ workflowId });
		expect(await send(event)).toEqual(OK);
		expect(host.starts).toEqual([]);
	});

	it('does not hold for an event that could not start the workflow: its repetition does', async () => {
		const event = ended();
		host.isBroken = true;
		expect((await send(event)).status).toBe(500);
		host.isBroken = false;
		await send(ended());
		expect(await send(event)).toEqual(OK);
		expect(await send(event)).toEqual(OK);
		expect(host.starts).toHaveLength(2);
	});
});

describe('with the simulator', () => {
	let simulator: Simulator;
	const clock = movableClock();

	beforeEach(async () => {
		simulator = await startSimulator({ clock });
		host.credential = { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url };
		host.parameters = parameters({ registration: 'automatic', agents: [AGENT] });
	});

	afterEach(async () => await simulator.close());

	const dial = async (number: string) => {
		const response = await fetch(`${simulator.url}/v1/convai/twilio/outbound-call`, {
			method: 'POST',
			headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
			body: JSON.stringify({
				agent_id: AGENT,
				agent_phone_number_id: 'phnum_simtwilio',
				to_number: number,
			}),
		});
		return ((await response.json()) as { conversation_id: string }).conversation_id;
	};

	it('a registered trigger hears of every call, once, until it is deactivated', async () => {
		await host.activate();
		const answered = await dial('+12025550101');
		const busy = await dial('+12025550103');
		clock.advance(120_000);
		const results = await simulator.deliverWebhooks();
		expect(results.map(({ status }) => status)).toEqual(results.map(() => 200));
		for (const { id } of results) {
			expect((await simulator.redeliver(id)).status).toBe(200);
			expect((await simulator.redeliver(id, { signature: 'same' })).status).toBe(200);
		}
		const told = host.starts.map(({ json }) => [
			json.conversation_id,
			json.event_type,
			json.outcome,
		]);
		expect(told.sort()).toEqual(
			[
				[answered, 'post_call_transcription', 'answered'],
				[answered, 'post_call_audio', undefined],
				[busy, 'call_initiation_failure', 'busy'],
			].sort(),
		);
		const recording = host.starts.find(({ binary }) => binary);
		expect(Buffer.from(recording?.binary?.data?.data ?? '', 'base64').length).toBeGreaterThan(100);
		await host.deactivate();
		await dial('+12025550101');
		clock.advance(120_000);
		expect(await simulator.deliverWebhooks()).toEqual([]);
	});

	it('a test gets its event, then the active workflow has its own again', async () => {
		await host.activate();
		await host.listen();
		await dial('+12025550101');
		clock.advance(120_000);
		const [first] = await simulator.deliverWebhooks();
		expect(first).toMatchObject({ url: host.testUrl, status: 200 });
		expect([host.starts.length, host.testStarts.length]).toEqual([0, 1]);
		await host.testEnd();
		await dial('+12025550101');
		clock.advance(120_000);
		const later = await simulator.deliverWebhooks();
		expect(later.filter(({ url }) => url === host.url)).toHaveLength(2);
		expect(host.starts).toHaveLength(2);
	});
});
