import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { keyIn } from '../nodes/shared/elevenlabs/apiKey';
import { CUSTOM_BASE_URL, REGIONS } from '../nodes/shared/elevenlabs/regions';

export class ElevenLabsCallsApi implements ICredentialType {
	name = 'elevenLabsCallsApi';

	displayName = 'ElevenLabs Calls API';

	icon: Icon = {
		light: 'file:../nodes/ElevenLabsCalls/elevenLabsCalls.svg',
		dark: 'file:../nodes/ElevenLabsCalls/elevenLabsCalls.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-elevenlabs-calls/n8n-nodes-elevenlabs-calls/blob/main/docs/credential.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'From ElevenLabs, Developers → API Keys. The key needs the permission ElevenLabs Agents: Read and Write. To list voices, it also needs Voices: Read.',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			default: 'global',
			description: 'Where your ElevenLabs workspace is hosted. Each region has its own API keys.',
			options: [
				...REGIONS.map(({ name, value, baseUrl }) => ({ name, value, description: baseUrl })),
				{
					name: 'Custom Base URL',
					value: CUSTOM_BASE_URL,
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
			description: 'URL of the API or your proxy, with or without /v1 or /v1/convai at the end',
			displayOptions: { show: { region: [CUSTOM_BASE_URL] } },
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Can stay empty. Only triggers with Webhook Setup: Manual need it.',
			description:
				'ElevenLabs shows it once, when you create the webhook. Separate multiple secrets with commas, e.g. for production and tests.',
		},
	];

	// A function rather than a generic rule: n8n evaluates the expression of such a rule for every
	// request, which took a quarter of the time of a run.
	authenticate: IAuthenticate = async ({ apiKey }, requestOptions) => ({
		...requestOptions,
		headers: { ...requestOptions.headers, 'xi-api-key': keyIn(apiKey) ?? '' },
	});
}
