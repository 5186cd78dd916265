import { resource } from '../../operation';
import * as create from './create';

/** What can be done with a batch of calls. */
export const batchCall = resource('batchCall', 'create', {
	create: {
		name: 'Create',
		action: 'Create batch call',
		description:
			'Have ElevenLabs call all rows, now or at a scheduled time, using a greeting, voice and variables for each',
		fields: create.description,
		ofRun: create.execute,
		callsPeople: true,
		knownResults: create.knownResults,
	},
});
