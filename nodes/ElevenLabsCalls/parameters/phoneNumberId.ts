import type { INodeProperties } from 'n8n-workflow';

/**
 * One of the workspace's numbers.
 * @param searchListMethod what fills its list
 */
export const phoneNumberIdOf = (
	searchListMethod: string,
	description: string,
): INodeProperties => ({
	displayName: 'Phone Number',
	name: 'phoneNumberId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a phone number…',
			typeOptions: { searchListMethod, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. phnum_01jx8e3ve2f0sbkq9fgbsdv6pq',
			hint: 'The ID, not the number itself',
		},
	],
});

/** The phone number a call comes from. */
export const phoneNumberId: INodeProperties = {
	...phoneNumberIdOf(
		'searchPhoneNumbers',
		'The number the call comes from. Works with Twilio, SIP trunk and Exotel numbers.',
	),
	displayName: 'From Number',
};
