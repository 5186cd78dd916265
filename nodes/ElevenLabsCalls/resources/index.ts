import type { INodePropertyOptions } from 'n8n-workflow';
import type { Resource, ValueOf } from '../operation';
import * as agent from './agent';
import * as call from './call';
import * as conversation from './conversation';
import * as phoneNumber from './phoneNumber';

export const resourceOptions = [
	{ name: 'Agent', value: 'agent' },
	{ name: 'Call', value: 'call' },
	{ name: 'Conversation', value: 'conversation' },
	{ name: 'Phone Number', value: 'phoneNumber' },
] as const satisfies INodePropertyOptions[];

/** Every resource the user can choose, in the order of their fields. */
export const resources = { call, conversation, agent, phoneNumber } satisfies Record<
	ValueOf<typeof resourceOptions>,
	Resource
>;
