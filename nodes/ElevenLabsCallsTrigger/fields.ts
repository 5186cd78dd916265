import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What can start the workflow; the values are those of ElevenLabs' settings of an agent. */
const events: INodePropertyOptions[] = [
	{
		name: 'Answering Machine Detected',
		value: 'answering_machine_detection',
		description: 'Twilio has heard whether a person or a machine answers',
	},
	{
		name: 'Call Audio',
		value: 'audio',
		description: 'The recording of a call is ready',
	},
	{
		name: 'Call Could Not Be Placed',
		value: 'call_initiation_failure',
		description: 'The line was busy, nobody picked up, or the number is wrong',
	},
	{
		name: 'Call Ended',
		value: 'transcript',
		description: 'A call is over and analysed: transcript, summary and results',
	},
	{
		name: 'Unredacted Call Audio',
		value: 'unredacted_audio',
		description: 'The recording as it was, of an agent that redacts',
	},
	{
		name: 'Unredacted Call Ended',
		value: 'unredacted_transcript',
		description: 'Transcript and results as they were, of an agent that redacts',
	},
];

/** What the user fills in. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		default: ['transcript', 'call_initiation_failure'],
		description: 'What starts the workflow',
		options: events,
	},
	{
		displayName: 'Webhook Setup',
		name: 'registration',
		type: 'options',
		noDataExpression: true,
		default: 'automatic',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description:
					'The node sets up a webhook for the agents and removes it again. The API key needs the permission Webhooks: Write.',
			},
			{
				name: 'By Hand',
				value: 'manual',
				description: 'You set up the webhook in ElevenLabs, for some agents or the whole workspace',
			},
		],
	},
	{
		displayName:
			'In ElevenLabs, create a webhook (HMAC) under Developers → Webhooks with the Production URL shown above, and select it with its events as post-call webhook of your agents or of the workspace. Paste its secret into the credential, under Webhook Secret. The Test URL needs a webhook and a secret of its own.',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['manual'] } },
	},
	{
		displayName: 'Agent Names or IDs',
		name: 'agents',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getAgents' },
		default: [],
		required: true,
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		hint: 'The agents whose calls are reported',
		displayOptions: { show: { registration: ['automatic'] } },
	},
	{
		displayName: 'Agent Names or IDs',
		name: 'agents',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getAgents' },
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		hint: 'Only calls of these agents; of all agents if empty',
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
				displayName: 'Direction',
				name: 'direction',
				type: 'options',
				default: 'outbound',
				description: 'Which calls start the workflow. Recordings do not tell, and always do.',
				options: [
					{ name: 'Any', value: 'any' },
					{ name: 'Inbound', value: 'inbound', description: 'Somebody called the agent' },
					{ name: 'Outbound', value: 'outbound', description: 'The agent called somebody' },
				],
			},
			{
				displayName: 'Outcomes',
				name: 'outcomes',
				type: 'multiOptions',
				default: [],
				description:
					'Only calls with one of these outcomes start the workflow. Recordings do not tell, and always do.',
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
				displayName: 'Put Output File in Field',
				name: 'binaryPropertyName',
				type: 'string',
				default: 'data',
				placeholder: 'e.g. data',
				hint: 'The name of the output binary field to put the recording in',
			},
			{
				displayName: 'Replace Existing Webhook',
				name: 'replaceExisting',
				type: 'boolean',
				default: false,
				description:
					'Whether to take the place of another webhook that is told of these calls, while the workflow is active or listens for a test event. It gets its place back afterwards.',
				displayOptions: { show: { '/registration': ['automatic'] } },
			},
			{
				displayName: 'Simplify',
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

/** What the canvas shows below the node's name, e.g. `Call Ended, Call Audio`. */
export const subtitle = `={{ [$parameter["triggerOn"]].flat().map((event) => (${JSON.stringify(labels)})[event] ?? event).join(", ") }}`;
