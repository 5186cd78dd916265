import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTest, listSearch, resourceMapping } from './methods';
import * as agent from './resources/agent';
import * as call from './resources/call';
import * as conversation from './resources/conversation';
import * as phoneNumber from './resources/phoneNumber';
import { router } from './router';
import { subtitleOf } from './subtitle';

const resources: INodePropertyOptions[] = [
	{ name: 'Agent', value: 'agent' },
	{ name: 'Call', value: 'call' },
	{ name: 'Conversation', value: 'conversation' },
	{ name: 'Phone Number', value: 'phoneNumber' },
];

const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'call',
		options: resources,
	},
	...call.description,
	...conversation.description,
	...agent.description,
	...phoneNumber.description,
];

export class ElevenLabsCalls implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ElevenLabs Calls',
		name: 'elevenLabsCalls',
		icon: { light: 'file:elevenLabsCalls.svg', dark: 'file:elevenLabsCalls.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resources, properties),
		description: 'Make phone calls with ElevenLabs agents',
		defaults: { name: 'ElevenLabs Calls' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'elevenLabsCallsApi', required: true, testedBy: 'elevenLabsCallsApiTest' },
		],
		properties,
	};

	methods = { credentialTest, listSearch, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
