import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { OWN_BASE_URL, REGIONS } from '../nodes/shared/elevenlabs/regions';

export class ElevenLabsCallsApi implements ICredentialType {
	name = 'elevenLabsCallsApi';

	displayName = 'ElevenLabs Calls API';

	icon: Icon = {
		light: 'file:../nodes/ElevenLabsCalls/elevenLabsCalls.svg',
		dark: 'file:../nodes/ElevenLabsCalls/elevenLabsCalls.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-elevenlabs-calls/n8n-nodes-elevenlabs-calls#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'From ElevenLabs under Developers → API Keys. It needs the permission ElevenLabs Agents: Read and Write; to list voices also Voices: Read.',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			default: 'global',
			description: 'Where your ElevenLabs workspace lives. Each region has API keys of its own.',
			options: [
				...REGIONS.map(({ name, value, baseUrl }) => ({ name, value, description: baseUrl })),
				{
					name: 'Own Base URL',
					value: OWN_BASE_URL,
					description: 'A proxy, or a host not listed here',
				},
			],
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.elevenlabs.io',
			displayOptions: { show: { region: [OWN_BASE_URL] } },
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for a trigger whose webhook you set up by hand: what ElevenLabs shows once when the webhook is created. Several, e.g. one for tests, are separated by commas.',
		},
	];

	// A function rather than a generic rule: n8n evaluates the expression of such a rule for every
	// request, which took a quarter of the time of a run.
	authenticate: IAuthenticate = async ({ apiKey }, requestOptions) => ({
		...requestOptions,
		headers: { ...requestOptions.headers, 'xi-api-key': String(apiKey).trim() },
	});
}
