import { resource, SMALL_READS } from '../../operation';
import * as get from './get';
import * as getAll from './getAll';

/** What can be done with an agent. */
export const agent = resource('agent', 'get', {
	get: {
		name: 'Get',
		action: 'Get agent',
		description: "Retrieve an agent's variables, languages, allowed overrides and limits",
		fields: get.description,
		ofItem: get.execute,
		...SMALL_READS,
	},
	getAll: {
		name: 'Get Many',
		action: 'Get many agents',
		description: 'List the agents in the workspace',
		fields: getAll.description,
		ofItem: getAll.execute,
	},
});
