import type { IDataObject } from 'n8n-workflow';
import type { Agent, PhoneNumber } from '../simulator/schema/wireTypes';
import { agentIds } from '../simulator/workspace/seed/agents';
import { callRows, dialRequests, number } from './plainCalls';
import type { RunOptions } from './workflowRun';
import { locator } from './workflowRun';
import { simulator } from './quickSimulator';

// Overrides and telephony settings: what is sent of them, what a call goes without, and what keeps
// everybody from being called.

const TWILIO = 'phnum_simtwilio';
const SIP_TRUNK = 'phnum_simsiptrunk';
const EXOTEL = 'phnum_simexotel';

/** As they are before a test changes them. */
let locked: Agent;
let sipTrunk: PhoneNumber;

beforeAll(async () => {
	locked = simulator.agents.get(agentIds.locked)!;
	sipTrunk = simulator.phoneNumbers.get(SIP_TRUNK)!;
});

beforeEach(() => {
	simulator.agents.set(agentIds.locked, locked);
	simulator.phoneNumbers.set(SIP_TRUNK, sipTrunk);
});

const call = async (parameters: IDataObject, rows: IDataObject[], more: Partial<RunOptions> = {}) =>
	await callRows(
		simulator,
		rows.map((row, index) => ({ phone: number(index), ...row })),
		{},
		{ parameters, ...more },
	);

/** An agent without variables that allows every override. */
const FREE = {
	agentId: locator(agentIds.appointments),
	overrides: { firstMessage: 'Hi', prompt: 'Be brief.' },
};

/** The bodies of the requests to dial, in the order of the rows. */
const bodies = () =>
	dialRequests(simulator)
		.sort((a, b) => String(a.toNumber).localeCompare(String(b.toNumber)))
		.map(({ body }) => body as IDataObject);
const overridesOf = (body: IDataObject | undefined) =>
	(body?.conversation_initiation_client_data as IDataObject | undefined)
		?.conversation_config_override;
const llmListReads = () =>
	simulator.requests.filter(({ path }) => path === '/v1/convai/llm/list').length;

describe('a list that is called from Twilio and other numbers', () => {
	const telephony = {
		twilioCallRecordingEnabled: '={{ $json.record }}',
		twilioMachineDetection: '={{ $json.detect }}',
		ringingTimeoutSecs: 20,
	};
	const rows = [TWILIO, SIP_TRUNK, EXOTEL].map((line) => ({ line, record: 'TRUE', detect: true }));
	const fromRow = { phoneNumberId: locator('={{ $json.line }}') };

	it('is called, each with the settings that its number has, and the hint says so', async () => {
		const { items, task, error } = await call({ ...fromRow, telephony }, rows);

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.success)).toEqual([true, true, true]);
		expect(bodies().map((body) => body.telephony_call_config)).toEqual([
			{
				ringing_timeout_secs: 20,
				twilio_call_recording_enabled: true,
				twilio_machine_detection: { mode: 'enable' },
			},
			{ ringing_timeout_secs: 20 },
			{ ringing_timeout_secs: 20 },
		]);
		expect(task.hints).toEqual([
			{
				message:
					"3 of 3 called. 2 placed without 'Record in Twilio', which needs a Twilio number. 2 placed without 'Machine Detection (Twilio)', which needs a Twilio number.",
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it('gives no hint if the settings are off', async () => {
		const { task } = await call(
			{ ...fromRow, telephony },
			rows.map((row) => ({ ...row, record: 'no', detect: 'off' })),
		);
		expect(bodies().map((body) => body.telephony_call_config)).toEqual(
			rows.map(() => ({ ringing_timeout_secs: 20 })),
		);
		expect(task.hints?.map(({ message }) => message)).toEqual([
			`${rows.length} of ${rows.length} called.`,
		]);
	});

	it('is not called if the column that turns the recording on is missing', async () => {
		const { error } = await call({ telephony: { twilioCallRecordingEnabled: '={{ $json.no }}' } }, [
			{},
		]);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toBe("'Record in Twilio' is empty, so it is neither true nor false");
	});

	it('shows in a dry run what would be sent', async () => {
		const { items, task } = await call(
			{ ...fromRow, telephony: { twilioCallRecordingEnabled: true }, options: { dryRun: true } },
			rows,
		);
		expect(simulator.calls).toEqual([]);
		expect(
			items.map(({ json }) => (json.request as { body: IDataObject }).body.telephony_call_config),
		).toEqual([{ twilio_call_recording_enabled: true }, undefined, undefined]);
		expect(task.hints?.[0]?.message).toBe(
			"0 of 3 called. 3 skipped (dry run). 2 would be placed without 'Record in Twilio', which needs a Twilio number.",
		);
	});

	it.each([
		['Record in Twilio', { twilioCallRecordingEnabled: '={{ $json.odd }}' }],
		['Machine Detection (Twilio)', { twilioMachineDetection: '={{ $json.odd }}' }],
		['Ringing Timeout (Seconds)', { ringingTimeoutSecs: '={{ $json.odd }}' }],
	])(
		'is not called if %s cannot be understood, even if it would not be sent',
		async (label, odd) => {
			const { error } = await call({ ...fromRow, telephony: odd }, [
				{ line: TWILIO, odd: 1 },
				{ line: SIP_TRUNK, odd: 'maybe' },
			]);
			expect(simulator.calls).toEqual([]);
			expect(error?.message).toMatch(/^Nobody was called .*item 1: /);
			expect(error?.message).toContain(`'${label}' `);
		},
	);
});

describe('overrides that ElevenLabs ignores if the agent does not allow them', () => {
	const more = {
		asr: { keywords: ['Acme'] },
		tts: { supported_voices: [{ label: 'Ada', voice_id: 'v' }] },
	};

	it('do not keep a call from being placed and answered, and the hint says so', async () => {
		const { items, task } = await call({ overrides: { moreOverrides: JSON.stringify(more) } }, [
			{},
			{},
		]);
		expect(items.map(({ json }) => json.success)).toEqual([true, true]);
		expect(simulator.calls.map(({ drop }) => drop)).toEqual([undefined, undefined]);
		expect(bodies().map(overridesOf)).toEqual([undefined, undefined]);
		expect(task.hints?.map(({ message }) => message)).toEqual([
			"2 of 2 called. 2 placed without 'asr.keywords', which the agent doesn't allow. 2 placed without 'tts.supported_voices', which the agent doesn't allow.",
		]);
	});

	it('are sent if the agent allows them, and if it is not asked', async () => {
		const overrides = { ...FREE.overrides, moreOverrides: JSON.stringify(more) };
		const allowed = await call({ ...FREE, overrides }, [{}]);
		expect(overridesOf(bodies()[0])).toMatchObject(more);
		expect(allowed.task.hints).toEqual([]);

		simulator.reset();
		const unchecked = await call(
			{
				overrides: { moreOverrides: JSON.stringify(more) },
				options: { checkAgent: false },
			},
			[{}],
		);
		expect(overridesOf(bodies()[0])).toEqual(more);
		expect(simulator.calls[0]?.drop).toBeUndefined();
		expect(unchecked.items[0]?.json.success).toBe(true);
	});

	it('are not allowed together with one that drops the call', async () => {
		const { error } = await call(
			{ overrides: { speed: 1, moreOverrides: JSON.stringify({ asr: more.asr }) } },
			[{}],
		);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toMatch(/^'Speed' is not allowed by the agent 'Locked'/);
		expect(error?.message).not.toContain('keywords');
	});
});

describe('a mistake that is known before dialing', () => {
	const rows = [{ value: '' }, { value: ' ' }, { value: 'x_9' }];
	const refused = async (overrides: IDataObject, parameters: IDataObject = {}) => {
		const { error } = await call(
			{ ...FREE, ...parameters, overrides: { ...FREE.overrides, ...overrides } },
			rows,
		);
		return error;
	};

	it.each([
		[
			{ modelId: '={{ $json.value }}' },
			"'Voice Model' is 'x_9', which this version of the node does not know",
		],
		[{ llm: locator('={{ $json.value }}') }, "'LLM' is 'x_9', which ElevenLabs does not offer"],
		[{ language: '={{ $json.value }}' }, "'Language' is 'x_9', which the agent"],
	])('stops the run before anyone is called: %j', async (overrides, message) => {
		const error = await refused(overrides);
		expect(error?.message).toContain(`item 2: ${message}`);
		expect(error?.description).toContain("turn off 'Check Agent' under Options");
		expect(dialRequests(simulator)).toEqual([]);
	});

	it.each([
		[{ modelId: '={{ $json.value }}' }, 'tts'],
		[{ llm: locator('={{ $json.value }}') }, 'agent'],
	])(
		'is left to ElevenLabs with Check Agent off, and sent as it is: %j',
		async (overrides, part) => {
			// Its answer ends the run: what counts is that it was asked.
			await refused(overrides, { options: { checkAgent: false } });
			expect(JSON.stringify(overridesOf(bodies()[2]))).toContain('"x_9"');
			expect(overridesOf(bodies()[2])).toHaveProperty(part);
			expect(llmListReads()).toBe(0);
		},
	);

	it('needs the list of LLMs once per run, and only if one is chosen', async () => {
		const llm = locator('={{ $json.llm }}');
		const names = ['gpt-4o ', 'gemini-2.5-flash', 'custom-llm', ''];
		const { error } = await call(
			{ ...FREE, overrides: { ...FREE.overrides, llm } },
			names.map((name) => ({ llm: name })),
		);
		expect(error).toBeUndefined();
		expect(llmListReads()).toBe(1);
		expect(
			bodies().map((body) => JSON.stringify(overridesOf(body)).includes('"llm":"gpt-4o"')),
		).toEqual([true, false, false, false]);

		simulator.reset();
		await call({ ...FREE, overrides: { ...FREE.overrides, llm: locator('custom-llm') } }, [{}]);
		await call(FREE, [{}]);
		expect(simulator.calls).toHaveLength(2);
		expect(llmListReads()).toBe(0);
	});

	it.each([
		{ status: 403, body: { detail: 'No' } },
		{ status: 200, body: { llms: [] } },
	])('is no mistake if the list of LLMs cannot be read: %j', async (action) => {
		simulator.addFault({ match: { path: '/v1/convai/llm/list' }, action });
		const { error } = await call(
			{ ...FREE, overrides: { ...FREE.overrides, llm: locator('gpt-4o') } },
			[{}],
		);
		expect(error).toBeUndefined();
		expect(simulator.calls).toHaveLength(1);
	});
});

describe('values from cells', () => {
	it('are sent as what they are', async () => {
		const { error } = await call(
			{
				...FREE,
				overrides: {
					...FREE.overrides,
					voiceId: locator('={{ $json.voice }}'),
					llm: locator('={{ $json.llm }}'),
					language: '={{ $json.language }}',
					modelId: '={{ $json.model }}',
					toolIds: '={{ $json.tools }}',
					speed: '={{ $json.speed }}',
				},
				dynamicVariablesMode: 'json',
				dynamicVariablesJson: '{"anrede":"Frau"}',
			},
			[
				{
					voice: ' voice9\r\n',
					llm: 'gpt-4o ',
					language: ' DE ',
					model: '\televen_v4',
					tools: 'a\nb',
					speed: ' 0.9 ',
				},
			],
		);
		expect(error).toBeUndefined();
		expect(overridesOf(bodies()[0])).toEqual({
			agent: {
				first_message: 'Hi',
				language: 'de',
				prompt: { prompt: 'Be brief.', llm: 'gpt-4o', tool_ids: ['a', 'b'] },
			},
			tts: { voice_id: 'voice9', model_id: 'eleven_v4', speed: 0.9 },
		});
	});

	it.each([
		['First Message', { firstMessage: '={{ Number("12,50") }}' }, "contains 'NaN'"],
		['First Message', { firstMessage: '={{ "You owe " + Number("12,50") }}' }, "contains 'NaN'"],
		[
			'First Message',
			{ firstMessage: '={{ DateTime.fromISO("x") }}' },
			"contains 'Invalid DateTime'",
		],
		['First Message', { firstMessage: '=On {{ DateTime.fromISO("x") }}' }, 'Invalid DateTime'],
		['System Prompt', { prompt: '=Ask {{ $json.object }}' }, "contains '[object Object]'"],
		['Speed', { speed: '0,9' }, 'must be a number from 0.7 to 1.2'],
		['More Overrides (JSON)', { moreOverrides: '={{ ({ asr: { keywords: [NaN] } }) }}' }, "'NaN'"],
		['More Overrides (JSON)', { moreOverrides: '{"a":{"id":12345678901234567890}}' }, 'too large'],
	])(
		'%s keeps everybody from being called with what is no value: %j',
		async (label, overrides, text) => {
			const { error } = await call({ ...FREE, overrides: { prompt: 'x', ...overrides } }, [
				{ object: { a: 1 } },
				{ object: { a: 1 } },
			]);
			expect(simulator.calls).toEqual([]);
			expect(error?.description).toContain(`Items 0–1: '${label}' `);
			expect(error?.description).toContain(text);
		},
	);

	it('of overrides that are not known are passed on, unless the agent says no', async () => {
		const later = { agent: { voice_style: 'calm' } };
		const parameters = { overrides: { moreOverrides: JSON.stringify(later) } };
		await call(parameters, [{}]);
		expect(overridesOf(bodies()[0])).toEqual(later);

		simulator.reset();
		simulator.agents.set(agentIds.locked, {
			...locked,
			platform_settings: {
				...locked.platform_settings,
				overrides: {
					...locked.platform_settings?.overrides,
					conversation_config_override: { agent: { voice_style: false } } as object,
				},
			},
		});
		const { error } = await call(parameters, [{}]);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toContain("'agent.voice_style' is not allowed by the agent 'Locked'");
	});
});

describe('an agent', () => {
	const having = (more: object) => {
		simulator.agents.set(agentIds.locked, { ...locked, ...more });
	};

	it('may have template tags in its texts, which need no variable', async () => {
		const text = '{{#if vip}}Dear{{else}}Hi{{/if}} {{name | upper}} {{{raw}}} {{! note }}';
		having({
			conversation_config: {
				...locked.conversation_config,
				agent: { first_message: text, prompt: { prompt: text } },
			},
		});
		const { items } = await call({}, [{}]);
		expect(items[0]?.json.success).toBe(true);
		expect(simulator.calls[0]?.drop).toBeUndefined();
	});

	it.each([
		['the workflow', { workflow: { nodes: { n: { referenced_dynamic_variables: ['crm'] } } } }],
		['a procedure', { procedures: { p: { referenced_dynamic_variables: ['crm'] } } }],
	])('needs the variables of %s', async (place, more) => {
		having(more);
		const { error } = await call({}, [{}]);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toContain(`has no value for 'crm' (used in ${place})`);
	});
});

it('a SIP trunk that says nothing of its trunk is called from', async () => {
	const line = Object.entries(sipTrunk).filter(([key]) => key !== 'outbound_trunk');
	simulator.phoneNumbers.set(SIP_TRUNK, Object.fromEntries(line) as unknown as PhoneNumber);
	await call({ phoneNumberId: locator(SIP_TRUNK) }, [{}]);
	// What ElevenLabs makes of it is its own affair.
	expect(dialRequests(simulator)).toHaveLength(1);
});
