import { conversationSources } from '../../simulator/schema/enums';
import type { Sent } from './startedSimulator';
import { ask, dial, dialBody, startedSimulator, told } from './startedSimulator';

const simulator = startedSimulator();

const clientData = (data: unknown) => ({ conversation_initiation_client_data: data });
const overriding = (override: unknown) => clientData({ conversation_config_override: override });

const inData = ['body', 'conversation_initiation_client_data'];
const inOverride = [...inData, 'conversation_config_override'];

const noText = { msg: 'Input should be a valid string', type: 'string_type' };
const noInteger = { msg: 'Input should be a valid integer', type: 'int_type' };
const noTruth = { msg: 'Input should be a valid boolean', type: 'bool_type' };
const noNumber = { msg: 'Input should be a valid number', type: 'float_type' };
const noList = { msg: 'Input should be a valid list', type: 'list_type' };
const noDictionary = { msg: 'Input should be a valid dictionary', type: 'dict_type' };
const noModel = {
	msg: 'Input should be a valid dictionary or object to extract fields from',
	type: 'model_attributes_type',
};
const noScalar = { msg: 'Input should be a valid string, number or boolean', type: 'scalar_type' };
const missing = { msg: 'Field required', type: 'missing' };

const quotedSources = conversationSources.map((name) => `'${name}'`);
const SOURCES = `Input should be ${quotedSources.slice(0, -1).join(', ')} or ${quotedSources.at(-1)}`;

type Refused = [
	what: string,
	more: object,
	loc: Array<string | number>,
	found: { msg: string; type: string },
];

const refused: Refused[] = [
	['a number as a number', { to_number: 12025550101 }, ['body', 'to_number'], noText],
	['no number', { to_number: null }, ['body', 'to_number'], noText],
	['an agent in a list', { agent_id: ['a'] }, ['body', 'agent_id'], noText],
	['client data in words', clientData('{}'), inData, noModel],
	['client data in a list', clientData([]), inData, noModel],
	['a user id as a number', clientData({ user_id: 4711 }), [...inData, 'user_id'], noText],
	[
		'dynamic variables in words',
		clientData({ dynamic_variables: '{"a":1}' }),
		[...inData, 'dynamic_variables'],
		noDictionary,
	],
	[
		'dynamic variables in a list',
		clientData({ dynamic_variables: [] }),
		[...inData, 'dynamic_variables'],
		noDictionary,
	],
	[
		'no dynamic variables by null',
		clientData({ dynamic_variables: null }),
		[...inData, 'dynamic_variables'],
		noDictionary,
	],
	[
		'an LLM body in words',
		clientData({ custom_llm_extra_body: 'x' }),
		[...inData, 'custom_llm_extra_body'],
		noDictionary,
	],
	[
		'too long a source version',
		clientData({ source_info: { version: 'x'.repeat(51) } }),
		[...inData, 'source_info', 'version'],
		{ msg: 'String should have at most 50 characters', type: 'string_too_long' },
	],
	[
		'a procedure that is a number',
		clientData({ procedure_ids: ['a', 1] }),
		[...inData, 'procedure_ids', 1],
		noText,
	],
	[
		'an unknown source',
		clientData({ source_info: { source: 'n8n' } }),
		[...inData, 'source_info', 'source'],
		{ msg: SOURCES, type: 'enum' },
	],
	...[null, [1], { c: true }].map((value): Refused => [
		`a variable that is ${JSON.stringify(value)}`,
		clientData({ dynamic_variables: { a: value } }),
		[...inData, 'dynamic_variables', 'a'],
		noScalar,
	]),
	[
		'a speed as a text',
		overriding({ tts: { speed: '1.1' } }),
		[...inOverride, 'tts', 'speed'],
		noNumber,
	],
	[
		'too fast a voice',
		overriding({ tts: { speed: 1.3 } }),
		[...inOverride, 'tts', 'speed'],
		{ msg: 'Input should be less than or equal to 1.2', type: 'less_than_equal' },
	],
	[
		'a negative stability',
		overriding({ tts: { stability: -0.1 } }),
		[...inOverride, 'tts', 'stability'],
		{ msg: 'Input should be greater than or equal to 0', type: 'greater_than_equal' },
	],
	[
		'a label without a character',
		overriding({ tts: { supported_voices: [{ label: '', voice_id: 'x' }] } }),
		[...inOverride, 'tts', 'supported_voices', 0, 'label'],
		{ msg: 'String should have at least 1 character', type: 'string_too_short' },
	],
	[
		'too long a timeout message',
		overriding({ turn: { soft_timeout_config: { message: 'x'.repeat(201) } } }),
		[...inOverride, 'turn', 'soft_timeout_config', 'message'],
		{ msg: 'String should have at most 200 characters', type: 'string_too_long' },
	],
	[
		'a ringing time as a text',
		{ telephony_call_config: { ringing_timeout_secs: '30' } },
		['body', 'telephony_call_config', 'ringing_timeout_secs'],
		noInteger,
	],
	[
		'a recording in words',
		{ call_recording_enabled: 'yes' },
		['body', 'call_recording_enabled'],
		noTruth,
	],
	['an override in words', overriding('x'), inOverride, noModel],
	['no override by null', overriding(null), inOverride, noModel],
	['an agent override in words', overriding({ agent: 'x' }), [...inOverride, 'agent'], noModel],
	[
		'a first message that is a number',
		overriding({ agent: { first_message: 1 } }),
		[...inOverride, 'agent', 'first_message'],
		noText,
	],
	[
		'a prompt one level too high',
		overriding({ agent: { prompt: 'Be brief' } }),
		[...inOverride, 'agent', 'prompt'],
		noModel,
	],
	[
		'tools that are no list',
		overriding({ agent: { prompt: { tool_ids: 'tool_1' } } }),
		[...inOverride, 'agent', 'prompt', 'tool_ids'],
		noList,
	],
	[
		'knowledge without an id',
		overriding({ agent: { prompt: { knowledge_base: [{ type: 'file', name: 'x' }] } } }),
		[...inOverride, 'agent', 'prompt', 'knowledge_base', 0, 'id'],
		missing,
	],
	[
		'an unknown usage of knowledge',
		overriding({
			agent: {
				prompt: { knowledge_base: [{ type: 'file', name: 'x', id: 'y', usage_mode: 'never' }] },
			},
		}),
		[...inOverride, 'agent', 'prompt', 'knowledge_base', 0, 'usage_mode'],
		{ msg: "Input should be 'prompt' or 'auto'", type: 'enum' },
	],
	[
		'a stability in words',
		overriding({ tts: { stability: 'high' } }),
		[...inOverride, 'tts', 'stability'],
		noNumber,
	],
	[
		'a speed in a list',
		overriding({ tts: { speed: [1] } }),
		[...inOverride, 'tts', 'speed'],
		noNumber,
	],
	[
		'a voice without an id',
		overriding({ tts: { supported_voices: [{ label: 'x' }] } }),
		[...inOverride, 'tts', 'supported_voices', 0, 'voice_id'],
		missing,
	],
	[
		'a fraction of a second',
		overriding({ conversation: { max_duration_seconds: 1.5 } }),
		[...inOverride, 'conversation', 'max_duration_seconds'],
		{
			msg: 'Input should be a valid integer, got a number with a fractional part',
			type: 'int_from_float',
		},
	],
	[
		'text only in words',
		overriding({ conversation: { text_only: 'perhaps' } }),
		[...inOverride, 'conversation', 'text_only'],
		noTruth,
	],
	[
		'keywords that are no list',
		overriding({ asr: { keywords: 'x' } }),
		[...inOverride, 'asr', 'keywords'],
		noList,
	],
	[
		'a timeout message that is a number',
		overriding({ turn: { soft_timeout_config: { message: 1 } } }),
		[...inOverride, 'turn', 'soft_timeout_config', 'message'],
		noText,
	],
	[
		'no telephony by null',
		{ telephony_call_config: null },
		['body', 'telephony_call_config'],
		noModel,
	],
	[
		'a ringing time of zero',
		{ telephony_call_config: { ringing_timeout_secs: 0 } },
		['body', 'telephony_call_config', 'ringing_timeout_secs'],
		{ msg: 'Input should be greater than or equal to 1', type: 'greater_than_equal' },
	],
	[
		'too long a ringing time',
		{ telephony_call_config: { ringing_timeout_secs: 1000 } },
		['body', 'telephony_call_config', 'ringing_timeout_secs'],
		{ msg: 'Input should be less than or equal to 999', type: 'less_than_equal' },
	],
	[
		'a ringing time in words',
		{ telephony_call_config: { ringing_timeout_secs: 'long' } },
		['body', 'telephony_call_config', 'ringing_timeout_secs'],
		noInteger,
	],
	[
		'no ringing time by null',
		{ telephony_call_config: { ringing_timeout_secs: null } },
		['body', 'telephony_call_config', 'ringing_timeout_secs'],
		noInteger,
	],
	[
		'a recording that is an object',
		{ telephony_call_config: { twilio_call_recording_enabled: {} } },
		['body', 'telephony_call_config', 'twilio_call_recording_enabled'],
		noTruth,
	],
	[
		'machine detection as a switch',
		{ telephony_call_config: { twilio_machine_detection: true } },
		['body', 'telephony_call_config', 'twilio_machine_detection'],
		noModel,
	],
	[
		'an unknown machine detection',
		{ telephony_call_config: { twilio_machine_detection: { mode: 'DetectMessageEnd' } } },
		['body', 'telephony_call_config', 'twilio_machine_detection', 'mode'],
		{ msg: "Input should be 'enable' or 'detect_message_end'", type: 'enum' },
	],
	[
		'Twilio recording as a list',
		{ call_recording_enabled: [] },
		['body', 'call_recording_enabled'],
		noTruth,
	],
];

it.each(refused)('refuses %s', async (_what, more, loc, found) => {
	expect(await told(dial(simulator(), dialBody('+12025550101', more)))).toEqual({
		status: 422,
		body: { detail: [{ loc, ...found }] },
	});
	expect(simulator().calls).toEqual([]);
});

/** `ConversationInitiationClientDataRequest-Input` and `TelephonyCallConfig-Input` of the OpenAPI. */
const nullability: Array<[path: string, takesNull: boolean]> = [
	['agent_id', false],
	['agent_phone_number_id', false],
	['to_number', false],
	['call_recording_enabled', true],
	['telephony_call_config', false],
	['telephony_call_config.ringing_timeout_secs', false],
	['telephony_call_config.twilio_call_recording_enabled', false],
	['telephony_call_config.twilio_machine_detection', true],
	['telephony_call_config.twilio_machine_detection.mode', false],
	['conversation_initiation_client_data', true],
	...(
		[
			['conversation_config_override', false],
			['conversation_config_override.asr', true],
			['conversation_config_override.asr.keywords', true],
			['conversation_config_override.turn', true],
			['conversation_config_override.turn.soft_timeout_config', true],
			['conversation_config_override.turn.soft_timeout_config.message', true],
			['conversation_config_override.tts', true],
			['conversation_config_override.tts.model_id', true],
			['conversation_config_override.tts.voice_id', true],
			['conversation_config_override.tts.supported_voices', true],
			['conversation_config_override.tts.stability', true],
			['conversation_config_override.tts.speed', true],
			['conversation_config_override.tts.similarity_boost', true],
			['conversation_config_override.tts.pronunciation_dictionary_locators', true],
			['conversation_config_override.conversation', true],
			['conversation_config_override.conversation.text_only', true],
			['conversation_config_override.conversation.max_duration_seconds', true],
			['conversation_config_override.agent', true],
			['conversation_config_override.agent.first_message', true],
			['conversation_config_override.agent.language', true],
			['conversation_config_override.agent.max_conversation_duration_message', true],
			['conversation_config_override.agent.prompt', true],
			['conversation_config_override.agent.prompt.prompt', true],
			['conversation_config_override.agent.prompt.llm', true],
			['conversation_config_override.agent.prompt.tool_ids', true],
			['conversation_config_override.agent.prompt.native_mcp_server_ids', true],
			['conversation_config_override.agent.prompt.knowledge_base', true],
			['custom_llm_extra_body', false],
			['user_id', true],
			['source_info', false],
			['source_info.source', true],
			['source_info.version', true],
			['branch_id', true],
			['environment', true],
			['starting_workflow_node_id', true],
			['procedure_ids', true],
			['dynamic_variables', false],
		] as const
	).map(([path, takesNull]): [string, boolean] => [
		`conversation_initiation_client_data.${path}`,
		takesNull,
	]),
];

it.each(nullability)('%s may be null: %s', async (path, takesNull) => {
	const more = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), null);
	const { status, body } = await told(dial(simulator(), dialBody('+12025550101', more as object)));

	expect(status).toBe(takesNull ? 200 : 422);
	if (!takesNull) expect(body).toMatchObject({ detail: [{ loc: ['body', ...path.split('.')] }] });
	expect(simulator().requests[0]?.unknownFields).toEqual([]);
});

it.each([
	['llm', { agent: { prompt: { llm: 'gpt-99' } } }, ['agent', 'prompt', 'llm']],
	['voice model', { tts: { model_id: 'eleven_v99' } }, ['tts', 'model_id']],
])('refuses an unknown %s', async (_what, override, path) => {
	const { status, body } = await told(
		dial(simulator(), dialBody('+12025550101', overriding(override))),
	);

	expect(status).toBe(422);
	expect(body).toMatchObject({ detail: [{ loc: [...inOverride, ...path], type: 'enum' }] });
});

it('names everything that is wrong, in the order of the schema', async () => {
	const body = { to_number: 1, telephony_call_config: { ringing_timeout_secs: 0 } };

	expect(await told(dial(simulator(), body))).toEqual({
		status: 422,
		body: {
			detail: [
				{ loc: ['body', 'agent_id'], ...missing },
				{ loc: ['body', 'agent_phone_number_id'], ...missing },
				{ loc: ['body', 'to_number'], ...noText },
				{
					loc: ['body', 'telephony_call_config', 'ringing_timeout_secs'],
					msg: 'Input should be greater than or equal to 1',
					type: 'greater_than_equal',
				},
			],
		},
	});
});

const everythingMissing = {
	status: 422,
	body: {
		detail: ['agent_id', 'agent_phone_number_id', 'to_number'].map((name) => ({
			loc: ['body', name],
			...missing,
		})),
	},
};

it.each<[what: string, body: unknown, sent: Sent]>([
	['an empty object', {}, {}],
	['a list', [dialBody()], {}],
	['null', 'null', {}],
	['nothing', '', {}],
	['JSON that calls itself text', dialBody(), { contentType: 'text/plain' }],
	['a form', 'to_number=1', { contentType: 'application/x-www-form-urlencoded' }],
])('misses every required field in %s', async (_what, body, sent) => {
	expect(await told(dial(simulator(), body, sent))).toEqual(everythingMissing);
});

it('says where JSON ends too early', async () => {
	expect(await told(dial(simulator(), '{"agent_id": "a", }'))).toEqual({
		status: 422,
		body: { detail: [{ loc: ['body', 18], msg: 'JSON decode error', type: 'json_invalid' }] },
	});
	expect(simulator().requests[0]?.body).toBe('{"agent_id": "a", }');
});

it.each<[what: string, more: object]>([
	['client data that is null', clientData(null)],
	['client data that is empty', clientData({})],
	['leaves that are null', overriding({ agent: { first_message: null }, tts: null })],
	['a JSON body with parameters in its type', {}],
	['machine detection that is null', { telephony_call_config: { twilio_machine_detection: null } }],
	['variables of each kind', clientData({ dynamic_variables: { a: '', b: -1.5, c: false } })],
	['an LLM body of any kind', clientData({ custom_llm_extra_body: { a: null, b: [{ c: 1 }] } })],
	['an empty number', { to_number: '' }],
	['a number in any spelling', { to_number: ' (202) 555-0101 ext. 4' }],
])('lets pass %s', async (_what, more) => {
	const sent = { contentType: 'application/json; charset=utf-8' };
	const { status, body } = await told(dial(simulator(), dialBody('+12025550101', more), sent));

	expect(body).toMatchObject({ success: true });
	expect(status).toBe(200);
	expect(simulator().requests[0]?.unknownFields).toEqual([]);
});

it('ignores what it does not know, and records where it was', async () => {
	const body = {
		...dialBody(),
		toNumber: '+1',
		...clientData({
			type: 'conversation_initiation_client_data',
			dynamic_variables: { any: 1 },
			custom_llm_extra_body: {},
			conversation_config_override: {
				agent: { firstMessage: 'Hi', prompt: { knowledge_base: [knowledge()] } },
				asr: null,
			},
		}),
		telephony_call_config: { twilio_machine_detection: { timeout: 3 } },
	};

	expect((await dial(simulator(), body)).status).toBe(200);
	expect(simulator().requests[0]?.unknownFields).toEqual([
		'conversation_initiation_client_data.conversation_config_override.agent.prompt.knowledge_base.0.extra',
		'conversation_initiation_client_data.conversation_config_override.agent.firstMessage',
		'conversation_initiation_client_data.type',
		'telephony_call_config.twilio_machine_detection.timeout',
		'toNumber',
	]);
});

const knowledge = () => ({ type: 'url', name: 'x', id: 'y', extra: 1 });

it.each([
	['sip-trunk', 'phnum_simsiptrunk'],
	['exotel', 'phnum_simexotel'],
])('does not know Twilio’s recording switch at %s', async (path, from) => {
	const body = { ...dialBody(), agent_phone_number_id: from, call_recording_enabled: true };

	expect((await ask(simulator(), `/v1/convai/${path}/outbound-call`, { body })).status).toBe(200);
	expect(simulator().requests[0]?.unknownFields).toEqual(['call_recording_enabled']);
});
