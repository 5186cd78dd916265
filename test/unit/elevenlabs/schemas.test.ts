import type { z } from 'zod';
import { AGENT_LIST } from '../../../nodes/shared/elevenlabs/agents';
import { pageSchema } from '../../../nodes/shared/elevenlabs/pages';
import { PHONE_NUMBER_LIST } from '../../../nodes/shared/elevenlabs/phoneNumbers';
import { agent, callAnswer, llmList, phoneNumbers } from '../../../nodes/shared/elevenlabs/schemas';
import { VOICE_LIST } from '../../../nodes/shared/elevenlabs/voices';

type Schema = z.ZodType<unknown, z.ZodTypeDef, unknown>;
const agentPage = pageSchema(AGENT_LIST);
const phoneNumberPage = pageSchema(PHONE_NUMBER_LIST);
const voicePage = pageSchema(VOICE_LIST);
const number = { phone_number_id: 'phnum_a', phone_number: '+15550100000', provider: 'twilio' };

describe('an answer', () => {
	it.each<[string, Schema, unknown]>([
		['an agent with only its ID', agent, { agent_id: 'a' }],
		[
			'an agent with nothing but nulls',
			agent,
			{ agent_id: 'a', name: null, conversation_config: null, platform_settings: null },
		],
		[
			'an agent with nulls inside',
			agent,
			{
				agent_id: 'a',
				conversation_config: {
					agent: { first_message: null, language: null, dynamic_variables: null, prompt: null },
					language_presets: {
						de: null,
						fr: { overrides: null },
						it: { overrides: { agent: null } },
					},
				},
				platform_settings: { overrides: null },
			},
		],
		[
			'an agent with all of it, and more than is known',
			agent,
			{
				agent_id: 'a',
				tags: ['x'],
				conversation_config: {
					asr: {},
					agent: {
						first_message: 'Hi',
						language: 'en',
						dynamic_variables: { dynamic_variable_placeholders: { a: 1, b: null } },
						prompt: { prompt: 'P', tools: [{ type: 'webhook' }], built_in_tools: {} },
					},
					language_presets: {
						de: { overrides: { agent: { first_message: 'Hallo', prompt: { prompt: null } } } },
					},
				},
				platform_settings: { overrides: { conversation_config_override: { agent: {} } }, auth: {} },
			},
		],
		['the whole list of numbers', phoneNumbers, [number, { ...number, label: null }]],
		['a list of LLMs', llmList, { llms: [{ llm: 'gpt', is_checkpoint: false }] }],
		[
			'a call of Twilio',
			callAnswer,
			{ success: true, message: 'S', conversation_id: 'c', callSid: 's' },
		],
		['a call without an ID', callAnswer, { success: true, conversation_id: null, message: null }],
		['a call that says only yes', callAnswer, { success: false }],
	])('is read with all that it holds: %s', (_, schema, body) => {
		expect(schema.parse(body)).toEqual(body);
	});

	it.each<[string, Schema, object, unknown[], string | undefined]>([
		[
			'agents',
			agentPage,
			{ agents: [{ agent_id: 'a', name: 'A' }], more: 1 },
			[{ agent_id: 'a', name: 'A' }],
			undefined,
		],
		['no agents', agentPage, { agents: [], next_cursor: null, has_more: null }, [], undefined],
		[
			'an agent without a name',
			agentPage,
			{ agents: [{ agent_id: 'a', name: null }] },
			[{ agent_id: 'a', name: null }],
			undefined,
		],
		[
			'numbers',
			phoneNumberPage,
			{
				phone_numbers: [{ ...number, supports_outbound: null, outbound_trunk: null, label: 'L' }],
				has_more: true,
				next_cursor: 'c',
			},
			[{ ...number, supports_outbound: null, outbound_trunk: null, label: 'L' }],
			'c',
		],
		[
			'voices',
			voicePage,
			{ voices: [{ voice_id: 'v', labels: {} }], has_more: true, next_page_token: 't' },
			[{ voice_id: 'v', labels: {} }],
			't',
		],
		['no voices', voicePage, { voices: [], next_page_token: null, has_more: false }, [], undefined],
	])('of a list is read as a page: %s', (_, schema, body, entries, next) => {
		expect(schema.parse(body)).toEqual({ entries, next });
	});

	it('of LLMs is read without what nobody asks for', () => {
		expect(llmList.parse({ llms: [], default_deprecation_config: {} })).toEqual({ llms: [] });
	});

	it.each<[string, Schema, unknown]>([
		['agents without a list', agentPage, { agents: {} }],
		['agents as a bare list', agentPage, []],
		['an agent without an ID', agent, { name: 'A' }],
		['a page for the whole list', phoneNumbers, { phone_numbers: [number] }],
		['the whole list for a page', phoneNumberPage, [number]],
		['HTML', callAnswer, '<html>'],
		['nothing', callAnswer, undefined],
	])('is not read: %s', (_, schema, body) => {
		expect(schema.safeParse(body).success).toBe(false);
	});
});

describe('an entry that cannot be read', () => {
	it.each<[string, Schema, unknown, unknown]>([
		[
			'agents',
			agentPage,
			{ agents: [null, { name: 'A' }, { agent_id: 'a' }] },
			{ entries: [{ agent_id: 'a' }] },
		],
		[
			'numbers',
			phoneNumbers,
			[number, { ...number, provider: null }, { ...number, phone_number: 5 }],
			[number],
		],
		[
			'numbers of a page',
			phoneNumberPage,
			{ phone_numbers: [{ ...number, phone_number_id: undefined }, number] },
			{ entries: [number] },
		],
		['voices', voicePage, { voices: [{}, { voice_id: 'v' }] }, { entries: [{ voice_id: 'v' }] }],
		['LLMs', llmList, { llms: ['gpt', { llm: 'x' }] }, { llms: [{ llm: 'x' }] }],
	])('does not hide its neighbors: %s', (_, schema, body, read) => {
		expect(schema.parse(body)).toEqual(read);
	});

	it('of an agent is as if it were not there', () => {
		expect(
			agent.parse({
				agent_id: 'a',
				conversation_config: {
					agent: { dynamic_variables: { dynamic_variable_placeholders: [] } },
					language_presets: [],
				},
			}),
		).toMatchObject({
			conversation_config: { agent: { dynamic_variables: {} }, language_presets: undefined },
		});
	});

	it('of a call leaves its success as it is', () => {
		expect(
			callAnswer.parse({ success: true, message: { a: 1 }, conversation_id: 5, callSid: 'CA1' }),
		).toEqual({ success: true, callSid: 'CA1' });
		expect(callAnswer.parse({ success: 'true', conversation_id: 'c' })).toEqual({
			conversation_id: 'c',
		});
	});
});
