/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs on a developer's machine only */
import { isDeepStrictEqual } from 'node:util';
import type { INodeParameters } from 'n8n-workflow';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../nodes/shared/packageVersion';

/** A node that can place the calls, set up as a user would set it up. */
export interface Contestant {
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
}

export const AGENT = 'agent_simlocked';
export const LINE = 'phnum_simtwilio';

/** Outbound Call with its default options, except for the number of concurrent calls if one is given. */
export const outboundCall = (maxInFlight?: number): Contestant => ({
	name: maxInFlight === undefined ? 'Outbound Call' : `Outbound Call, ${maxInFlight} concurrent`,
	type: 'n8n-nodes-elevenlabs-calls.elevenLabsCalls',
	typeVersion: 1,
	parameters: {
		agentId: { __rl: true, mode: 'list', value: AGENT, cachedResultName: 'Locked' },
		phoneNumberId: { __rl: true, mode: 'list', value: LINE, cachedResultName: 'Front desk' },
		toNumber: '={{ $json.phone }}',
		options: maxInFlight === undefined ? {} : { maxInFlight },
	},
});

/** A bare loop over n8n's own request helper, with this many concurrent requests: the minimum for any node. */
export const floor = (simulatorUrl: string, inFlight: number): Contestant => ({
	name: `floor, ${inFlight} concurrent`,
	type: 'n8n-nodes-bench-floor.floor',
	typeVersion: 1,
	parameters: {
		url: `${simulatorUrl}/v1/convai/twilio/outbound-call`,
		agentId: AGENT,
		phoneNumberId: LINE,
		toNumber: '={{ $json.phone }}',
		inFlight,
	},
});

/** Items per batch, and the milliseconds from the start of one batch to that of the next. */
export interface Batching {
	size: number;
	interval: number;
}

/** The HTTP Request node with the same body and credential; all items at once unless it is batched. */
export const httpRequest = (simulatorUrl: string, batching?: Batching): Contestant => ({
	name: batching
		? `HTTP Request, ${batching.size} every ${batching.interval} ms`
		: 'HTTP Request, default',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url: `${simulatorUrl}/v1/convai/twilio/outbound-call`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'elevenLabsCallsApi',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={
  "agent_id": "${AGENT}",
  "agent_phone_number_id": "${LINE}",
  "to_number": "{{ $json.phone }}"
}`,
		options: batching
			? { batching: { batch: { batchSize: batching.size, batchInterval: batching.interval } } }
			: {},
	},
});

const callTo = (phone: string) => ({
	agent_id: AGENT,
	agent_phone_number_id: LINE,
	to_number: phone,
});

/** Whether a body is what each of them sends for one number; ours also names its package. */
export const isAlike = (body: unknown, phone: string): boolean => {
	const version = `${PACKAGE_NAME}/${PACKAGE_VERSION}`;
	const ours = { conversation_initiation_client_data: { source_info: { version } } };
	return (
		isDeepStrictEqual(body, callTo(phone)) || isDeepStrictEqual(body, { ...callTo(phone), ...ours })
	);
};
