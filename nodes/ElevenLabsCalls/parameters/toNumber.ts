import type { INodeProperties } from 'n8n-workflow';

/** Who is called. */
export const toNumber: INodeProperties = {
	displayName: 'To Number',
	name: 'toNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +14155550123',
	description:
		'The number to call, with + and the country code. Spaces, dashes and parentheses are fine. For numbers without a +, see Default Country under Options.',
};
