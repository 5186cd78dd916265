import { resource, SMALL_READS } from '../../operation';
import * as remove from './delete';
import * as get from './get';
import * as getAll from './getAll';
import * as getAudio from './getAudio';
import * as waitForEnd from './waitForEnd';

/** What an AI agent's model reads about the ID of a conversation. */
const WHICH =
	'Conversation_ID: the conversation_id of the call, e.g. conv_01jx8e3ve2f0sbkq9fgbsdv6pq.';

/** What can be done with a conversation. */
export const conversation = resource('conversation', 'get', {
	delete: {
		name: 'Delete',
		action: 'Delete conversation',
		description: 'Permanently delete a conversation with its transcript and recording',
		toolDescription: `Permanently deletes a conversation with its transcript and recording, which cannot be undone. Use this only if you were asked to. ${WHICH}`,
		fields: remove.description,
		ofItem: remove.execute,
	},
	get: {
		name: 'Get',
		action: 'Get conversation',
		description: 'Retrieve the outcome, transcript, summary and more of a call',
		toolDescription: `Retrieves the outcome, transcript, summary and more of a call. ${WHICH}`,
		fields: get.description,
		ofItem: get.execute,
		...SMALL_READS,
	},
	getAudio: {
		name: 'Get Audio',
		action: 'Get conversation audio',
		description: 'Download the recording of a call as a file',
		toolDescription: `Downloads the recording of a call as a file. ${WHICH}`,
		fields: getAudio.description,
		ofItem: getAudio.execute,
	},
	getAll: {
		name: 'Get Many',
		action: 'Get many conversations',
		description: 'List conversations, filtered by agent, date, success and more',
		fields: getAll.description,
		ofItem: getAll.execute,
	},
	waitForEnd: {
		name: 'Wait for End',
		action: 'Wait for conversation to end',
		description: 'Wait until calls end, then return the outcome of each',
		hint: 'Waits for calls that were placed before. To wait for calls of the same workflow, set waitForCompletion where they are made.',
		toolDescription: `Waits until a call ends, then returns its outcome. ${WHICH}`,
		fields: waitForEnd.description,
		ofRun: waitForEnd.execute,
	},
});
