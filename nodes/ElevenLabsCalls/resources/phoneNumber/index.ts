import type { INodeProperties } from 'n8n-workflow';
import { operationField } from '../../parameters/operation';
import * as get from './get';
import * as getAll from './getAll';

export { get, getAll };

/** The resource's operations and their fields. */
export const description: INodeProperties[] = [
	operationField('phoneNumber', [
		{
			name: 'Get',
			value: 'get',
			action: 'Get phone number',
			description: 'Retrieve a number of the workspace: provider, assigned agent, SIP trunk',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many phone numbers',
			description: 'List the numbers that agents call from or are called at',
		},
	]),
	...get.description,
	...getAll.description,
];
