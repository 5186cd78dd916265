import type { INodeProperties } from 'n8n-workflow';

/** Whether the most useful fields come out, or all. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
