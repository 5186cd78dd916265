import type { INodeProperties } from 'n8n-workflow';

/** The WhatsApp account a call comes from. */
export const whatsAppAccountId: INodeProperties = {
	displayName: 'WhatsApp Account',
	name: 'whatsAppAccountId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The WhatsApp Business number the call comes from',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a WhatsApp account…',
			typeOptions: { searchListMethod: 'searchWhatsAppAccounts', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 106540352242922',
			hint: "Meta's phone number ID, not the number itself",
		},
	],
};
