import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, ValueOf } from '../../operation';
import { operationField } from '../../parameters/operation';
import * as outboundCall from './outboundCall';

const operationOptions = [
	{
		name: 'Outbound Call',
		value: 'outboundCall',
		action: 'Make outbound call',
		description:
			'Call a phone number with an agent, using a greeting, voice and variables for each item',
	},
] as const satisfies INodePropertyOptions[];

export const operations = {
	outboundCall: {
		ofRun: outboundCall.execute,
		callsPeople: true,
		knownResults: outboundCall.knownResults,
	},
} satisfies Record<ValueOf<typeof operationOptions>, Operation>;

/** The choice of an operation, and the fields of each. */
export const description: INodeProperties[] = [
	operationField('call', [...operationOptions], 'outboundCall'),
	...outboundCall.description,
];
