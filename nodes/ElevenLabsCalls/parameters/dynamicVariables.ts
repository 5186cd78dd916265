import type { INodeProperties } from 'n8n-workflow';

/** How the agent's variables are given, and the three ways to give them. */
export const dynamicVariables: INodeProperties[] = [
	{
		displayName: 'Dynamic Variables',
		name: 'dynamicVariablesMode',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		description: "Values for the {{variables}} in the agent's prompt and messages",
		options: [
			{
				name: 'Agent Variables',
				value: 'fields',
				description: 'One field for each variable the chosen agent uses',
			},
			{
				name: 'Key-Value Pairs',
				value: 'pairs',
				description: 'Use this if an expression chooses the agent, or to drag fields in',
			},
			{
				name: 'JSON',
				value: 'json',
				description: 'All variables as one object',
			},
		],
	},
	{
		displayName: 'Agent Variables',
		name: 'dynamicVariables',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description:
			'The variables the agent needs; without them, the call would drop. You can add its other variables below the fields. If the fields belong to another agent, choose ⋮ → Refresh Variable List.',
		displayOptions: { show: { dynamicVariablesMode: ['fields'] }, hide: { agentId: [''] } },
		typeOptions: {
			loadOptionsDependsOn: ['agentId.value', 'options.branchId'],
			resourceMapper: {
				resourceMapperMethod: 'getDynamicVariables',
				mode: 'map',
				fieldWords: { singular: 'variable', plural: 'variables' },
				// Shows the required fields, and offers the others in a list.
				addAllFields: false,
				supportAutoMap: false,
				noFieldsError: 'This agent uses no variables.',
				valuesLabel: 'Agent Variables',
			},
		},
	},
	{
		displayName: 'Variables',
		name: 'dynamicVariablePairs',
		type: 'assignmentCollection',
		default: {},
		description: 'The name of each variable, as in the agent, and its value',
		displayOptions: { show: { dynamicVariablesMode: ['pairs'] } },
	},
	{
		displayName: 'Variables (JSON)',
		name: 'dynamicVariablesJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "customer_name": "Ada", "balance": 12.5 }',
		description: 'An object with the name and value of each variable',
		displayOptions: { show: { dynamicVariablesMode: ['json'] } },
	},
];
