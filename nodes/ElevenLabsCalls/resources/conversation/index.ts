import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, ValueOf } from '../../operation';
import { SMALL_READS } from '../../operation';
import { operationField } from '../../parameters/operation';
import * as remove from './delete';
import * as get from './get';
import * as getAll from './getAll';
import * as getAudio from './getAudio';
import * as waitForEnd from './waitForEnd';

const operationOptions = [
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
] as const satisfies INodePropertyOptions[];

export const operations = {
	delete: { ofItem: remove.execute },
	get: { ofItem: get.execute, ...SMALL_READS },
	getAll: { ofItem: getAll.execute },
	getAudio: { ofItem: getAudio.execute },
	waitForEnd: { ofRun: waitForEnd.execute },
} satisfies Record<ValueOf<typeof operationOptions>, Operation>;

/** The choice of an operation, and the fields of each. */
export const description: INodeProperties[] = [
	operationField('conversation', [...operationOptions]),
	...remove.description,
	...get.description,
	...getAll.description,
	...getAudio.description,
	...waitForEnd.description,
];
