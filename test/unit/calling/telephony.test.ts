import fc from 'fast-check';
import { readTelephony } from '../../../nodes/shared/calling/telephony';

const refused = (parameter: string, message: string, advice: string) => ({
	ok: false,
	problems: [{ parameter, message, advice }],
});

describe('the ringing timeout', () => {
	it.each([
		[1, 1],
		[30, 30],
		[999, 999],
		['45', 45],
		[' 45 ', 45],
	])('may be a whole number from 1 to 999: %p', (ringingTimeoutSecs, seconds) => {
		expect(readTelephony({ ringingTimeoutSecs }, 'exotel')).toStrictEqual({
			ok: true,
			value: { ringing_timeout_secs: seconds },
		});
	});

	it.each([[undefined], [null], [''], ['  ']])('is not sent where it is blank: %p', (blank) => {
		expect(readTelephony({ ringingTimeoutSecs: blank }, 'twilio')).toStrictEqual({
			ok: true,
			value: {},
		});
	});

	it.each([[0], [1000], [-1], [30.5], ['soon'], [NaN], [Infinity], [true], [[30]], [{}]])(
		'is refused otherwise: %p',
		(ringingTimeoutSecs) => {
			expect(readTelephony({ ringingTimeoutSecs }, 'twilio')).toEqual(
				refused(
					'Ringing Timeout (Seconds)',
					'must be a whole number from 1 to 999',
					'ElevenLabs lets it ring for 60 seconds where nothing is set.',
				),
			);
		},
	);

	it('is within its range, or refused, or not sent, whatever is given', () => {
		const given = fc.oneof(fc.anything(), fc.double(), fc.integer({ min: -9, max: 1009 }));
		fc.assert(
			fc.property(given, (ringingTimeoutSecs) => {
				const read = readTelephony({ ringingTimeoutSecs }, 'twilio');
				const seconds = read.ok ? read.value.ringing_timeout_secs : undefined;
				if (seconds !== undefined) {
					expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 999).toBe(true);
				}
				if (typeof ringingTimeoutSecs === 'number') {
					expect(read.ok).toBe(seconds === ringingTimeoutSecs);
				}
			}),
		);
	});
});

describe('the recording in Twilio', () => {
	it.each([[true], ['true']])('is turned on by %p', (twilioCallRecordingEnabled) => {
		expect(readTelephony({ twilioCallRecordingEnabled }, 'twilio')).toStrictEqual({
			ok: true,
			value: { twilio_call_recording_enabled: true },
		});
	});

	it.each([[false], [undefined], [null], [''], ['false']])('is not sent for %p', (off) => {
		expect(readTelephony({ twilioCallRecordingEnabled: off }, 'twilio')).toStrictEqual({
			ok: true,
			value: {},
		});
	});
});

describe('machine detection', () => {
	it.each([['enable'], ['detect_message_end']])('may be %s', (mode) => {
		expect(readTelephony({ twilioMachineDetection: mode }, 'twilio')).toStrictEqual({
			ok: true,
			value: { twilio_machine_detection: { mode } },
		});
	});

	it.each([['off'], [''], [undefined], [null]])('is not sent for %p', (mode) => {
		expect(readTelephony({ twilioMachineDetection: mode }, 'sip_trunk')).toStrictEqual({
			ok: true,
			value: {},
		});
	});

	it('is refused with a mode that does not exist', () => {
		expect(readTelephony({ twilioMachineDetection: 'Enable' }, 'twilio')).toEqual(
			refused(
				'Machine Detection (Twilio)',
				"is 'Enable'",
				'Choose one from the list: off, enable or detect_message_end.',
			),
		);
	});
});

describe('settings of Twilio', () => {
	it.each(['sip_trunk', 'exotel'])(
		'are refused for a number of %s, each by its name',
		(provider) => {
			const read = readTelephony(
				{
					twilioCallRecordingEnabled: true,
					twilioMachineDetection: 'enable',
					ringingTimeoutSecs: 30,
				},
				provider,
			);
			const message = `has no effect on a number of provider '${provider}'`;
			const advice = 'Turn it off, or call from a Twilio number.';
			expect(read).toEqual({
				ok: false,
				problems: [
					{ parameter: 'Record in Twilio', message, advice },
					{ parameter: 'Machine Detection (Twilio)', message, advice },
				],
			});
		},
	);
});

it('all that is wrong is told at once', () => {
	expect(
		readTelephony(
			{ ringingTimeoutSecs: 0, twilioMachineDetection: 'x', twilioCallRecordingEnabled: true },
			'exotel',
		),
	).toMatchObject({
		problems: [
			{ parameter: 'Ringing Timeout (Seconds)' },
			{ parameter: 'Machine Detection (Twilio)' },
			{ parameter: 'Record in Twilio' },
		],
	});
});
