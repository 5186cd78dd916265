import type { INodeProperties } from 'n8n-workflow';
import * as outboundCall from './outboundCall';

export { outboundCall };

/** The resource's operations and their fields. */
export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['call'] } },
		default: 'outboundCall',
		options: [
			{
				name: 'Outbound Call',
				value: 'outboundCall',
				action: 'Make outbound call',
				description:
					'Call a phone number with an agent, using a greeting, voice and variables for each item',
			},
		],
	},
	...outboundCall.description,
];
