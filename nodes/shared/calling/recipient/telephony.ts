import type { DialingProvider } from '../../elevenlabs/paths';
import type { Labels } from '../../labels';
import { labelOf } from '../../labels';
import { isBlank, readBoolean, readChoice, readNumber, readSwitchIn } from '../../values';
import type { Notice } from './notice';
import type { Result } from '../../result';
import { all, valid } from '../../result';

/** `telephony_call_config` as it is sent: only what was set. */
export interface TelephonyConfig {
	/** 1 to 999 seconds. */
	ringing_timeout_secs?: number;
	twilio_call_recording_enabled?: true;
	twilio_machine_detection?: { mode: string };
}

/** `on` and `off` stand for the two values of a switch. */
const MACHINE_DETECTION_CHOICES = ['off', 'on', 'enable', 'detect_message_end'] as const;

/** Settings for Twilio only: fields of the API, each with its parameter. */
const TWILIO_SETTINGS = [
	['twilio_call_recording_enabled', 'twilioCallRecordingEnabled'],
	['twilio_machine_detection', 'twilioMachineDetection'],
] as const;

/**
 * Reads the telephony settings of one item, for any From Number.
 * @param fields values by parameter name, as the workflow supplies them
 * @param labels of these parameters
 */
export function readTelephony(
	fields: Record<string, unknown>,
	labels: Labels,
): Result<TelephonyConfig> {
	const read = all<{
		timeout: number | undefined;
		isRecorded: boolean;
		mode: string | undefined;
	}>({
		timeout: readTimeout(fields.ringingTimeoutSecs, labelOf(labels, 'ringingTimeoutSecs')),
		isRecorded: readSwitchIn(
			fields,
			'twilioCallRecordingEnabled',
			labelOf(labels, 'twilioCallRecordingEnabled'),
			false,
		),
		mode: readMachineDetection(
			fields.twilioMachineDetection,
			labelOf(labels, 'twilioMachineDetection'),
		),
	});
	if (!read.ok) return read;
	const { timeout, isRecorded, mode } = read.value;
	return valid({
		...(timeout === undefined ? {} : { ringing_timeout_secs: timeout }),
		...(isRecorded ? { twilio_call_recording_enabled: true as const } : {}),
		...(mode === undefined ? {} : { twilio_machine_detection: { mode } }),
	});
}

function readTimeout(value: unknown, label: string): Result<number | undefined> {
	return isBlank(value)
		? valid(undefined)
		: readNumber(value, label, { min: 1, max: 999, whole: true });
}

/** @returns the API's mode; undefined if detection is off */
function readMachineDetection(value: unknown, label: string): Result<string | undefined> {
	if (isBlank(value)) return valid(undefined);
	const asSwitch = readBoolean(value, label);
	if (asSwitch.ok) return valid(asSwitch.value ? 'enable' : undefined);
	const choice = readChoice(value, label, MACHINE_DETECTION_CHOICES);
	if (!choice.ok) return choice;
	if (choice.value === 'off') return valid(undefined);
	return valid(choice.value === 'on' ? 'enable' : choice.value);
}

/**
 * Leaves out settings for Twilio if the number isn't Twilio's. ElevenLabs
 * ignores them there (OpenAPI, `TelephonyCallConfig-Input`).
 * @param provider of the number that the call is made from
 * @param labels of the parameters
 */
export function telephonyFor(
	config: TelephonyConfig,
	provider: DialingProvider,
	labels: Labels,
): { config: TelephonyConfig; notices: Notice[] } {
	if (provider === 'twilio') return { config, notices: [] };
	const { ringing_timeout_secs: timeout } = config;
	return {
		config: timeout === undefined ? {} : { ringing_timeout_secs: timeout },
		notices: TWILIO_SETTINGS.filter(([field]) => config[field] !== undefined).map(([, name]) => ({
			setting: labelOf(labels, name),
			why: 'which needs a Twilio number',
		})),
	};
}
