import { isBlank } from '../values';
import type { Checked, Problem } from './problem';
import { valid } from './problem';

/** `telephony_call_config` as it is sent: only what was set. */
export interface TelephonyConfig {
	/** 1 to 999 seconds. */
	ringing_timeout_secs?: number;
	twilio_call_recording_enabled?: true;
	twilio_machine_detection?: { mode: string };
}

const MACHINE_DETECTION_MODES = ['enable', 'detect_message_end'];

/**
 * Reads the telephony settings of one item.
 * @param fields values by parameter name, as the workflow supplies them
 * @param provider of the chosen number; two of the settings exist for Twilio only
 */
export function readTelephony(
	fields: Record<string, unknown>,
	provider: string,
): Checked<TelephonyConfig> {
	const config: TelephonyConfig = {};
	const problems: Problem[] = [];

	const timeout = fields.ringingTimeoutSecs;
	if (!isBlank(timeout)) {
		const seconds = ['number', 'string'].includes(typeof timeout) ? Number(timeout) : NaN;
		if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 999) {
			config.ringing_timeout_secs = seconds;
		} else {
			problems.push({
				parameter: 'Ringing Timeout (Seconds)',
				message: 'must be a whole number from 1 to 999',
				advice: 'ElevenLabs lets it ring for 60 seconds where nothing is set.',
			});
		}
	}
	if (String(fields.twilioCallRecordingEnabled) === 'true')
		config.twilio_call_recording_enabled = true;

	const mode = fields.twilioMachineDetection;
	if (typeof mode === 'string' && mode !== '' && mode !== 'off') {
		if (MACHINE_DETECTION_MODES.includes(mode)) config.twilio_machine_detection = { mode };
		else {
			problems.push({
				parameter: 'Machine Detection (Twilio)',
				message: `is '${mode}'`,
				advice: `Choose one from the list: off, ${MACHINE_DETECTION_MODES.join(' or ')}.`,
			});
		}
	}
	if (provider !== 'twilio') {
		const twilioOnly = [
			...(config.twilio_call_recording_enabled ? ['Record in Twilio'] : []),
			...(config.twilio_machine_detection ? ['Machine Detection (Twilio)'] : []),
		];
		problems.push(
			...twilioOnly.map((parameter) => ({
				parameter,
				message: `has no effect on a number of provider '${provider}'`,
				advice: 'Turn it off, or call from a Twilio number.',
			})),
		);
	}
	return problems.length > 0 ? { ok: false, problems } : valid(config);
}
