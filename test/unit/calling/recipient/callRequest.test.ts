import type { PhoneCallSettings } from '../../../../nodes/shared/calling/recipient/callRequest';
import {
	buildCallRequest,
	unsendableInRequest,
	requestText,
} from '../../../../nodes/shared/calling/recipient/callRequest';
import { readDynamicVariables } from '../../../../nodes/shared/calling/recipient/dynamicVariables';
import { callLabels } from '../../../../nodes/ElevenLabsCalls/parameters/callLabels';
import packageJson from '../../../../package.json';

const least: PhoneCallSettings = {
	agentId: 'agent_a',
	phoneNumberId: 'phnum_a',
	toNumber: '+14155550123',
	overrides: {},
	dynamicVariables: {},
	telephony: {},
};
const to = {
	agent_id: 'agent_a',
	agent_phone_number_id: 'phnum_a',
	to_number: '+14155550123',
};
const source_info = { version: `${packageJson.name}/${packageJson.version}` };
const leastBody = { ...to, conversation_initiation_client_data: { source_info } };

describe('the body of a call', () => {
	it('has three fields and its sender if nothing else was set', () => {
		expect(Object.entries(buildCallRequest(least))).toEqual(Object.entries(leastBody));
	});

	it('has everything that was set, as the API names it', () => {
		const body = buildCallRequest({
			...least,
			overrides: { agent: { first_message: 'Hi' }, tts: { speed: 1.1 } },
			dynamicVariables: { name: 'Ada', balance: 12.5, vip: false },
			userId: 'crm-4711',
			branchId: 'agtbrch_a',
			environment: 'production',
			customLlmExtraBody: { temperature: 0 },
			startingWorkflowNodeId: 'node_a',
			procedureIds: ['agtprc_a'],
			telephony: { ringing_timeout_secs: 30, twilio_machine_detection: { mode: 'enable' } },
		});
		expect(body).toStrictEqual({
			...to,
			conversation_initiation_client_data: {
				source_info,
				starting_workflow_node_id: 'node_a',
				procedure_ids: ['agtprc_a'],
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

	it.each<[string, Partial<PhoneCallSettings>, object]>([
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
		['a starting node', { startingWorkflowNodeId: 'n' }, { starting_workflow_node_id: 'n' }],
		['a procedure', { procedureIds: ['p'] }, { procedure_ids: ['p'] }],
		['no procedures at all', { procedureIds: [] }, { procedure_ids: [] }],
	])('has %s and no other client data', (_, more, data) => {
		expect(buildCallRequest({ ...least, ...more })).toStrictEqual({
			...to,
			conversation_initiation_client_data: { source_info, ...data },
		});
	});

	it('has telephony settings and no other client data', () => {
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
			startingWorkflowNodeId: undefined,
			procedureIds: undefined,
		});
		expect(JSON.stringify(body)).toBe(JSON.stringify(leastBody));
		expect(Object.keys(body)).toEqual(Object.keys(leastBody));
	});

	it('carries a variable called __proto__ as any other', () => {
		const read = readDynamicVariables([{ name: '__proto__', value: 'x' }], 'Variables');
		if (!read.ok) throw new Error('not read');
		const body = buildCallRequest({ ...least, dynamicVariables: read.value });
		expect(requestText(body)).toContain('"dynamic_variables":{"__proto__":"x"}');
	});
});

describe('what a call would lose on its way', () => {
	it.each<[parameter: string, message: string, more: Partial<PhoneCallSettings>]>([
		[
			'Custom LLM Extra Body (JSON)',
			"has no value at 'tier'",
			{ customLlmExtraBody: { tier: undefined } },
		],
		[
			'Custom LLM Extra Body (JSON)',
			"contains 'NaN' at 'a.0.b'",
			{ customLlmExtraBody: { a: [{ b: NaN }] } },
		],
		[
			'Custom LLM Extra Body (JSON)',
			"contains '[object Map]'",
			{ customLlmExtraBody: new Map([['a', 1]]) as unknown as Record<string, unknown> },
		],
		[
			'More Overrides (JSON)',
			"has no value at 'agent.language'",
			{ overrides: { agent: { language: undefined } } },
		],
		[
			'Knowledge Base (JSON)',
			"has no value at '0.usage_mode'",
			{ overrides: { agent: { prompt: { knowledge_base: [{ usage_mode: undefined }] } } } },
		],
		['Agent Variables', "contains 'NaN' at 'fee'", { dynamicVariables: { fee: NaN } }],
	])('is reported for %s: %s', (parameter, message, more) => {
		expect(
			unsendableInRequest(buildCallRequest({ ...least, ...more }), callLabels('Agent Variables')),
		).toEqual([
			{
				parameter,
				message: `'${parameter}' ${message}`,
				advice: 'Give it a value, or leave it out. Check the expression for this item.',
			},
		]);
	});

	it('is nothing in a whole one', () => {
		expect(unsendableInRequest(buildCallRequest(least), callLabels('x'))).toEqual([]);
	});
});
