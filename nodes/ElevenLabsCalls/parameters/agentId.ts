import type { INodeProperties } from 'n8n-workflow';

/** The part after `agents/`, without a query; the page of all agents has none. */
const AGENT_URL = 'https?://[^/?#]+/[^?#]*agents/((?!agents(?![A-Za-z0-9_-]))[A-Za-z0-9_-]+)';

/**
 * Which agent speaks. It has no `validation`: n8n gives such a regex 250 ms by the clock, and on a busy
 * machine fails the whole execution. What is no ID is refused when the parameter is read.
 */
export const agentId: INodeProperties = {
	displayName: 'Agent',
	name: 'agentId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The ElevenLabs agent that makes the call',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose an agent…',
			typeOptions: { searchListMethod: 'searchAgents', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. agent_01jx8e3ve2f0sbkq9fgbsdv6pq',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://elevenlabs.io/app/agents/agents/agent_01jx8e3ve2f0sbkq9fgbsdv6pq',
			extractValue: { type: 'regex', regex: AGENT_URL },
		},
	],
};
