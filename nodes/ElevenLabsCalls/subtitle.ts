import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * What the canvas shows below the node's name, e.g. `Get Many: Conversation`, or with the options that
 * keep calls from being made `Outbound Call · Dry Run · 09:00–18:00`.
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
	const operation = `(${table})[$parameter["resource"] + "." + $parameter["operation"]]`;
	const options = '$parameter["options"]';
	const dryRun = `${options}?.dryRun === true && "Dry Run"`;
	// Inside a collection, an expression comes as it is written.
	const hours = `${options}?.callingHours && [${options}.callingHours.hours].map((hours) => [hours?.from, hours?.to].every((time) => /^\\d/.test(time)) ? hours.from + "–" + hours.to : "Calling Hours")[0]`;
	return `={{ [${operation}, ${dryRun}, ${hours}].filter(Boolean).join(" · ") }}`;
}
