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
		hint: 'Calls one real person for each input item: map toNumber to the field with the number. Set options.deduplicationKey to a value of the row if the workflow can run twice, and options.dryRun while it is being built. To use the outcome or transcript in later nodes, set waitForCompletion.',
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
		hint: 'Calls one real person for each input item. The call may come hours later, when the person approves it; to react to its end, use the trigger node.',
		fields: whatsAppCall.description,
		...whatsAppCall.calls,
	},
});
