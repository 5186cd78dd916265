import type { INodeProperties } from 'n8n-workflow';

/** How long the end of a call is waited for. */
export const maxWaitMinutes: INodeProperties = {
	displayName: 'Max Wait (Minutes)',
	name: 'maxWaitMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 15,
	description:
		'How long to wait for a call to end. After that, the item comes out with timed_out and what is known so far.',
};
