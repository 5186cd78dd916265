import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { LABELS } from './triggerSettings';

/** The events that can start the workflow, under their names in ElevenLabs' settings. */
const events: INodePropertyOptions[] = [
	{
		name: 'Answering Machine Detected',
		value: 'answering_machine_detection',
		description: 'Twilio detected whether a person or a machine answered',
	},
	{
		name: 'Call Ended',
		value: 'transcript',
		description: 'A call ended and was analyzed: transcript, summary and results',
	},
	{
		name: 'Call Not Connected',
		value: 'call_initiation_failure',
		description: 'The line was busy, nobody picked up, or the number is wrong',
	},
	{
		name: 'Call Recording Ready',
		value: 'audio',
		description: 'The recording of a call, as a file',
	},
	{
		name: 'Unredacted Call Ended',
		value: 'unredacted_transcript',
		description: 'Unredacted transcript and results, for agents with redaction on',
	},
	{
		name: 'Unredacted Recording Ready',
		value: 'unredacted_audio',
		description: 'Unredacted recording, for agents with redaction on',
	},
];

const agentSelections: INodePropertyOptions[] = [
	{
		name: 'All Agents',
		value: 'all',
		description:
			"Uses the workspace's webhook setting and changes no agent. Covers calls on all branches, but not agents that have their own webhook.",
	},
	{
		name: 'Selected Agents',
		value: 'selected',
		description:
			"Sets the webhook on the main branch of these agents. Calls on their other branches don't start the workflow.",
	},
];

const agentSelection = {
	displayName: LABELS.agentSelection,
	name: 'agentSelection',
	type: 'options',
	noDataExpression: true,
	default: 'selected',
	description: 'Agents whose calls start the workflow',
	options: agentSelections,
} satisfies INodeProperties;

const agents = {
	displayName: LABELS.agents,
	name: 'agents',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getAgents' },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
} satisfies INodeProperties;

/** What the user fills in. */
export const fields: INodeProperties[] = [
	{
		displayName: LABELS.triggerOn,
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		default: ['transcript', 'call_initiation_failure'],
		description: 'The events that start the workflow',
		options: events,
	},
	{
		displayName: LABELS.registration,
		name: 'registration',
		type: 'options',
		noDataExpression: true,
		default: 'automatic',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description:
					'The node creates the webhook when you publish the workflow, and removes it when you unpublish it. The API key needs the permission Webhooks: Write.',
			},
			{
				name: 'Manual',
				value: 'manual',
				description: 'You create the webhook in ElevenLabs, for some agents or the whole workspace',
			},
		],
	},
	{
		displayName:
			'Open Webhook URLs above and copy the Production URL. In ElevenLabs, create a webhook (HMAC) with it under Developers → Webhooks. Select it, with its events, as the post-call webhook of your agents or of the workspace. Paste its secret into the credential, under Webhook Secret. The Test URL needs its own webhook and secret.',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['manual'] } },
	},
	// A node saved as version 1 doesn't have this choice: it uses the agents it names.
	{
		...agentSelection,
		displayOptions: { show: { '@version': [1], registration: ['automatic'] } },
	},
	{
		...agentSelection,
		default: 'all',
		displayOptions: { show: { '@version': [1.1], registration: ['automatic'] } },
	},
	{
		...agents,
		required: true,
		hint: 'Agents that trigger this workflow',
		displayOptions: { show: { registration: ['automatic'], agentSelection: ['selected'] } },
	},
	{
		displayName:
			"Publishing, testing and unpublishing this workflow each commit a version on each agent's main branch. This discards unpublished changes that the owner of the API key has there. All Agents changes no agent.",
		name: 'versionNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['automatic'], agentSelection: ['selected'] } },
	},
	{
		...agents,
		hint: 'Only calls of these agents start the workflow. If empty, calls of all agents do.',
		displayOptions: { show: { registration: ['manual'] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: LABELS.direction,
				name: 'direction',
				type: 'options',
				default: 'outbound',
				description: "Doesn't apply to recordings; they always start the workflow",
				options: [
					{ name: 'Any', value: 'any' },
					{ name: 'Inbound', value: 'inbound', description: 'A person called the agent' },
					{ name: 'Outbound', value: 'outbound', description: 'The agent called a person' },
				],
			},
			{
				displayName: LABELS.outcomes,
				name: 'outcomes',
				type: 'multiOptions',
				default: [],
				description: "Doesn't apply to recordings; they always start the workflow",
				options: [
					{ name: 'Answered', value: 'answered' },
					{ name: 'Busy', value: 'busy' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'No Answer', value: 'no_answer' },
					{ name: 'Unknown', value: 'unknown' },
					{ name: 'Voicemail', value: 'voicemail' },
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: LABELS.binaryPropertyName,
				name: 'binaryPropertyName',
				type: 'string',
				default: 'data',
				placeholder: 'e.g. data',
				hint: 'The name of the output binary field to put the recording in',
			},
			{
				displayName: LABELS.replaceExisting,
				name: 'replaceExisting',
				type: 'boolean',
				default: false,
				description:
					'Whether to replace another webhook that receives these events while the workflow is active or listens for a test event. It is restored afterward.',
				displayOptions: { show: { '/registration': ['automatic'] } },
			},
			{
				displayName: LABELS.simplify,
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		],
	},
];

const labels = Object.fromEntries(events.map(({ name, value }) => [value, name]));

/** What the canvas shows below the node's name, e.g. `Call Ended, Call Recording Ready`. */
export const subtitle = `={{ [$parameter["triggerOn"]].flat().map((event) => (${JSON.stringify(labels)})[event] ?? event).join(", ") }}`;
