import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readCallEvent } from '../shared/elevenlabs/webhookEvents';
import { verifyWebhook } from '../shared/elevenlabs/webhookSignature';
import type { CallItem } from './callItem';
import { callItem, isWanted } from './callItem';
import { readRegistration } from './registrationStore';
import { withKey } from './startOnce';
import { readDeliverySettings, readWebhookSetup } from './triggerSettings';
import { hasSecret } from './webhookSecrets';

/** The answer to a signed delivery, whether it starts the workflow or not. */
const ACCEPTED: IWebhookResponseData = { webhookResponse: 'OK' };

/**
 * Answers a delivery, and starts the workflow if it is wanted.
 * @throws TriggerProblem if a parameter can't be understood: n8n then shows a failed execution and
 * answers with an error, so that ElevenLabs repeats a transcript
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { rawBody } = context.getRequestObject();
	if (!(await isSigned(context, rawBody))) {
		context.getResponseObject().status(401).send('Unauthorized').end();
		return { noWebhookResponse: true };
	}
	const event = readCallEvent(rawBody);
	const settings = readDeliverySettings(context);
	if (!isWanted(event, settings)) return ACCEPTED;
	const { simplify, fileField } = settings;
	const item = await withAudio(context, callItem(event, simplify), fileField);
	// A test waits for one event, and takes it from a repeated delivery, too.
	const isTest = context.getMode() === 'manual';
	return { ...ACCEPTED, workflowData: [[isTest ? item : withKey(item, event, rawBody)]] };
}

async function isSigned(context: IWebhookFunctions, rawBody: Buffer): Promise<boolean> {
	const header = [context.getRequestObject().headers['elevenlabs-signature'] ?? []]
		.flat()
		.join(',');
	const fits = (secrets: string[]) => verifyWebhook({ header, rawBody, secrets, now: Date.now() });
	if (readWebhookSetup(context) === 'manual') return await hasSecret(context, fits);
	const registration = readRegistration(context.getWorkflowStaticData('node'));
	return registration !== undefined && fits([registration.secret]);
}

async function withAudio(
	context: IWebhookFunctions,
	{ json, audio }: CallItem,
	fileField: string,
): Promise<INodeExecutionData> {
	if (audio === undefined) return { json };
	const { conversation_id: id } = json;
	const fileName = `${typeof id === 'string' ? id : 'call'}.mp3`;
	return {
		json,
		binary: {
			[fileField]: await context.helpers.prepareBinaryData(audio, fileName, 'audio/mpeg'),
		},
	};
}
