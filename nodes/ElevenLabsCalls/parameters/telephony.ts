import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { TelephonyConfig } from '../../shared/calling/recipient/telephony';
import { readTelephony } from '../../shared/calling/recipient/telephony';
import type { Result } from '../../shared/result';
import { readCollection } from '../../shared/values';
import { labelsIn } from './collectionLabels';

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

/** Labels of the settings. */
export const TELEPHONY_LABELS = labelsIn(telephony);

/** Reads the telephony settings of an item. */
export function readTelephonyFields(
	context: IExecuteFunctions,
	item: number,
): Result<TelephonyConfig> {
	const { name, displayName } = telephony;
	const set = readCollection(context.getNodeParameter(name, item, {}), displayName);
	return set.ok ? readTelephony(set.value, TELEPHONY_LABELS) : set;
}
