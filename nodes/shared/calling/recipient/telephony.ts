import { isBlank, readBoolean, readChoice, readNumber } from '../../values';
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

const RINGING_TIMEOUT = 'Ringing Timeout (Seconds)';
const RECORD = 'Record in Twilio';
const MACHINE_DETECTION = 'Machine Detection (Twilio)';

/** `on` and `off` stand for the two values that a switch would have. */
const MACHINE_DETECTION_CHOICES = ['off', 'on', 'enable', 'detect_message_end'] as const;

const TWILIO_SETTINGS = [
	['twilio_call_recording_enabled', RECORD],
	['twilio_machine_detection', MACHINE_DETECTION],
] as const;

/**
 * Reads the telephony settings of one item, whatever number it is called from.
 * @param fields values by parameter name, as the workflow supplies them
 */
export function readTelephony(fields: Record<string, unknown>): Result<TelephonyConfig> {
	const read = all<{
		timeout: number | undefined;
		isRecorded: boolean;
		mode: string | undefined;
	}>({
		timeout: readTimeout(fields.ringingTimeoutSecs),
		isRecorded: Object.hasOwn(fields, 'twilioCallRecordingEnabled')
			? readBoolean(fields.twilioCallRecordingEnabled, RECORD)
			: valid(false),
		mode: readMachineDetection(fields.twilioMachineDetection),
	});
	if (!read.ok) return read;
	const { timeout, isRecorded, mode } = read.value;
	return valid({
		...(timeout === undefined ? {} : { ringing_timeout_secs: timeout }),
		...(isRecorded ? { twilio_call_recording_enabled: true as const } : {}),
		...(mode === undefined ? {} : { twilio_machine_detection: { mode } }),
	});
}

function readTimeout(value: unknown): Result<number | undefined> {
	return isBlank(value)
		? valid(undefined)
		: readNumber(value, RINGING_TIMEOUT, { min: 1, max: 999, whole: true });
}

/** @returns the mode of the API; undefined where nothing is to be detected */
function readMachineDetection(value: unknown): Result<string | undefined> {
	if (isBlank(value)) return valid(undefined);
	const asSwitch = readBoolean(value, MACHINE_DETECTION);
	if (asSwitch.ok) return valid(asSwitch.value ? 'enable' : undefined);
	const choice = readChoice(value, MACHINE_DETECTION, MACHINE_DETECTION_CHOICES);
	if (!choice.ok) return choice;
	if (choice.value === 'off') return valid(undefined);
	return valid(choice.value === 'on' ? 'enable' : choice.value);
}

/**
 * Leaves out the settings that exist for Twilio only where the number is none of Twilio's. ElevenLabs
 * ignores them there (OpenAPI, `TelephonyCallConfig-Input`).
 * @param provider of the number that the call is made from
 */
export function telephonyFor(
	config: TelephonyConfig,
	provider: string,
): { config: TelephonyConfig; notices: Notice[] } {
	if (provider === 'twilio') return { config, notices: [] };
	const { ringing_timeout_secs: timeout } = config;
	return {
		config: timeout === undefined ? {} : { ringing_timeout_secs: timeout },
		notices: TWILIO_SETTINGS.filter(([field]) => config[field] !== undefined).map(
			([, setting]) => ({ setting, why: 'which needs a Twilio number' }),
		),
	};
}
