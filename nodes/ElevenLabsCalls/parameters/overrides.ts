import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import type { ConversationOverrides } from '../../shared/calling/recipient/overrides';
import { readOverrides, VOICE_MODELS } from '../../shared/calling/recipient/overrides';
import type { Result } from '../../shared/result';
import { readCollection } from '../../shared/values';
import { labelsIn } from './labels';
import { languages } from './languages';

const voiceModels = VOICE_MODELS.map((value) => ({ name: value, value }));

/** What this call changes of the agent. Each one has to be allowed in the agent's settings. */
export const overrides: INodeProperties = {
	displayName: 'Overrides',
	name: 'overrides',
	type: 'collection',
	placeholder: 'Add Override',
	default: {},
	description:
		'Settings to change for this call only. The agent must allow each of them (its Security settings); that is checked before anyone is called. A blank value leaves the agent as it is.',
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
				'The documents the agent knows in this call: a list of objects with type, name and ID as the agent’s own configuration has them, optionally with usage_mode (prompt or auto)',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'options',
			options: languages,
			default: 'en',
			description: 'The language the agent speaks; it must be one of the agent’s own',
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
			description: 'When the call is ended, from 1 to 7200',
		},
		{
			displayName: 'Max Duration Message',
			name: 'maxConversationDurationMessage',
			type: 'string',
			default: '',
			placeholder: 'e.g. I have to end our call now. Goodbye!',
			description: 'What the agent says when the maximum duration is reached',
		},
		{
			displayName: 'More Overrides (JSON)',
			name: 'moreOverrides',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "asr": { "keywords": ["Acme"] } }',
			description:
				'Any other override, in the shape of conversation_config_override: tool_ids_strict, native_mcp_server_ids, supported_voices, pronunciation_dictionary_locators, text_only, soft_timeout_config, keywords. Names that this node does not know are sent as they are.',
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
			description: 'Replaces the whole prompt of the agent',
		},
		{
			displayName: 'Tool IDs',
			name: 'toolIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. tool_abc, tool_def',
			description:
				'Replaces the agent’s tools. Separate IDs with commas, semicolons or line breaks, or use a list. An empty list keeps the agent’s own tools.',
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
				'The model that turns text into speech; English agents take the v2 ones. For a newer model than the list has, use an expression and turn off Check Agent.',
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
