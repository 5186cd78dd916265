import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTest, listSearch, resourceMapping } from './methods';
import * as call from './resources/call';
import { router } from './router';

export class ElevenLabsCalls implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ElevenLabs Calls',
		name: 'elevenLabsCalls',
		icon: { light: 'file:elevenLabsCalls.svg', dark: 'file:elevenLabsCalls.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] === "outboundCall" ? "Outbound Call" : "" }}',
		description: 'Have ElevenLabs agents phone people',
		defaults: { name: 'ElevenLabs Calls' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'elevenLabsCallsApi', required: true, testedBy: 'elevenLabsCallsApiTest' },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'call',
				options: [{ name: 'Call', value: 'call' }],
			},
			...call.description,
		],
	};

	methods = { credentialTest, listSearch, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
