import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * What the canvas shows below the node's name, e.g. `Get Many: Conversation`.
 * @param properties of all resources, among them their lists of operations
 * @returns an expression
 */
export function subtitleOf(
	resources: readonly INodePropertyOptions[],
	properties: INodeProperties[],
): string {
	const labels = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) => {
			const resource = displayOptions?.show?.resource?.[0];
			const label = resources.find(({ value }) => value === resource)?.name ?? '';
			return (options as INodePropertyOptions[]).map(({ name, value }) => [
				`${String(resource)}.${String(value)}`,
				// "Outbound Call" says already that it is a call.
				name.endsWith(label) ? name : `${name}: ${label}`,
			]);
		});
	const table = JSON.stringify(Object.fromEntries(labels));
	return `={{ (${table})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}
