import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import * as credentialTest from '../shared/elevenlabs/credentialTest';
import { PACKAGE_DESCRIPTION } from '../shared/packageDescription';
import { getAgents } from './agentOptions';
import { receive } from './delivery';
import { fields, subtitle } from './fields';
import { startOnce } from './startOnce';
import { triggerError } from './triggerError';
import { isSetUp, setUp, takeDown } from './webhookLifeCycle';

export class ElevenLabsCallsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ElevenLabs Calls Trigger',
		name: 'elevenLabsCallsTrigger',
		icon: {
			light: 'file:../ElevenLabsCalls/elevenLabsCalls.svg',
			dark: 'file:../ElevenLabsCalls/elevenLabsCalls.dark.svg',
		},
		group: ['trigger'],
		// Since 1.1 a new trigger listens to all agents; one that was saved before keeps its agents.
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle,
		description: PACKAGE_DESCRIPTION,
		eventTriggerDescription: 'Waiting for a call to end',
		triggerPanel: {
			header: 'Make a test call with one of your agents, then hang up',
			executionsHelp: {
				inactive:
					'Click Execute step, then make a call with one of your agents and hang up. With Automatic setup, events go only to this test while it listens. Publish the workflow to start it for every call.',
				active:
					'Click Execute step, then make a call with one of your agents and hang up. With Automatic setup, events go only to this test while it listens. At other times, calls start the published workflow; see its executions.',
			},
			activationHint: 'Publish the workflow to start it for every call',
		},
		defaults: { name: 'ElevenLabs Calls Trigger' },
		builderHint: {
			searchHint:
				'Starts a workflow when a call of an ElevenLabs agent ends, does not connect or has a recording. Makes no calls.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-elevenlabs-calls.elevenLabsCalls',
					relationHint: 'Makes the calls, and looks up conversations and recordings',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'elevenLabsCallsApi', required: true, testedBy: 'elevenLabsCallsApiTest' },
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				path: 'webhook',
				ndvHideUrl: '={{ $parameter["registration"] !== "manual" }}',
			},
		],
		properties: fields,
	};

	methods = { credentialTest, loadOptions: { getAgents } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				try {
					return await isSetUp(this);
				} catch (error) {
					throw triggerError(this.getNode(), error);
				}
			},
			async create(this: IHookFunctions): Promise<boolean> {
				try {
					await setUp(this);
					return true;
				} catch (error) {
					throw triggerError(this.getNode(), error);
				}
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				try {
					await takeDown(this);
					return true;
				} catch (error) {
					// n8n would stop in the middle of ending a test. The next setup removes what is left.
					const { message } = triggerError(this.getNode(), error);
					this.logger.error(`Could not remove the webhook in ElevenLabs: ${message}`, {
						workflowId: this.getWorkflow().id,
						node: this.getNode().name,
					});
					return false;
				}
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		try {
			return await receive(this);
		} catch (error) {
			throw triggerError(this.getNode(), error);
		}
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await startOnce(this);
	}
}
