import type { INodeProperties } from 'n8n-workflow';

/** How the call itself is made. */
export const telephony: INodeProperties = {
	displayName: 'Telephony',
	name: 'telephony',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description: 'How the call is made',
	options: [
		{
			displayName: 'Machine Detection (Twilio)',
			name: 'twilioMachineDetection',
			type: 'options',
			default: 'enable',
			description:
				'Whether Twilio listens for an answering machine. It bills for that, never ends the call, and reports only by webhook. Left out for SIP trunk and Exotel numbers. An expression can also give true or false.',
			options: [
				{ name: 'Off', value: 'off' },
				{ name: 'On', value: 'enable' },
				{ name: 'On, Wait for End of Greeting', value: 'detect_message_end' },
			],
		},
		{
			displayName: 'Record in Twilio',
			name: 'twilioCallRecordingEnabled',
			type: 'boolean',
			default: false,
			description:
				'Whether Twilio records the call into your Twilio account. Left out for SIP trunk and Exotel numbers.',
		},
		{
			displayName: 'Ringing Timeout (Seconds)',
			name: 'ringingTimeoutSecs',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 999, numberPrecision: 0 },
			default: 60,
			description: 'How long it rings before the call is given up, from 1 to 999',
		},
	],
};
