import { resource } from '../../operation';
import * as outboundCall from './outboundCall';

/** What can be done with a call. */
export const call = resource('call', 'outboundCall', {
	outboundCall: {
		name: 'Outbound Call',
		action: 'Make outbound call',
		description:
			'Call a phone number with an agent, using a greeting, voice and variables for each item',
		fields: outboundCall.description,
		ofRun: outboundCall.execute,
		callsPeople: true,
		knownResults: outboundCall.knownResults,
	},
});
