import fc from 'fast-check';
import type { Conversation } from '../../../nodes/shared/elevenlabs/schemas';
import { simplifyConversation } from '../../../nodes/shared/elevenlabs/simplifiedConversation';

const KEYS = [
	'conversation_id',
	'agent_id',
	'status',
	'start_time',
	'duration_secs',
	'cost',
	'termination_reason',
	'call_successful',
	'summary',
	'transcript',
	'turns',
	'evaluation_criteria',
	'data_collection',
	'to_number',
	'user_id',
	'dynamic_variables',
];

const WHOLE: Conversation = {
	agent_id: 'agent_a',
	agent_name: 'Ada',
	conversation_id: 'conv_a',
	status: 'done',
	metadata: {
		start_time_unix_secs: 1_794_400_123,
		call_duration_secs: 42,
		cost: 180,
		termination_reason: 'end_call tool was called.',
		phone_call: {
			type: 'twilio',
			call_result: 'answered',
			direction: 'outbound',
			external_number: '+12025550101',
			agent_number: '+12025550190',
		},
	},
	analysis: {
		call_successful: 'success',
		transcript_summary: 'They agreed on Monday.',
		evaluation_criteria_results: {
			polite: { criteria_id: 'polite', result: 'success', rationale: 'It said please.', score: 1 },
			brief: { criteria_id: 'brief', result: 'failure', rationale: null },
		},
		data_collection_results: {
			day: { data_collection_id: 'day', value: 'Monday', rationale: 'Said so.' },
			people: { data_collection_id: 'people', value: 3, rationale: '' },
			callback: { data_collection_id: 'callback', rationale: 'Not said.' },
		},
	},
	transcript: [
		{ role: 'agent', message: 'Hello, this is Ada. ', time_in_call_secs: 0, llm_usage: {} },
		{ role: 'agent', message: null, time_in_call_secs: 2, tool_calls: [{ tool_name: 'look' }] },
		{ role: 'user', message: 'Hello.\nMonday is fine.', time_in_call_secs: 3 },
	],
	has_audio: true,
	conversation_initiation_client_data: {
		user_id: 'crm-1042',
		dynamic_variables: { customer: 'Ada', visits: 3 },
	},
};

const EMPTY = {
	agent_id: null,
	status: null,
	start_time: null,
	duration_secs: null,
	cost: null,
	termination_reason: null,
	call_successful: null,
	summary: null,
	transcript: '',
	turns: [],
	evaluation_criteria: {},
	data_collection: {},
	to_number: null,
	user_id: null,
	dynamic_variables: {},
};

describe('a conversation, simplified', () => {
	it('has what workflows use, the most useful first', () => {
		const simplified = simplifyConversation(WHOLE);
		expect(simplified).toStrictEqual({
			conversation_id: 'conv_a',
			agent_id: 'agent_a',
			status: 'done',
			start_time: '2026-11-11T12:28:43.000Z',
			duration_secs: 42,
			cost: 180,
			termination_reason: 'end_call tool was called.',
			call_successful: 'success',
			summary: 'They agreed on Monday.',
			transcript: 'Agent: Hello, this is Ada.\nUser: Hello.\nMonday is fine.',
			turns: [
				{ role: 'agent', message: 'Hello, this is Ada. ', time_in_call_secs: 0 },
				{ role: 'user', message: 'Hello.\nMonday is fine.', time_in_call_secs: 3 },
			],
			evaluation_criteria: {
				polite: { result: 'success', rationale: 'It said please.' },
				brief: { result: 'failure', rationale: null },
			},
			data_collection: { day: 'Monday', people: 3, callback: null },
			to_number: '+12025550101',
			user_id: 'crm-1042',
			dynamic_variables: { customer: 'Ada', visits: 3 },
		});
		expect(Object.keys(simplified)).toEqual(KEYS);
	});

	it.each<[string, Partial<Conversation>]>([
		['has nothing but its ID', {}],
		[
			'has nulls only',
			{ agent_id: null, status: null, metadata: null, analysis: null, transcript: null },
		],
		['has empty parts', { metadata: {}, analysis: {}, transcript: [] }],
		[
			'has empty texts',
			{ metadata: { termination_reason: '' }, analysis: { transcript_summary: '' } },
		],
		['has no time yet', { metadata: { start_time_unix_secs: 0 } }],
		['has a time that no date can tell', { metadata: { start_time_unix_secs: 1e300 } }],
		[
			'has parts of another kind',
			{ agent_id: 5, status: {}, metadata: [], analysis: 'good', transcript: { role: 'user' } },
		],
		[
			'has odd parts inside',
			{
				metadata: { start_time_unix_secs: 'soon', call_duration_secs: {}, cost: '1' },
				analysis: { call_successful: 1, transcript_summary: [], data_collection_results: [] },
				transcript: [null, 5, {}, { role: 'user' }, { role: 'user', message: ' ' }, { message: 5 }],
			},
		],
	])('has the same keys when it %s', (_, conversation) => {
		const simplified = simplifyConversation({ conversation_id: 'conv_a', ...conversation });
		expect(simplified).toStrictEqual({ conversation_id: 'conv_a', ...EMPTY });
		expect(Object.keys(simplified)).toEqual(KEYS);
	});

	it('keeps what can be read beside what cannot', () => {
		expect(
			simplifyConversation({
				conversation_id: 'conv_a',
				metadata: { cost: 3, phone_call: 'twilio', call_duration_secs: null },
				analysis: {
					evaluation_criteria_results: { a: 'yes', b: { result: 'success', rationale: 5 } },
					data_collection_results: { a: null, b: { value: { deep: [1] } }, c: 'x' },
				},
				transcript: ['odd', { message: 'Hi' }],
			}),
		).toStrictEqual({
			...EMPTY,
			conversation_id: 'conv_a',
			cost: 3,
			transcript: 'Unknown: Hi',
			turns: [{ role: null, message: 'Hi', time_in_call_secs: null }],
			evaluation_criteria: {
				a: { result: null, rationale: null },
				b: { result: 'success', rationale: null },
			},
			data_collection: { a: null, b: { deep: [1] }, c: null },
		});
	});

	it.each<[string, unknown, string | null]>([
		[
			'outbound call',
			{ phone_call: { direction: 'outbound', external_number: '+1', agent_number: '+2' } },
			'+1',
		],
		[
			'inbound call',
			{ phone_call: { direction: 'inbound', external_number: '+1', agent_number: '+2' } },
			'+2',
		],
		['hidden number', { phone_call: { direction: 'outbound', external_number: null } }, null],
		[
			'outbound WhatsApp call',
			{ whatsapp: { direction: 'outbound', whatsapp_user_id: '12025550101' } },
			'+12025550101',
		],
		[
			'inbound WhatsApp call',
			{ whatsapp: { direction: 'inbound', whatsapp_user_id: '12025550101' } },
			null,
		],
	])('names the number that was dialed in an %s', (_, metadata, number) => {
		expect(simplifyConversation({ conversation_id: 'conv_a', metadata }).to_number).toBe(number);
	});

	it('has the User ID of the conversation itself, if there is one', () => {
		expect(simplifyConversation({ ...WHOLE, user_id: 'mine' }).user_id).toBe('mine');
	});

	it('leaves the conversation itself as it came', () => {
		const before = JSON.stringify(WHOLE);
		simplifyConversation(WHOLE);
		expect(JSON.stringify(WHOLE)).toBe(before);
	});

	it('never throws, and always has the same keys', () => {
		// As JSON has them: -0 is none of its numbers.
		const part = fc.json().map((text): unknown => JSON.parse(JSON.stringify(JSON.parse(text))));
		const inner = fc.dictionary(
			fc.constantFrom(
				'start_time_unix_secs',
				'cost',
				'transcript_summary',
				'data_collection_results',
			),
			part,
		);
		const any = fc.record({
			metadata: fc.oneof(inner, part),
			analysis: fc.oneof(inner, part),
			transcript: part,
		});
		fc.assert(
			fc.property(any, (conversation) => {
				const simplified = simplifyConversation({ conversation_id: 'conv_a', ...conversation });
				expect(Object.keys(simplified)).toEqual(KEYS);
				expect(JSON.parse(JSON.stringify(simplified))).toEqual(simplified);
			}),
			{ numRuns: 500 },
		);
	});
});
