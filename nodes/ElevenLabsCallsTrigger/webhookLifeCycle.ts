import type { IHookFunctions } from 'n8n-workflow';
import { CREDENTIAL, elevenLabsClient } from '../shared/elevenlabs/client';
import { chosenValues } from './chosenValues';
import type { Choice } from './registration';
import { isRegistered, register, RegistrationRefusal, unregister } from './registration';
import type { WantedWebhook, WebhookOwner } from './registrationPlan';
import { keepRegistration, readRegistration } from './registrationStore';
import { webhookSecrets } from './webhookSecrets';

/** Whether the webhook is set up as it is wanted. */
export async function isSetUp(context: IHookFunctions): Promise<boolean> {
	const registration = readRegistration(context.getWorkflowStaticData('node'));
	if (isByHand(context)) {
		await requireSecret(context);
		return registration === undefined;
	}
	const client = await elevenLabsClient(context);
	return await isRegistered(client, wantedWebhook(context), choice(context), registration);
}

/** Sets the webhook up, or puts right what is not as it is wanted. */
export async function setUp(context: IHookFunctions): Promise<void> {
	const staticData = context.getWorkflowStaticData('node');
	const registration = readRegistration(staticData);
	const client = await elevenLabsClient(context);
	if (isByHand(context)) {
		// It was automatic before.
		await unregister(client, webhookOwner(context), [], registration);
		keepRegistration(staticData);
		return;
	}
	const wanted = wantedWebhook(context);
	keepRegistration(staticData, await register(client, wanted, choice(context), registration));
}

/** Removes the webhook that the node has set up, if it has. */
export async function takeDown(context: IHookFunctions): Promise<void> {
	const staticData = context.getWorkflowStaticData('node');
	const registration = readRegistration(staticData);
	if (isByHand(context) && registration === undefined) return;
	const client = await elevenLabsClient(context);
	await unregister(client, webhookOwner(context), choice(context).agentIds, registration);
	keepRegistration(staticData);
}

function isByHand(context: IHookFunctions): boolean {
	return context.getNodeParameter('registration') === 'manual';
}

async function requireSecret(context: IHookFunctions): Promise<void> {
	const { webhookSecret } = await context.getCredentials(CREDENTIAL);
	if (webhookSecrets(webhookSecret).length > 0) return;
	throw new RegistrationRefusal(
		"The credential has no 'Webhook Secret'",
		'Create the webhook in ElevenLabs with the URL that the node shows, and paste its secret into the credential.',
	);
}

function choice(context: IHookFunctions): Choice {
	return {
		agentIds: chosenValues(context.getNodeParameter('agents', [])),
		replaceExisting: context.getNodeParameter('options.replaceExisting', false) === true,
		warn: (message) =>
			context.logger.warn(message, {
				workflowId: context.getWorkflow().id,
				node: context.getNode().name,
			}),
	};
}

function wantedWebhook(context: IHookFunctions): WantedWebhook {
	const events = chosenValues(context.getNodeParameter('triggerOn', []));
	if (events.length === 0) {
		throw new RegistrationRefusal(
			"'Trigger On' is empty",
			'Choose at least one event that starts the workflow.',
		);
	}
	return { ...webhookOwner(context), events };
}

function webhookOwner(context: IHookFunctions): WebhookOwner {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) throw new TypeError('n8n tells no address for this trigger.');
	return {
		workflowId: context.getWorkflow().id ?? 'unsaved',
		nodeId: context.getNode().id,
		mode: context.getMode() === 'manual' ? 'test' : 'production',
		url,
	};
}
