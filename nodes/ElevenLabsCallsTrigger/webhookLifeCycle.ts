import type { IHookFunctions } from 'n8n-workflow';
import { CREDENTIAL, elevenLabsClient } from '../shared/elevenlabs/client';
import { WORKSPACE } from '../shared/elevenlabs/postCallWebhook';
import type { Choice } from './registration';
import { isRegistered, register } from './registration';
import { hasOwnWebhook, unregister, unregisterAll } from './unregistration';
import type { WantedWebhook, WebhookOwner } from './registrationPlan';
import { keepRegistration, readRegistration } from './registrationStore';
import { TriggerProblem } from './triggerProblem';
import type { SetupSettings } from './triggerSettings';
import { readSetupSettings, readWebhookSetup } from './triggerSettings';
import { webhookSecrets } from './webhookSecrets';

/** Whether the webhook is set up completely. */
export async function isSetUp(context: IHookFunctions): Promise<boolean> {
	const settings = readSetupSettings(context);
	const registration = readRegistration(context.getWorkflowStaticData('node'));
	if (settings.setup === 'manual') {
		await requireSecret(context);
		return registration === undefined && !(await hasLeftover(context));
	}
	const client = await elevenLabsClient(context);
	return await isRegistered(
		client,
		wantedWebhook(context, settings),
		choice(context, settings),
		registration,
	);
}

/** Sets the webhook up, or repairs it. */
export async function setUp(context: IHookFunctions): Promise<void> {
	const settings = readSetupSettings(context);
	const staticData = context.getWorkflowStaticData('node');
	const registration = readRegistration(staticData);
	const client = await elevenLabsClient(context);
	if (settings.setup === 'manual') {
		// It was automatic before.
		await unregisterAll(client, webhookOwner(context), registration);
		keepRegistration(staticData);
		return;
	}
	const wanted = wantedWebhook(context, settings);
	keepRegistration(
		staticData,
		await register(client, wanted, choice(context, settings), registration),
	);
}

/** Removes the webhook that the node set up, whatever its parameters are now. */
export async function takeDown(context: IHookFunctions): Promise<void> {
	const staticData = context.getWorkflowStaticData('node');
	const registration = readRegistration(staticData);
	if (registration === undefined && isManual(context)) return;
	const client = await elevenLabsClient(context);
	await unregister(client, webhookOwner(context), chosenHolderIds(context), registration);
	keepRegistration(staticData);
}

function isManual(context: IHookFunctions): boolean {
	try {
		return readWebhookSetup(context) === 'manual';
	} catch {
		return false;
	}
}

/** Only to find them sooner: others are searched for. */
function chosenHolderIds(context: IHookFunctions): string[] {
	try {
		return holderIdsOf(readSetupSettings(context));
	} catch {
		return [];
	}
}

/**
 * Whether an interrupted publish left an automatic webhook. A key for manual setups often
 * may not read webhooks, so failing is no error.
 */
async function hasLeftover(context: IHookFunctions): Promise<boolean> {
	try {
		return await hasOwnWebhook(await elevenLabsClient(context), webhookOwner(context));
	} catch {
		return false;
	}
}

async function requireSecret(context: IHookFunctions): Promise<void> {
	const { webhookSecret } = await context.getCredentials(CREDENTIAL);
	if (webhookSecrets(webhookSecret).length > 0) return;
	throw new TriggerProblem(
		"The credential has no 'Webhook Secret'",
		'Create the webhook in ElevenLabs with the URL that the node shows under Webhook URLs, and paste its secret into the credential.',
	);
}

function holderIdsOf({ isForAllAgents, agentIds }: SetupSettings): string[] {
	return isForAllAgents ? [WORKSPACE] : agentIds;
}

function choice(context: IHookFunctions, settings: SetupSettings): Choice {
	return {
		holderIds: holderIdsOf(settings),
		replaceExisting: settings.replaceExisting,
		warn: (message) =>
			context.logger.warn(message, {
				workflowId: context.getWorkflow().id,
				node: context.getNode().name,
			}),
	};
}

function wantedWebhook(context: IHookFunctions, { events }: SetupSettings): WantedWebhook {
	return { ...webhookOwner(context), events };
}

function webhookOwner(context: IHookFunctions): WebhookOwner {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) {
		throw new TriggerProblem(
			'n8n returned no webhook URL for this trigger',
			'Save the workflow and reload the page, then try again.',
		);
	}
	return {
		workflowId: context.getWorkflow().id ?? 'unsaved',
		nodeId: context.getNode().id,
		mode: context.getMode() === 'manual' ? 'test' : 'production',
		url,
	};
}
