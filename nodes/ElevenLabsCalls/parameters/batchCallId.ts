import type { INodeProperties } from 'n8n-workflow';

/** Which batch is meant. */
export const batchCallId: INodeProperties = {
	displayName: 'Batch Call',
	name: 'batchCallId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'One of the newest batches, or the ID that Create returned',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a batch call…',
			typeOptions: { searchListMethod: 'searchBatchCalls', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. btcal_01jx8e3ve2f0sbkq9fgbsdv6pq',
		},
	],
};
