import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { PACKAGE_DESCRIPTION } from '../shared/packageDescription';
import { credentialTest, listSearch, resourceMapping } from './methods';
import { resourceOptions, resources } from './resources';
import { router } from './router';
import { subtitleOf } from './subtitle';

const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'call',
		options: [...resourceOptions],
	},
	...Object.values(resources).flatMap(({ description }) => description),
];

export class ElevenLabsCalls implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ElevenLabs Calls',
		name: 'elevenLabsCalls',
		icon: { light: 'file:elevenLabsCalls.svg', dark: 'file:elevenLabsCalls.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resourceOptions, properties),
		description: PACKAGE_DESCRIPTION,
		defaults: { name: 'ElevenLabs Calls' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Makes phone and WhatsApp calls to real people with ElevenLabs agents, one call for each input item, and looks up their outcomes, transcripts and recordings. The user chooses the agent and the phone number; never invent their IDs.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger',
					relationHint: 'Starts a workflow when a call ends, with its outcome and transcript',
				},
			],
		},
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
