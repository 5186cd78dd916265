import { resource, SMALL_READS } from '../../operation';
import * as get from './get';
import * as getAll from './getAll';

/** What can be done with a phone number. */
export const phoneNumber = resource('phoneNumber', 'get', {
	get: {
		name: 'Get',
		action: 'Get phone number',
		description: 'Retrieve a phone number with its provider, assigned agent and SIP trunk',
		fields: get.description,
		ofItem: get.execute,
		...SMALL_READS,
	},
	getAll: {
		name: 'Get Many',
		action: 'Get many phone numbers',
		description: 'List the phone numbers in the workspace',
		fields: getAll.description,
		ofItem: getAll.execute,
	},
});
