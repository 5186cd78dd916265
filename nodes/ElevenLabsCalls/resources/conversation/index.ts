import type { INodeProperties } from 'n8n-workflow';
import { operationField } from '../../parameters/operation';
import * as remove from './delete';
import * as get from './get';
import * as getAll from './getAll';
import * as getAudio from './getAudio';
import * as waitForEnd from './waitForEnd';

export { get, getAll, getAudio, remove, waitForEnd };

/** The resource's operations and their fields. */
export const description: INodeProperties[] = [
	operationField('conversation', [
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete conversation',
			description: 'Remove a conversation with its transcript and recording from ElevenLabs',
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get conversation',
			description: 'Retrieve what became of a call: outcome, transcript, summary and more',
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
			description: 'List the calls that have something in common, such as agent, date or success',
		},
		{
			name: 'Wait for End',
			value: 'waitForEnd',
			action: 'Wait for conversation to end',
			description: 'Hold the workflow until calls have ended, and say what became of each',
		},
	]),
	...remove.description,
	...get.description,
	...getAll.description,
	...getAudio.description,
	...waitForEnd.description,
];
