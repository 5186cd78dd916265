import type { INodeProperties } from 'n8n-workflow';

/** How often a recipient may be called. */
export const contactLimit: INodeProperties = {
	displayName: 'Contact Limit',
	name: 'contactLimit',
	type: 'fixedCollection',
	default: { limit: {} },
	description:
		"Max calls to each recipient, counted in ElevenLabs by User ID: calls of all agents, workflows and batches. Without a User ID, the recipient's number is sent as the User ID. Items over the limit are skipped and come out with the next possible time.",
	options: [
		{
			displayName: 'Limit',
			name: 'limit',
			values: [
				{
					displayName: 'Max Calls',
					name: 'maxCalls',
					type: 'number',
					default: 3,
					typeOptions: { minValue: 1, numberPrecision: 0 },
				},
				{
					displayName: 'Within Days',
					name: 'days',
					type: 'number',
					default: 7,
					typeOptions: { minValue: 1, maxValue: 365, numberPrecision: 0 },
					description: 'Length of the period in days of 24 hours, up to now',
				},
				{
					displayName: 'Hours Apart',
					name: 'hoursApart',
					type: 'number',
					default: 0,
					typeOptions: { minValue: 0, maxValue: 8760 },
					description: 'Min hours between two calls; 0 for no minimum',
				},
			],
		},
	],
};
