import { dropOnPickup } from '../../simulator/calls/pickup';
import { agentIds, seedAgents } from '../../simulator/workspace/seed/agents';
import type { Agent } from '../../simulator/schema/wireTypes';
import { dial, dialBody, startedSimulator, told } from './startedSimulator';

const simulator = startedSimulator();

function seed(id: string): Agent {
	const agent = seedAgents.find(({ agent_id }) => agent_id === id);
	if (!agent) throw new Error(`No agent ${id}`);
	return agent;
}

const notAllowed = (field: string) => `Override for field '${field}' is not allowed by config.`;

const overriding = (override: object) => ({ conversation_config_override: override });

it('answers 200 to a call that will drop, and keeps the reason', async () => {
	const answer = await told(
		dial(
			simulator(),
			dialBody('+12025550101', {
				conversation_initiation_client_data: overriding({ agent: { first_message: '' } }),
			}),
		),
	);

	expect(answer).toMatchObject({ status: 200, body: { success: true } });
	expect(simulator().calls[0]?.drop).toBe(notAllowed('first_message'));
	expect(simulator().callsTo('+12025550101')).toBe(1);
});

const leaves: Array<[override: object, field: string]> = [
	[{ turn: { soft_timeout_config: { message: 'x' } } }, 'message'],
	[
		{ turn: { soft_timeout_config: { additional_soft_timeout_messages: [] } } },
		'additional_soft_timeout_messages',
	],
	[{ tts: { model_id: 'eleven_v4' } }, 'model_id'],
	[{ tts: { voice_id: 'x' } }, 'voice_id'],
	[{ tts: { stability: 0 } }, 'stability'],
	[{ tts: { speed: 1 } }, 'speed'],
	[{ tts: { similarity_boost: 1 } }, 'similarity_boost'],
	[{ tts: { pronunciation_dictionary_locators: [] } }, 'pronunciation_dictionary_locators'],
	[{ conversation: { text_only: false } }, 'text_only'],
	[{ conversation: { max_duration_seconds: 60 } }, 'max_duration_seconds'],
	[{ agent: { first_message: 'x' } }, 'first_message'],
	[{ agent: { language: 'de' } }, 'language'],
	[{ agent: { max_conversation_duration_message: 'x' } }, 'max_conversation_duration_message'],
	[{ agent: { prompt: { prompt: 'x' } } }, 'prompt'],
	[{ agent: { prompt: { llm: 'gpt-4o' } } }, 'llm'],
	[{ agent: { prompt: { tool_ids: [] } } }, 'tool_ids'],
	[{ agent: { prompt: { tool_ids_strict: true } } }, 'tool_ids_strict'],
	[{ agent: { prompt: { native_mcp_server_ids: [] } } }, 'native_mcp_server_ids'],
	[{ agent: { prompt: { knowledge_base: [] } } }, 'knowledge_base'],
];

const variables = { customer_name: 'a', appointment_time: 'b', company: 'c', fee: 1, anrede: 'd' };

it.each(leaves)('drops %j if it is not allowed, and only then', (override, field) => {
	expect(dropOnPickup(seed(agentIds.locked), overriding(override))).toBe(notAllowed(field));
	expect(
		dropOnPickup(seed(agentIds.appointments), {
			...overriding(override),
			dynamic_variables: variables,
		}),
	).toBeUndefined();
});

it.each([
	['custom_llm_extra_body', { a: 1 }],
	['starting_workflow_node_id', 'node_simconfirm'],
	['procedure_ids', []],
	['procedure_ids', ['agtprc_simreminder']],
])('drops %s if it is not allowed, and only then', (field, value) => {
	expect(dropOnPickup(seed(agentIds.locked), { [field]: value })).toBe(notAllowed(field));
	expect(
		dropOnPickup(seed(agentIds.appointments), { [field]: value, dynamic_variables: variables }),
	).toBeUndefined();
});

it.each([
	['starting_workflow_node_id', 'node_other', "Workflow node 'node_other' not found."],
	['starting_workflow_node_id', 'toString', "Workflow node 'toString' not found."],
	['procedure_ids', ['agtprc_simreminder', 'x'], "Procedure 'x' not found."],
])('drops %s %j, which the agent does not have', (field, value, reason) => {
	const data = { [field]: value, dynamic_variables: variables };
	expect(dropOnPickup(seed(agentIds.appointments), data)).toBe(reason);
});

it('distinguishes the allowed fields from the others of the same agent', () => {
	const given = { dynamic_variables: { kunde: 'x' } };
	const partial = seed(agentIds.partial);

	expect(
		dropOnPickup(partial, {
			...given,
			...overriding({ agent: { first_message: 'x', language: 'en' }, tts: { voice_id: 'y' } }),
		}),
	).toBeUndefined();
	expect(
		dropOnPickup(partial, {
			...given,
			...overriding({ agent: { first_message: 'x', prompt: { prompt: 'y' } } }),
		}),
	).toBe(notAllowed('prompt'));
});

it('takes settings that are absent for a refusal', () => {
	expect(dropOnPickup(seed(agentIds.bare), overriding({ agent: { language: 'en' } }))).toBe(
		notAllowed('language'),
	);
});

it.each<[what: string, data: object]>([
	['keywords', overriding({ asr: { keywords: ['x'] } })],
	['supported voices', overriding({ tts: { supported_voices: [] } })],
	['a null', overriding({ agent: { first_message: null }, tts: null })],
	['an empty override', overriding({})],
	['a field that does not exist', overriding({ agent: { mood: 'x' } })],
	['an empty LLM body', { custom_llm_extra_body: {} }],
])('ignores %s without a word', (_what, data) => {
	expect(dropOnPickup(seed(agentIds.locked), data)).toBeUndefined();
});

const missing = (where: string, names: string) =>
	`Missing required dynamic variables in ${where}: {${names}}`;

it('misses a variable of the first message', () => {
	expect(dropOnPickup(seed(agentIds.bare), undefined)).toBe(missing('first message', "'name'"));
	expect(dropOnPickup(seed(agentIds.bare), { dynamic_variables: { Name: 'x' } })).toBe(
		missing('first message', "'name'"),
	);
	expect(dropOnPickup(seed(agentIds.bare), { dynamic_variables: { name: '' } })).toBeUndefined();
});

it('does not take the placeholders of the dashboard for defaults', () => {
	expect(
		dropOnPickup(seed(agentIds.appointments), {
			dynamic_variables: { appointment_time: 'b', company: 'c', fee: 1 },
		}),
	).toBe(missing('first message', "'customer_name'"));
});

it('misses the variables of the prompt, each once, declared or not', () => {
	expect(
		dropOnPickup(seed(agentIds.appointments), { dynamic_variables: { customer_name: 'a' } }),
	).toBe(missing('prompt', "'appointment_time', 'company', 'fee'"));
});

it('has the system variables itself, but not the secrets', () => {
	expect(dropOnPickup(seed(agentIds.secret), {})).toBe(missing('prompt', "'secret__crm_token'"));
	expect(
		dropOnPickup(seed(agentIds.secret), { dynamic_variables: { secret__crm_token: 'x' } }),
	).toBeUndefined();
});

it('looks at the words that will be spoken, not at those that they replace', () => {
	const agent = seed(agentIds.appointments);
	const words = { agent: { first_message: 'Hi {{ nickname }}', prompt: { prompt: 'Be brief' } } };

	expect(dropOnPickup(agent, overriding(words))).toBe(missing('first message', "'nickname'"));
	expect(
		dropOnPickup(agent, { ...overriding(words), dynamic_variables: { nickname: 'x' } }),
	).toBeUndefined();
});

it('looks at the first message of the language asked for', () => {
	expect(
		dropOnPickup(seed(agentIds.appointments), {
			...overriding({ agent: { language: 'de' } }),
			dynamic_variables: { customer_name: 'a', appointment_time: 'b', company: 'c', fee: 1 },
		}),
	).toBe(missing('first message', "'anrede'"));
});
