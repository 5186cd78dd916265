import type { INodeProperties } from 'n8n-workflow';

/** How the call itself is made. */
export const telephony: INodeProperties = {
	displayName: 'Telephony',
	name: 'telephony',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description: 'Settings for ringing, recording and machine detection',
	options: [
		{
			displayName: 'Machine Detection (Twilio)',
			name: 'twilioMachineDetection',
			type: 'options',
			default: 'enable',
			description:
				"Whether Twilio detects answering machines. Twilio charges for this, doesn't end the call, and reports the result only by webhook. Not sent for SIP trunk and Exotel numbers. An expression can also return true or false.",
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
				'Whether to record the call in your Twilio account. Not sent for SIP trunk and Exotel numbers.',
		},
		{
			displayName: 'Ringing Timeout (Seconds)',
			name: 'ringingTimeoutSecs',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 999, numberPrecision: 0 },
			default: 60,
			description: 'How long to let the phone ring, from 1 to 999',
		},
	],
};
