import type { INodePropertyOptions } from 'n8n-workflow';
import type { Resource } from '../operation';
import { agent } from './agent';
import { batchCall } from './batchCall';
import { call } from './call';
import { conversation } from './conversation';
import { phoneNumber } from './phoneNumber';

/** In the order in which n8n also lists their actions: most people look for a call. */
export const resourceOptions = [
	{ name: 'Call', value: 'call' },
	{ name: 'Batch Call', value: 'batchCall' },
	{ name: 'Conversation', value: 'conversation' },
	{ name: 'Agent', value: 'agent' },
	{ name: 'Phone Number', value: 'phoneNumber' },
] as const satisfies INodePropertyOptions[];

/** Every resource the user can choose, in the order of their fields. */
export const resources = { call, batchCall, conversation, agent, phoneNumber } satisfies Record<
	(typeof resourceOptions)[number]['value'],
	Resource
>;
