import type { INodeProperties } from 'n8n-workflow';
import { operationField } from '../../parameters/operation';
import * as get from './get';
import * as getAll from './getAll';

export { get, getAll };

/** The resource's operations and their fields. */
export const description: INodeProperties[] = [
	operationField('agent', [
		{
			name: 'Get',
			value: 'get',
			action: 'Get agent',
			description:
				'Retrieve what an agent needs and allows: variables, languages, overrides, limits',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many agents',
			description: 'List the agents of the workspace',
		},
	]),
	...get.description,
	...getAll.description,
];
