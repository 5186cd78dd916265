import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';

// What a person, or another program, does in the workspace beside the trigger.

/** The default settings of an agent or a workspace. */
export const NO_WEBHOOK = {
	post_call_webhook_id: null,
	events: ['transcript'],
	transcript_format: 'json',
	exclude_transcript: false,
	send_audio: null,
};

/** A setting as it is in effect: what isn't set is at its default. */
export function effective(webhooks: unknown): typeof NO_WEBHOOK & IDataObject {
	const set = Object.entries((webhooks ?? {}) as IDataObject).filter(([, value]) => value !== null);
	return { ...NO_WEBHOOK, ...Object.fromEntries(set) };
}

/** A request with a key that may do everything; it has to succeed. */
export async function askSimulator(
	simulator: Simulator,
	method: string,
	path: string,
	body?: unknown,
): Promise<IDataObject> {
	const response = await fetch(simulator.url + path, {
		method,
		headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const answer = (await response.json()) as IDataObject;
	if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
	return answer;
}

/** Someone else's webhook; resolves to its ID. */
export async function createWebhook(
	simulator: Simulator,
	name: string,
	url = `https://crm.test/${name}`,
): Promise<string> {
	const { webhook_id: id } = await askSimulator(simulator, 'POST', '/v1/workspace/webhooks', {
		settings: { auth_type: 'hmac', name, webhook_url: url },
	});
	return String(id);
}
