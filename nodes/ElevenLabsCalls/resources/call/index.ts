import type { INodeProperties } from 'n8n-workflow';
import { operationField } from '../../parameters/operation';
import * as outboundCall from './outboundCall';

export { outboundCall };

/** The resource's operations and their fields. */
export const description: INodeProperties[] = [
	operationField(
		'call',
		[
			{
				name: 'Outbound Call',
				value: 'outboundCall',
				action: 'Make outbound call',
				description: 'Have an agent phone a person, with this item’s greeting, voice and variables',
			},
		],
		'outboundCall',
	),
	...outboundCall.description,
];
