import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { CREDENTIAL } from '../shared/elevenlabs/client';
import { readCallEvent } from '../shared/elevenlabs/webhookEvents';
import { verifyWebhook } from '../shared/elevenlabs/webhookSignature';
import type { CallItem, Wanted } from './callItem';
import { callItem, isWanted } from './callItem';
import { chosenValues } from './chosenValues';
import { deliveryKey, RecentDeliveries } from './recentDeliveries';
import { readRegistration } from './registrationStore';
import { webhookSecrets } from './webhookSecrets';

/** What ElevenLabs is told of a delivery that is ours, whether it starts the workflow or not. */
const ACCEPTED: IWebhookResponseData = { webhookResponse: 'OK' };

/** Takes a delivery in: answers it, and starts the workflow where it is a new one that is wanted. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { headers, rawBody } = context.getRequestObject();
	const header = [headers['elevenlabs-signature'] ?? []].flat().join(',');
	const secrets = await acceptedSecrets(context);
	if (!verifyWebhook({ header, rawBody, secrets, now: Date.now() })) {
		context.getResponseObject().status(401).send('Unauthorized').end();
		return { noWebhookResponse: true };
	}
	const event = readCallEvent(rawBody);
	if (!isWanted(event, wantedBy(context))) return ACCEPTED;
	const simplify = context.getNodeParameter('options.simplify', false) === true;
	const start = async () => [[await withAudio(context, callItem(event, simplify))]];
	// A test listens for one event, and is to get it also when it is sent again.
	if (context.getMode() === 'manual') return { ...ACCEPTED, workflowData: await start() };
	return await startOnce(context, deliveryKey(event, rawBody), start);
}

async function startOnce(
	context: IWebhookFunctions,
	key: string,
	start: () => Promise<INodeExecutionData[][]>,
): Promise<IWebhookResponseData> {
	const deliveries = RecentDeliveries.of(`${context.getWorkflow().id} ${context.getNode().id}`);
	const staticData = context.getWorkflowStaticData('node');
	if (!deliveries.claim(key, staticData)) return ACCEPTED;
	const response = context.getResponseObject();
	// n8n could not start the workflow: ElevenLabs is going to repeat the delivery.
	response.once('close', () => {
		if (response.statusCode >= 400) deliveries.release(key);
	});
	return {
		workflowData: await start(),
		// Asked for between the start of the workflow, at which n8n takes static data for unchanged, and
		// the moment in which it saves what has changed.
		get webhookResponse() {
			deliveries.keepIn(staticData);
			return ACCEPTED.webhookResponse as string;
		},
	};
}

async function acceptedSecrets(context: IWebhookFunctions): Promise<string[]> {
	if (context.getNodeParameter('registration') !== 'manual') {
		const registration = readRegistration(context.getWorkflowStaticData('node'));
		return registration === undefined ? [] : [registration.secret];
	}
	const { webhookSecret } = await context.getCredentials(CREDENTIAL);
	return webhookSecrets(webhookSecret);
}

function wantedBy(context: IWebhookFunctions): Wanted {
	const [direction] = chosenValues(context.getNodeParameter('filters.direction', 'any'));
	return {
		events: chosenValues(context.getNodeParameter('triggerOn', [])),
		// A webhook that somebody set up by hand may be told of other things than calls.
		unknownTypes: context.getNodeParameter('registration') !== 'manual',
		agentIds: chosenValues(context.getNodeParameter('agents', [])),
		outcomes: chosenValues(context.getNodeParameter('filters.outcomes', [])),
		direction: direction === 'inbound' || direction === 'outbound' ? direction : 'any',
	};
}

async function withAudio(
	context: IWebhookFunctions,
	{ json, audio }: CallItem,
): Promise<INodeExecutionData> {
	if (audio === undefined) return { json };
	const { conversation_id: id } = json as IDataObject;
	const fileName = `${typeof id === 'string' ? id : 'call'}.mp3`;
	const property = context.getNodeParameter('options.binaryPropertyName', '') as string;
	return {
		json,
		binary: {
			[property || 'data']: await context.helpers.prepareBinaryData(audio, fileName, 'audio/mpeg'),
		},
	};
}
