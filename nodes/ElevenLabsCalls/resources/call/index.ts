import { resource } from '../../operation';
import * as outboundCall from './outboundCall';
import * as whatsAppCall from './whatsAppCall';

/** What can be done with a call. */
export const call = resource('call', 'outboundCall', {
	outboundCall: {
		name: 'Outbound Call',
		action: 'Make outbound call',
		description:
			'Call a phone number with an agent, using a greeting, voice and variables for each item',
		fields: outboundCall.description,
		...outboundCall.calls,
	},
	whatsAppCall: {
		name: 'WhatsApp Call',
		action: 'Make WhatsApp call',
		description:
			'Call a person on WhatsApp with an agent. WhatsApp first asks people who have not allowed calls yet.',
		fields: whatsAppCall.description,
		...whatsAppCall.calls,
	},
});
