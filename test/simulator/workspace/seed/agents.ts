import type { Agent } from '../../schema/wireTypes';
import { seedPhoneNumbers } from './phoneNumbers';

export const agentIds = {
	/** Variables declared and undeclared, every override allowed. */
	appointments: 'agent_simappointments',
	/** No variables, no override allowed. */
	locked: 'agent_simlocked',
	/** An umlaut in its name; only first message, language and voice may be overridden. */
	partial: 'agent_simpartial',
	/** Uses a secret and a system variable, declares none; its calls are not recorded. */
	secret: 'agent_simsecret',
	/** The least that the API may answer: no platform settings, no presets. */
	bare: 'agent_simbare',
} as const;

type Overrides = NonNullable<NonNullable<Agent['platform_settings']>['overrides']>;

/** The default of a switch in the dashboard's "Overrides" tab. */
const overrides = (allowed: boolean): Overrides => ({
	conversation_config_override: {
		asr: { keywords: allowed },
		turn: {
			soft_timeout_config: { message: allowed, additional_soft_timeout_messages: allowed },
		},
		tts: {
			model_id: allowed,
			voice_id: allowed,
			supported_voices: allowed,
			stability: allowed,
			speed: allowed,
			similarity_boost: allowed,
			pronunciation_dictionary_locators: allowed,
		},
		conversation: { text_only: allowed, max_duration_seconds: allowed },
		agent: {
			first_message: allowed,
			language: allowed,
			max_conversation_duration_message: allowed,
			prompt: {
				prompt: allowed,
				llm: allowed,
				tool_ids: allowed,
				native_mcp_server_ids: allowed,
				knowledge_base: allowed,
			},
		},
	},
	custom_llm_extra_body: allowed,
	enable_conversation_initiation_client_data_from_webhook: allowed,
	enable_starting_workflow_node_id_from_client: allowed,
	enable_procedure_ids_from_client: allowed,
});

const partOfOverrides: Overrides = {
	...overrides(false),
	conversation_config_override: {
		...overrides(false).conversation_config_override,
		agent: {
			first_message: true,
			language: true,
			max_conversation_duration_message: false,
			prompt: {
				prompt: false,
				llm: false,
				tool_ids: false,
				native_mcp_server_ids: false,
				knowledge_base: false,
			},
		},
		tts: {
			voice_id: true,
			model_id: false,
			stability: false,
			speed: false,
			similarity_boost: false,
		},
	},
};

interface Script {
	agentId: string;
	name: string;
	createdAt: number;
	firstMessage: string;
	prompt: string;
	language?: string;
	placeholders?: Record<string, string | number | boolean>;
	overrides: Overrides;
	tags?: string[];
	/** What it says to a machine; without it, it has no voicemail tool. */
	leavesMessage?: string;
	/** Recorded by default. */
	recorded?: boolean;
}

const agent = (script: Script): Agent => ({
	agent_id: script.agentId,
	name: script.name,
	conversation_config: {
		asr: {
			quality: 'high',
			provider: 'elevenlabs',
			user_input_audio_format: 'pcm_16000',
			keywords: [],
		},
		turn: { turn_timeout: 7, silence_end_call_timeout: -1 },
		tts: {
			model_id:
				script.language && script.language !== 'en' ? 'eleven_flash_v2_5' : 'eleven_flash_v2',
			voice_id: 'simVoice000000000001',
			supported_voices: [],
			agent_output_audio_format: 'pcm_16000',
			stability: 0.5,
			speed: 1,
			similarity_boost: 0.8,
			pronunciation_dictionary_locators: [],
		},
		conversation: { text_only: false, max_duration_seconds: 600, client_events: ['audio'] },
		language_presets: {},
		vad: {},
		agent: {
			first_message: script.firstMessage,
			language: script.language ?? 'en',
			dynamic_variables: { dynamic_variable_placeholders: script.placeholders ?? {} },
			disable_first_message_interruptions: false,
			max_conversation_duration_message: '',
			prompt: {
				prompt: script.prompt,
				llm: 'gemini-2.5-flash',
				temperature: 0,
				max_tokens: -1,
				tool_ids: [],
				built_in_tools: {
					end_call: {
						type: 'system',
						name: 'end_call',
						description: '',
						params: { system_tool_type: 'end_call' },
					},
					voicemail_detection:
						script.leavesMessage === undefined
							? null
							: {
									type: 'system',
									name: 'voicemail_detection',
									description: '',
									params: {
										system_tool_type: 'voicemail_detection',
										voicemail_message: script.leavesMessage,
									},
								},
				},
				mcp_server_ids: [],
				native_mcp_server_ids: [],
				knowledge_base: [],
			},
		},
	},
	metadata: {
		created_at_unix_secs: script.createdAt,
		updated_at_unix_secs: script.createdAt + 3600,
	},
	platform_settings: {
		overrides: script.overrides,
		workspace_overrides: { webhooks: { post_call_webhook_id: null, events: ['transcript'] } },
		call_limits: { agent_concurrency_limit: -1, daily_limit: 100000, bursting_enabled: true },
		queueing_config: { enabled: false, wait_timeout_seconds: 180 },
		privacy: {
			record_voice: script.recorded ?? true,
			retention_days: -1,
			delete_transcript_and_pii: false,
			delete_audio: false,
			zero_retention_mode: false,
		},
	},
	phone_numbers: seedPhoneNumbers.filter(
		({ assigned_agent }) => assigned_agent?.agent_id === script.agentId,
	),
	whatsapp_accounts: [],
	access_info: {
		is_creator: true,
		creator_name: 'Sim Owner',
		creator_email: 'owner@simulator.example',
		role: 'admin',
	},
	tags: script.tags ?? [],
	version_id: `agtvrsn_${script.agentId.slice('agent_'.length)}`,
	branch_id: `agtbrch_${script.agentId.slice('agent_'.length)}`,
	main_branch_id: `agtbrch_${script.agentId.slice('agent_'.length)}`,
});

const firstDay = 1_760_000_000;

const appointments = agent({
	agentId: agentIds.appointments,
	name: 'Appointment reminders',
	createdAt: firstDay,
	firstMessage: 'Hello {{customer_name}}, this is a reminder of your appointment.',
	prompt:
		'You remind {{customer_name}} of the appointment at {{appointment_time}} with {{company}}. ' +
		'It is now {{system__time_utc}}. The fee is {{fee}} euros.',
	// `company` is used but not declared; `notes` is declared but not used.
	placeholders: { customer_name: 'Ada', appointment_time: '10 am', fee: 20, notes: '' },
	overrides: overrides(true),
	tags: ['reminders', 'production'],
	leavesMessage: 'We wanted to remind you of your appointment. Please call us back.',
});
appointments.platform_settings = {
	...appointments.platform_settings,
	evaluation: {
		criteria: [
			{
				id: 'goal_reached',
				name: 'Goal reached',
				type: 'prompt',
				conversation_goal_prompt: 'The customer knows about the appointment.',
			},
		],
	},
	data_collection: {
		appointment_confirmed: {
			type: 'boolean',
			description: 'Whether the customer confirmed the appointment.',
		},
	},
};
appointments.workflow = {
	edges: { edge_confirm: { source: 'start_node', target: 'node_simconfirm' } },
	nodes: {
		start_node: { type: 'start', position: { x: 0, y: 0 }, edge_order: ['edge_confirm'] },
		node_simconfirm: {
			type: 'end',
			position: { x: 0, y: 100 },
			edge_order: [],
			outcome: 'success',
		},
	},
	prevent_subagent_loops: false,
};
appointments.procedures = {
	agtprc_simreminder: {
		procedure_id: 'agtprc_simreminder',
		version_id: 'agtprcv_simreminder',
		name: 'Reminder',
	},
};
appointments.conversation_config.language_presets = {
	de: {
		overrides: {
			agent: {
				first_message: 'Guten Tag {{anrede}} {{customer_name}}, wir erinnern an Ihren Termin.',
				language: 'de',
			},
		},
	},
};

const bare: Agent = {
	agent_id: agentIds.bare,
	name: 'Bare',
	conversation_config: { agent: { first_message: 'Hello {{name}}', prompt: { prompt: '' } } },
	metadata: { created_at_unix_secs: firstDay + 4, updated_at_unix_secs: firstDay + 4 },
};

export const seedAgents: readonly Agent[] = [
	appointments,
	agent({
		agentId: agentIds.locked,
		name: 'Locked',
		createdAt: firstDay + 1,
		firstMessage: 'Hello, this is an automated call.',
		prompt: 'You say that the office is closed today.',
		overrides: overrides(false),
	}),
	agent({
		agentId: agentIds.partial,
		name: 'Kundenservice Müller',
		createdAt: firstDay + 2,
		firstMessage: 'Guten Tag {{kunde}}!',
		prompt: 'Du hilfst {{kunde}} weiter.',
		language: 'de',
		placeholders: { kunde: 'Frau Müller' },
		overrides: partOfOverrides,
	}),
	agent({
		agentId: agentIds.secret,
		name: 'Secret keeper',
		createdAt: firstDay + 3,
		firstMessage: 'Hello, you are calling from {{system__caller_id}}.',
		prompt: 'The token is {{secret__crm_token}}.',
		overrides: overrides(false),
		recorded: false,
	}),
	bare,
	...Array.from({ length: 30 }, (_, index) =>
		agent({
			agentId: `agent_simsurvey${String(index + 1).padStart(2, '0')}`,
			name: `Survey ${String(index + 1).padStart(2, '0')}`,
			createdAt: firstDay + 10 + index,
			firstMessage: 'Hello, may I ask you a few questions?',
			prompt: 'You ask three questions about the product.',
			overrides: overrides(false),
		}),
	),
];
