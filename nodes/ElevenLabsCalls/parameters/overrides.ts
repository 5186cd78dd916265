import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import type { ConversationOverrides } from '../../shared/calling/recipient/overrides';
import { readOverrides, VOICE_MODELS } from '../../shared/calling/recipient/overrides';
import type { Result } from '../../shared/result';
import { readCollection } from '../../shared/values';
import { labelsIn } from './collectionLabels';
import { languages } from './languages';

const voiceModelLabels: Record<(typeof VOICE_MODELS)[number], string> = {
	eleven_v3_conversational: 'Eleven v3 Conversational',
	eleven_v4: 'Eleven v4',
	eleven_v4_turbo: 'Eleven v4 Turbo',
	eleven_flash_v2: 'Flash v2',
	eleven_flash_v2_5: 'Flash v2.5',
	eleven_multilingual_v2: 'Multilingual v2',
	eleven_turbo_v2: 'Turbo v2',
	eleven_turbo_v2_5: 'Turbo v2.5',
};
const voiceModels = Object.entries(voiceModelLabels).map(([value, name]) => ({ name, value }));

/** Settings of the agent that this call changes. The agent's settings must allow each of them. */
export const overrides: INodeProperties = {
	displayName: 'Overrides',
	name: 'overrides',
	type: 'collection',
	placeholder: 'Add Override',
	default: {},
	description:
		"Settings to change for this call only. The agent's Security settings must allow each of them; the node checks this before anyone is called. Blank values change nothing.",
	options: [
		{
			displayName: 'First Message',
			name: 'firstMessage',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. Hello {{ $json.name }}, this is Acme.',
			description: 'What the agent says first',
		},
		{
			displayName: 'Knowledge Base (JSON)',
			name: 'knowledgeBase',
			type: 'json',
			default: '[]',
			description:
				"The documents the agent can use in this call: a list of objects with type, name and ID as in the agent's configuration, optionally with usage_mode (prompt or auto)",
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'options',
			options: languages,
			default: 'en',
			description: "The language the agent speaks; must be one of the agent's languages",
		},
		{
			displayName: 'LLM',
			name: 'llm',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: 'The language model the agent uses',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose a model…',
					typeOptions: { searchListMethod: 'searchLlms', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. gemini-2.5-flash',
				},
			],
		},
		{
			displayName: 'Max Duration (Seconds)',
			name: 'maxDurationSeconds',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 7200, numberPrecision: 0 },
			default: 600,
			description: 'How long the call can last, from 1 to 7200',
		},
		{
			displayName: 'Max Duration Message',
			name: 'maxConversationDurationMessage',
			type: 'string',
			default: '',
			placeholder: 'e.g. I have to end our call now. Goodbye!',
			description: 'What the agent says when the max duration is reached',
		},
		{
			displayName: 'More Overrides (JSON)',
			name: 'moreOverrides',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "asr": { "keywords": ["Acme"] } }',
			description:
				'An object with any other overrides, structured like conversation_config_override: tool_ids_strict, native_mcp_server_ids, supported_voices, pronunciation_dictionary_locators, text_only, soft_timeout_config, keywords. Names this node does not know are sent unchanged.',
		},
		{
			displayName: 'Similarity Boost',
			name: 'similarityBoost',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0.8,
			description: 'How close the speech stays to the original voice, from 0 to 1',
		},
		{
			displayName: 'Speed',
			name: 'speed',
			type: 'number',
			typeOptions: { minValue: 0.7, maxValue: 1.2, numberPrecision: 2 },
			default: 1,
			description: 'How fast the agent speaks, from 0.7 to 1.2',
		},
		{
			displayName: 'Stability',
			name: 'stability',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0.5,
			description: 'How even the voice sounds, from 0 to 1; lower is livelier',
		},
		{
			displayName: 'System Prompt',
			name: 'prompt',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. You are a friendly assistant who confirms appointments.',
			description: "Replaces the agent's whole prompt",
		},
		{
			displayName: 'Tool IDs',
			name: 'toolIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. tool_abc, tool_def',
			description:
				"Replaces the agent's tools. Separate IDs with commas, semicolons or line breaks, or use a list. An empty list keeps the agent's own tools.",
		},
		{
			displayName: 'Voice',
			name: 'voiceId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: 'The voice the agent speaks with',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose a voice…',
					typeOptions: { searchListMethod: 'searchVoices', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 21m00Tcm4TlvDq8ikWAM',
				},
			],
		},
		{
			displayName: 'Voice Model',
			name: 'modelId',
			type: 'options',
			options: voiceModels,
			default: 'eleven_flash_v2_5',
			description:
				"The text-to-speech model; English agents use the v2 models. For a newer model that isn't listed, use an expression and turn off Check Agent.",
		},
	],
};

/** Labels of the overrides. */
export const OVERRIDE_LABELS = labelsIn(overrides);

/** Reads the overrides of an item. */
export function readOverrideFields(
	context: IExecuteFunctions,
	item: number,
): Result<ConversationOverrides> {
	const { name, displayName } = overrides;
	const set = readCollection(context.getNodeParameter(name, item, {}), displayName);
	if (!set.ok) return set;
	const fields = Object.entries(set.value).map(([field, value]) => [
		field,
		// A resource locator inside a collection comes as it is stored.
		isResourceLocatorValue(value) ? value.value : value,
	]);
	return readOverrides(Object.fromEntries(fields) as Record<string, unknown>, OVERRIDE_LABELS);
}
