import fc from 'fast-check';
import type { TelephonyConfig } from '../../../../nodes/shared/calling/recipient/telephony';
import { TELEPHONY_LABELS } from '../../../../nodes/ElevenLabsCalls/parameters/telephony';
import { readTelephony, telephonyFor } from '../../../../nodes/shared/calling/recipient/telephony';

const RINGING = 'Ringing Timeout (Seconds)';
const RECORD = 'Record in Twilio';
const DETECTION = 'Machine Detection (Twilio)';

const readFields = (fields: Record<string, unknown>) => readTelephony(fields, TELEPHONY_LABELS);
const accepted = (value: TelephonyConfig) => ({ ok: true, value });
const refused = (parameter: string, message: string) => ({
	ok: false,
	failures: [
		{ parameter, message: `'${parameter}' ${message}`, advice: expect.any(String) as string },
	],
});

/** Any JSON value, and what else an expression can return, often close to a valid one. */
const given = fc.oneof(
	fc.anything(),
	fc.jsonValue(),
	fc.double(),
	fc.integer({ min: -9, max: 1009 }),
	fc.integer({ min: -9, max: 1009 }).map((number) => ` ${number}\r\n`),
	fc.constantFrom(
		'true',
		'TRUE',
		'no',
		' 1 ',
		'off',
		'On',
		'ENABLE',
		'detect_message_end',
		'maybe',
	),
);

describe('the ringing timeout', () => {
	it.each([
		[1, 1],
		[30, 30],
		[999, 999],
		['45', 45],
		[' 45\r\n', 45],
		['\ufeff45', 45],
		['45.0', 45],
	])('may be a whole number from 1 to 999: %p', (ringingTimeoutSecs, seconds) => {
		expect(readFields({ ringingTimeoutSecs })).toStrictEqual(
			accepted({ ringing_timeout_secs: seconds }),
		);
	});

	it.each([[undefined], [null], [''], ['  ']])('is not sent if it is blank: %p', (blank) => {
		expect(readFields({ ringingTimeoutSecs: blank })).toStrictEqual(accepted({}));
	});

	it.each([
		[0],
		[1000],
		[-1],
		[30.5],
		['30,5'],
		['30s'],
		['1e2'],
		['0x10'],
		['soon'],
		[NaN],
		[Infinity],
		[true],
		[[]],
		[[30]],
		[{}],
	])('is refused otherwise: %p', (ringingTimeoutSecs) => {
		expect(readFields({ ringingTimeoutSecs })).toEqual(
			refused(RINGING, 'must be a whole number from 1 to 999'),
		);
	});

	it('is the number that was given, or not sent if it is blank, or refused', () => {
		fc.assert(
			fc.property(given, (ringingTimeoutSecs) => {
				const read = readFields({ ringingTimeoutSecs });
				const seconds = read.ok ? read.value.ringing_timeout_secs : undefined;
				if (seconds !== undefined) {
					expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 999).toBe(true);
					expect(Number(ringingTimeoutSecs)).toBe(seconds);
				} else if (read.ok) {
					expect(String(ringingTimeoutSecs ?? '').trim()).toBe('');
				} else {
					expect(read).toEqual(refused(RINGING, 'must be a whole number from 1 to 999'));
				}
			}),
		);
	});
});

describe('the recording in Twilio', () => {
	it.each([[true], ['true'], ['TRUE'], ['True'], [' yes '], ['1'], [1]])(
		'is turned on by %p',
		(twilioCallRecordingEnabled) => {
			expect(readFields({ twilioCallRecordingEnabled })).toStrictEqual(
				accepted({ twilio_call_recording_enabled: true }),
			);
		},
	);

	it.each([[false], ['false'], ['FALSE'], ['No\r\n'], ['0'], [0]])('is not sent for %p', (off) => {
		expect(readFields({ twilioCallRecordingEnabled: off })).toStrictEqual(accepted({}));
	});

	it('is not sent if it is not set', () => {
		expect(readFields({})).toStrictEqual(accepted({}));
	});

	it.each([['maybe'], ['on'], [2], [-1], [NaN], [[]], [[true]], [{}], ['wahr']])(
		'is refused if it is neither: %p',
		(twilioCallRecordingEnabled) => {
			expect(readFields({ twilioCallRecordingEnabled })).toEqual(
				refused(RECORD, 'is neither true nor false'),
			);
		},
	);

	it.each([[''], [' '], [null], [undefined]])('is refused if it is blank: %p', (blank) => {
		expect(readFields({ twilioCallRecordingEnabled: blank })).toEqual(
			refused(RECORD, 'is empty, so it is neither true nor false'),
		);
	});

	it('is on, off or refused by its label, whatever is given', () => {
		fc.assert(
			fc.property(given, (twilioCallRecordingEnabled) => {
				const read = readFields({ twilioCallRecordingEnabled });
				const text = String(
					typeof twilioCallRecordingEnabled === 'object' ? '' : twilioCallRecordingEnabled,
				)
					.trim()
					.toLowerCase();
				if (['true', 'yes', '1'].includes(text)) {
					expect(read).toEqual(accepted({ twilio_call_recording_enabled: true }));
				} else if (['false', 'no', '0'].includes(text)) expect(read).toEqual(accepted({}));
				else expect(read).toMatchObject({ failures: [{ parameter: RECORD }] });
			}),
		);
	});
});

describe('machine detection', () => {
	it.each([
		['enable', 'enable'],
		[' Enable\r\n', 'enable'],
		['detect_message_end', 'detect_message_end'],
		['DETECT_MESSAGE_END', 'detect_message_end'],
		[true, 'enable'],
		['TRUE', 'enable'],
		['yes', 'enable'],
		[1, 'enable'],
		['On', 'enable'],
	])('of %p is %s', (twilioMachineDetection, mode) => {
		expect(readFields({ twilioMachineDetection })).toStrictEqual(
			accepted({ twilio_machine_detection: { mode } }),
		);
	});

	it.each([['off'], ['OFF'], [false], ['FALSE'], ['no'], [0], [''], [' '], [undefined], [null]])(
		'is not sent for %p',
		(twilioMachineDetection) => {
			expect(readFields({ twilioMachineDetection })).toStrictEqual(accepted({}));
		},
	);

	it.each([['maybe'], ['message_end'], [2], [NaN], [[]], [['enable']], [{ mode: 'enable' }]])(
		'is refused with a mode that does not exist: %p',
		(twilioMachineDetection) => {
			expect(readFields({ twilioMachineDetection })).toEqual(
				refused(DETECTION, 'must be one of: off, on, enable, detect_message_end'),
			);
		},
	);

	it('has one of the modes of the API, is not sent, or is refused, whatever is given', () => {
		fc.assert(
			fc.property(given, (twilioMachineDetection) => {
				const read = readFields({ twilioMachineDetection });
				if (!read.ok) expect(read.failures).toMatchObject([{ parameter: DETECTION }]);
				else {
					const { mode } = read.value.twilio_machine_detection ?? {};
					expect([undefined, 'enable', 'detect_message_end']).toContain(mode);
				}
			}),
		);
	});
});

it('all problems are reported at once', () => {
	expect(
		readFields({
			ringingTimeoutSecs: 0,
			twilioMachineDetection: 'x',
			twilioCallRecordingEnabled: 'maybe',
		}),
	).toMatchObject({
		failures: [{ parameter: RINGING }, { parameter: RECORD }, { parameter: DETECTION }],
	});
});

describe('the settings for Twilio', () => {
	const everything: TelephonyConfig = {
		ringing_timeout_secs: 30,
		twilio_call_recording_enabled: true,
		twilio_machine_detection: { mode: 'enable' },
	};
	const why = 'which needs a Twilio number';

	it('are kept for a number of Twilio', () => {
		expect(telephonyFor(everything, 'twilio', TELEPHONY_LABELS)).toEqual({
			config: everything,
			notices: [],
		});
	});

	it.each(['sip_trunk', 'exotel'] as const)(
		'are left out for a number of %s, each by its name',
		(provider) => {
			expect(telephonyFor(everything, provider, TELEPHONY_LABELS)).toStrictEqual({
				config: { ringing_timeout_secs: 30 },
				notices: [
					{ setting: RECORD, why },
					{ setting: DETECTION, why },
				],
			});
		},
	);

	it.each([{}, { ringing_timeout_secs: 30 }])(
		'are not reported if they are not set: %j',
		(config) => {
			expect(telephonyFor(config, 'sip_trunk', TELEPHONY_LABELS)).toStrictEqual({
				config,
				notices: [],
			});
		},
	);
});
