import { CALLS_AGAIN, RETRIES_AGAIN } from '../../nodeErrors';
import { resource } from '../../operation';
import { callingTool } from '../callingTool';
import { resultsOfEarlierTry } from '../call/placeCalls';
import * as cancel from './cancel';
import * as create from './create';
import * as remove from './delete';
import * as get from './get';
import * as getAll from './getAll';
import * as retry from './retry';

/** What can be done with a batch of calls. */
export const batchCall = resource('batchCall', 'create', {
	cancel: {
		name: 'Cancel',
		action: 'Cancel batch call',
		description: 'Stop a batch from calling anyone else; calls in progress continue',
		fields: cancel.description,
		ofItem: cancel.execute,
	},
	create: {
		name: 'Create',
		action: 'Create batch call',
		description:
			'Have ElevenLabs call the recipients of all items, now or at a scheduled time, using a greeting, voice and variables for each item',
		toolDescription: callingTool(
			'Phones a real person as a batch call, now or at a scheduled time: an AI voice agent calls the number and talks to whoever picks up.',
		),
		hint: 'For thousands of rows or a scheduled time: calls the real people of all input items. For fewer rows, or the outcome of each as it ends, use resource call.',
		fields: create.description,
		ofRun: create.execute,
		runAgainWarning: CALLS_AGAIN,
		knownResults: create.knownResults,
	},
	delete: {
		name: 'Delete',
		action: 'Delete batch call',
		description: 'Permanently delete a batch; its conversations are kept',
		fields: remove.description,
		ofItem: remove.execute,
	},
	get: {
		name: 'Get',
		action: 'Get batch call',
		description: 'Retrieve the status and counts of a batch, or its recipients',
		fields: get.description,
		ofItem: get.execute,
	},
	getAll: {
		name: 'Get Many',
		action: 'Get many batch calls',
		description: 'List batches, newest first',
		fields: getAll.description,
		ofItem: getAll.execute,
	},
	retry: {
		name: 'Retry',
		action: 'Retry batch call',
		description: 'Call the recipients of a batch again whose calls failed or were not answered',
		toolDescription:
			'Phones real people again: all recipients of a batch call whose calls failed or were not answered. Use this only if you were asked to, and once. Batch_Call: the ID of the batch, e.g. btcal_01jx8e3ve2f0sbkq9fgbsdv6pq.',
		fields: retry.description,
		ofRun: retry.execute,
		runAgainWarning: RETRIES_AGAIN,
		knownResults: resultsOfEarlierTry,
	},
});
