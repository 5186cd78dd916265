import type { INodeProperties } from 'n8n-workflow';
import * as remove from './delete';
import * as get from './get';
import * as getAll from './getAll';
import * as getAudio from './getAudio';
import * as waitForEnd from './waitForEnd';

export { get, getAll, getAudio, remove, waitForEnd };

/** The resource's operations and their fields. */
export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['conversation'] } },
		default: 'get',
		options: [
			{
				name: 'Delete',
				value: 'delete',
				action: 'Delete conversation',
				description: 'Permanently delete a conversation with its transcript and recording',
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get conversation',
				description: 'Retrieve the outcome, transcript, summary and more of a call',
			},
			{
				name: 'Get Audio',
				value: 'getAudio',
				action: 'Get conversation audio',
				description: 'Download the recording of a call as a file',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many conversations',
				description: 'List conversations, filtered by agent, date, success and more',
			},
			{
				name: 'Wait for End',
				value: 'waitForEnd',
				action: 'Wait for conversation to end',
				description: 'Wait until calls end, then return the outcome of each',
			},
		],
	},
	...remove.description,
	...get.description,
	...getAll.description,
	...getAudio.description,
	...waitForEnd.description,
];
