import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import * as credentialTest from '../shared/elevenlabs/credentialTest';
import { getAgents } from './agentOptions';
import { receive } from './delivery';
import { fields, subtitle } from './fields';
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
		version: 1,
		subtitle,
		description: 'Starts the workflow when an ElevenLabs agent has ended a call',
		eventTriggerDescription: 'Waiting for a call of one of the agents to end',
		triggerPanel: {
			header: 'Have one of the agents make a call, and end it',
			executionsHelp: {
				inactive:
					'Test this trigger, then let an agent call you and hang up. While it listens, calls of its agents are reported here alone. Publish the workflow to have it started by every call.',
				active:
					'Test this trigger, then let an agent call you and hang up. While it listens, calls of its agents are reported here alone. The published workflow is started by every call; see its executions.',
			},
			activationHint: 'Publish the workflow to have it started by every call',
		},
		defaults: { name: 'ElevenLabs Calls Trigger' },
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
					// n8n would stop in the middle of a test's end. What is left is cleared away next time.
					const { message, description } = triggerError(this.getNode(), error);
					this.logger.error(`The webhook at ElevenLabs was not removed: ${message}`, {
						advice: description,
						workflowId: this.getWorkflow().id,
						node: this.getNode().name,
					});
					return false;
				}
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
