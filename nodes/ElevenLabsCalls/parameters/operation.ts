import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What can be done with a resource. @param options sorted by name */
export function operationField(
	resource: string,
	options: INodePropertyOptions[],
	first = 'get',
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: first,
		options,
	};
}
