import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { listPhoneNumbers } from '../../../shared/elevenlabs/phoneNumbers';
import { agentId } from '../../fields/agentId';
import type { Filter } from '../../fields/filters';
import { filtersField } from '../../fields/filters';
import { returnAll } from '../../fields/returnAll';
import { sortField } from '../../fields/sort';
import { readText, readTruth } from '../../filterValues';
import { readFilters, readLimit, readSort } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';

const filters: Filter[] = [
	{
		query: 'agent_id',
		read: readText,
		property: {
			...agentId,
			required: undefined,
			description: 'The agent that the number is assigned to',
		},
	},
	{
		query: 'branch_id',
		read: readText,
		property: {
			displayName: 'Branch ID',
			name: 'branchId',
			type: 'string',
			default: '',
			placeholder: 'e.g. agtbrch_01jx8e3ve2f0sbkq9fgbsdv6pq',
			description: 'The branch of the agent that the number is assigned to',
		},
	},
	{
		query: 'label',
		read: readText,
		property: {
			displayName: 'Label',
			name: 'label',
			type: 'string',
			default: '',
			placeholder: 'e.g. Front desk',
			description: 'The name that the number has in ElevenLabs',
		},
	},
	{
		query: 'phone_number',
		read: readText,
		property: {
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155550123',
			description: 'The number itself',
		},
	},
	{
		query: 'provider',
		read: readText,
		property: {
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			default: 'twilio',
			description: 'How the number is connected',
			options: [
				{ name: 'Exotel', value: 'exotel' },
				{ name: 'SIP Trunk', value: 'sip_trunk' },
				{ name: 'Twilio', value: 'twilio' },
			],
		},
	},
	{
		query: 'search',
		read: readText,
		property: {
			displayName: 'Search Text',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. desk',
			description: 'A part of the label or of the number, or the whole ID',
		},
	},
	{
		query: 'supports_outbound',
		read: readTruth,
		property: {
			displayName: 'Supports Outbound Calls',
			name: 'supportsOutbound',
			type: 'boolean',
			default: true,
			description: 'Whether the number is set up to place calls, or only to receive them',
		},
	},
];

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['phoneNumber'], operation: ['getAll'] } },
	[
		...returnAll,
		filtersField(filters),
		sortField([
			{ name: 'Label', value: 'label' },
			{ name: 'Phone Number', value: 'phone_number' },
		]),
	],
);

/** Lists phone numbers, one output for each. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const query = { ...readFilters(this, item, filters), ...readSort(this, item) };
	const numbers = await listPhoneNumbers(client, query, readLimit(this, item));
	return numbers.map((json) => ({ json }));
}
