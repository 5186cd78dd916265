import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { listPhoneNumbers } from '../../../shared/elevenlabs/phoneNumbers';
import type { Filter } from '../../parameters/filters';
import {
	agentFilter,
	booleanFilter,
	branchFilter,
	choiceFilter,
	searchFilter,
	textFilter,
} from '../../parameters/filters';
import { listFields } from '../../parameters/listFields';
import { sortField } from '../../parameters/sort';
import { listOperation } from '../listOperation';

const filters: Filter[] = [
	agentFilter('The agent the number is assigned to'),
	branchFilter('The agent branch the number is assigned to'),
	textFilter('label', {
		displayName: 'Label',
		name: 'label',
		placeholder: 'e.g. Front desk',
		description: "The number's name in ElevenLabs",
	}),
	textFilter('phone_number', {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		placeholder: 'e.g. +14155550123',
		description: 'The number itself',
	}),
	choiceFilter('provider', {
		displayName: 'Provider',
		name: 'provider',
		default: 'twilio',
		description: 'How the number is connected',
		options: [
			{ name: 'Exotel', value: 'exotel' },
			{ name: 'SIP Trunk', value: 'sip_trunk' },
			{ name: 'Twilio', value: 'twilio' },
		],
	}),
	searchFilter('e.g. desk', 'Part of the label or number, or the whole ID'),
	booleanFilter('supports_outbound', {
		displayName: 'Supports Outbound Calls',
		name: 'supportsOutbound',
		default: true,
		description:
			'Whether to return only numbers that can place calls, or only those that just receive them',
	}),
];

const sort = sortField([
	{ name: 'Label', value: 'label' },
	{ name: 'Phone Number', value: 'phone_number' },
]);

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['phoneNumber'], operation: ['getAll'] } },
	listFields(filters, sort),
);

export const execute = listOperation(filters, sort, listPhoneNumbers);
