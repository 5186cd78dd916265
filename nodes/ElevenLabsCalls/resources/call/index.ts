import { resource } from '../../operation';
import { callingTool } from '../callingTool';
import * as outboundCall from './outboundCall';
import * as whatsAppCall from './whatsAppCall';

/** What can be done with a call. */
export const call = resource('call', 'outboundCall', {
	outboundCall: {
		name: 'Outbound Call',
		action: 'Make outbound call',
		description:
			'Call a phone number with an agent, using a greeting, voice and variables for each item',
		toolDescription: callingTool(
			'Phones a real person now: an AI voice agent calls the number and talks to whoever picks up.',
		),
		fields: outboundCall.description,
		...outboundCall.calls,
	},
	whatsAppCall: {
		name: 'WhatsApp Call',
		action: 'Make WhatsApp call',
		description:
			'Call a person on WhatsApp with an agent. WhatsApp first asks people who have not allowed calls yet.',
		toolDescription: callingTool(
			'Calls a real person on WhatsApp: an AI voice agent talks to them. People who have not allowed calls yet are asked first, and the call starts when they approve.',
		),
		fields: whatsAppCall.description,
		...whatsAppCall.calls,
	},
});
