import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, ValueOf } from '../../operation';
import { SMALL_READS } from '../../operation';
import { operationField } from '../../parameters/operation';
import * as get from './get';
import * as getAll from './getAll';

const operationOptions = [
	{
		name: 'Get',
		value: 'get',
		action: 'Get phone number',
		description: 'Retrieve a phone number with its provider, assigned agent and SIP trunk',
	},
	{
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many phone numbers',
		description: 'List the phone numbers in the workspace',
	},
] as const satisfies INodePropertyOptions[];

export const operations = {
	get: { ofItem: get.execute, ...SMALL_READS },
	getAll: { ofItem: getAll.execute },
} satisfies Record<ValueOf<typeof operationOptions>, Operation>;

/** The choice of an operation, and the fields of each. */
export const description: INodeProperties[] = [
	operationField('phoneNumber', [...operationOptions]),
	...get.description,
	...getAll.description,
];
