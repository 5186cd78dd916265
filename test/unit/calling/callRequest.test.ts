import type { WishedCall } from '../../../nodes/shared/calling/callRequest';
import { buildCallRequest } from '../../../nodes/shared/calling/callRequest';
import { readDynamicVariables } from '../../../nodes/shared/calling/dynamicVariables';

const least: WishedCall = {
	agentId: 'agent_a',
	phoneNumberId: 'phnum_a',
	toNumber: '+14155550123',
	overrides: {},
	dynamicVariables: {},
	telephony: {},
};
const leastBody = {
	agent_id: 'agent_a',
	agent_phone_number_id: 'phnum_a',
	to_number: '+14155550123',
};

describe('the body of a call', () => {
	it('is three fields where nothing else was set', () => {
		expect(Object.entries(buildCallRequest(least))).toEqual(Object.entries(leastBody));
	});

	it('has everything that was set, in the words of the API', () => {
		const body = buildCallRequest({
			...least,
			overrides: { agent: { first_message: 'Hi' }, tts: { speed: 1.1 } },
			dynamicVariables: { name: 'Ada', balance: 12.5, vip: false },
			userId: 'crm-4711',
			branchId: 'agtbrch_a',
			environment: 'production',
			customLlmExtraBody: { temperature: 0 },
			telephony: { ringing_timeout_secs: 30, twilio_machine_detection: { mode: 'enable' } },
		});
		expect(body).toStrictEqual({
			...leastBody,
			conversation_initiation_client_data: {
				conversation_config_override: { agent: { first_message: 'Hi' }, tts: { speed: 1.1 } },
				custom_llm_extra_body: { temperature: 0 },
				user_id: 'crm-4711',
				branch_id: 'agtbrch_a',
				environment: 'production',
				dynamic_variables: { name: 'Ada', balance: 12.5, vip: false },
			},
			telephony_call_config: {
				ringing_timeout_secs: 30,
				twilio_machine_detection: { mode: 'enable' },
			},
		});
	});

	it.each<[string, Partial<WishedCall>, object]>([
		[
			'overrides',
			{ overrides: { agent: { language: 'de' } } },
			{ conversation_config_override: { agent: { language: 'de' } } },
		],
		['a user ID', { userId: 'u' }, { user_id: 'u' }],
		['a branch', { branchId: 'b' }, { branch_id: 'b' }],
		['an environment', { environment: 'e' }, { environment: 'e' }],
		['a variable', { dynamicVariables: { a: 0 } }, { dynamic_variables: { a: 0 } }],
		['an LLM body', { customLlmExtraBody: { a: null } }, { custom_llm_extra_body: { a: null } }],
	])('has %s and no other client data', (_, more, data) => {
		expect(Object.entries(buildCallRequest({ ...least, ...more }))).toEqual(
			Object.entries({ ...leastBody, conversation_initiation_client_data: data }),
		);
	});

	it('has telephony settings and no client data', () => {
		expect(
			Object.entries(buildCallRequest({ ...least, telephony: { ringing_timeout_secs: 1 } })),
		).toEqual(Object.entries({ ...leastBody, telephony_call_config: { ringing_timeout_secs: 1 } }));
	});

	it('has no key for what is empty or undefined', () => {
		const body = buildCallRequest({
			...least,
			userId: undefined,
			branchId: undefined,
			environment: undefined,
			customLlmExtraBody: {},
		});
		expect(JSON.stringify(body)).toBe(JSON.stringify(leastBody));
		expect(Object.keys(body)).toEqual(Object.keys(leastBody));
	});

	it('carries a variable called __proto__ as any other', () => {
		const read = readDynamicVariables([{ name: '__proto__', value: 'x' }], 'Variables');
		if (!read.ok) throw new Error('not read');
		const body = buildCallRequest({ ...least, dynamicVariables: read.value });
		expect(JSON.stringify(body)).toContain('"dynamic_variables":{"__proto__":"x"}');
	});
});
