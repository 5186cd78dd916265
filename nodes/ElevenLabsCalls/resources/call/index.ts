import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, ValueOf } from '../../operation';
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
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['call'] } },
		default: 'outboundCall',
		options: [...operationOptions],
	},
	...outboundCall.description,
];
