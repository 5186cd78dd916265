import fc from 'fast-check';
import type { RetriedBatch } from '../../../../nodes/shared/calling/following/batchRetry';
import { checkRetry } from '../../../../nodes/shared/calling/following/batchRetry';
import type { NumberList } from '../../../../nodes/shared/calling/guards/numberList';
import type { CallingHours } from '../../../../nodes/shared/calling/guards/callingHours';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';
import { invalid, valid } from '../../../../nodes/shared/result';

const labels = {
	batch: 'Batch Call',
	blockedNumbers: 'Blocked Numbers',
	callingHours: 'Calling Hours',
};

const readNumber = (number: string) =>
	number.startsWith('+') && number.length > 5 ? valid(number) : invalid('Number', 'is odd', '');

const NOON_UTC = Date.parse('2026-11-25T12:00:00Z');

const check = (
	batch: Omit<RetriedBatch, 'id'>,
	isBlocked?: NumberList,
	hours?: Partial<CallingHours>,
) =>
	checkRetry(
		{ id: 'btcal_1', ...batch },
		{
			isBlocked,
			callingHours: hours && {
				from: 540,
				to: 1080,
				weekdays: [1, 2, 3, 4, 5],
				timeZones: [],
				...hours,
			},
			readNumber,
			plans: numberingPlans,
			labels,
		},
		NOON_UTC,
	);

const blocking =
	(...numbers: string[]): NumberList =>
	(number) =>
		numbers.includes(number);

const ended = (recipients: RetriedBatch['recipients'], more: Partial<RetriedBatch> = {}) => ({
	status: 'completed',
	retry_count: 0,
	recipients,
	...more,
});

const messageOf = (checked: ReturnType<typeof check>) =>
	checked.ok ? 'may be retried' : checked.failures.map(({ message }) => message).join();

it('counts those whose calls failed', () => {
	const recipients = ['completed', 'failed', 'voicemail', 'failed', 'cancelled'].map((status) => ({
		status,
		phone_number: '+12025550101',
	}));
	expect(check(ended(recipients, { retry_count: 2 }))).toEqual(
		valid({
			calledAgain: 2,
			retryCount: 2,
			numbers: ['+12025550101'],
			whyNotAt: expect.any(Function) as () => undefined,
		}),
	);
});

it.each(['pending', 'in_progress', 'next year', undefined, null])(
	'is refused while the batch is %s',
	(status) => {
		expect(messageOf(check(ended([], { status })))).toContain("'Batch Call' is not over");
	},
);

it.each(['failed', 'voicemail', 'cancelled', 'pending', 'no_response', undefined, null])(
	'is refused if someone is blocked whose call is %s',
	(status) => {
		const batch = ended([
			{ status: 'completed', phone_number: '+12025550101' },
			{ status, phone_number: '+12025550102' },
		]);
		expect(messageOf(check(batch, blocking('+12025550102')))).toContain(
			"'Blocked Numbers' blocks 1 of 1 recipients",
		);
		expect(check(batch, blocking('+12025550101')).ok).toBe(true);
		expect(check(batch).ok).toBe(true);
	},
);

it('reads the users of WhatsApp as numbers', () => {
	const batch = ended([{ status: 'failed', whatsapp_user_id: '12025550102', phone_number: null }]);
	expect(messageOf(check(batch, blocking('+12025550102')))).toContain('blocks 1 of 1');
	expect(check(batch, blocking('+12025550103')).ok).toBe(true);
});

it.each([{ phone_number: '2025550102' }, { phone_number: null }, {}])(
	'is refused if the number of someone can not be read: %j',
	(recipient) => {
		const batch = ended([{ status: 'failed', ...recipient }]);
		expect(messageOf(check(batch, blocking()))).toContain("can't be compared");
		expect(check(batch).ok).toBe(true);
	},
);

describe('calling hours', () => {
	const MADRID = '+34600123456';
	const BERLIN = '+4930123456';
	const NEW_YORK = '+12125550123';
	const LOS_ANGELES = '+12135550123';
	const TOKYO = '+81312345678';
	const RUSSIAN_CELL = '+79161234567';

	const failed = (...numbers: string[]) =>
		ended([
			{ status: 'completed', phone_number: TOKYO },
			...numbers.map((phone_number) => ({ status: 'failed', phone_number })),
		]);
	const advice = (checked: ReturnType<typeof check>) =>
		checked.ok ? '' : checked.failures[0]?.advice;

	it('allow a retry within the hours of everyone who may be called again', () => {
		expect(check(failed(BERLIN, MADRID), undefined, {}).ok).toBe(true);
		expect(check(failed(NEW_YORK), undefined, { timeZones: ['UTC'] }).ok).toBe(true);
		expect(check(failed(), undefined, {}).ok).toBe(true);
	});

	it('refuse it if it is too early or too late for anyone, and say when it may be made', () => {
		const checked = check(failed(BERLIN, NEW_YORK, NEW_YORK, LOS_ANGELES), undefined, {
			from: 480,
			to: 1260,
		});
		expect(messageOf(checked)).toBe(
			"'Calling Hours' doesn't allow calls now to 3 of 4 recipients who may be called again",
		);
		expect(advice(checked)).toContain('not retried');
		// 8:00 in Los Angeles, 11:00 in New York and 17:00 in Berlin.
		expect(advice(checked)).toContain('All of them may be called at 2026-11-25T08:00:00.000-08:00');
	});

	it('say if there is no time for all of them', () => {
		const checked = check(failed(BERLIN, TOKYO, RUSSIAN_CELL), undefined, {});
		expect(messageOf(checked)).toContain('2 of 3 recipients');
		expect(advice(checked)).toContain('No time is within the hours for all of them');
	});

	it('are looked at again at the time of the retry', () => {
		const checked = check(failed(BERLIN), undefined, {});
		const at = (time: string) => checked.ok && checked.value.whyNotAt(Date.parse(time));
		expect(at('2026-11-25T16:59:59Z')).toBeUndefined();
		expect(at('2026-11-25T17:00:00Z')).toMatchObject({
			parameter: 'Calling Hours',
			message: expect.stringContaining('1 of 1 recipients') as string,
		});
	});

	it.each(['030123456', '+80012345678'])(
		'refuse a retry if the time zone of a number is unknown, unless one is set: %s',
		(number) => {
			expect(messageOf(check(failed(BERLIN, number), undefined, {}))).toBe(
				"'Calling Hours' has no 'Time Zone', and the numbers of 1 of 2 recipients who may be called again don't say in which one they are",
			);
			const named = { timeZones: ['Europe/Berlin'] };
			expect(check(failed(BERLIN, number), undefined, named).ok).toBe(true);
		},
	);
});

it.each([[], null, undefined])('is refused if ElevenLabs shows no recipients: %j', (recipients) => {
	expect(messageOf(check(ended(recipients), blocking()))).toContain("can't be compared");
	expect(messageOf(check(ended(recipients), undefined, {}))).toContain("can't be compared");
	expect(check(ended(recipients)).ok).toBe(true);
});

it('never allows a retry of anyone who is blocked and was not reached', () => {
	const recipient = fc.record({
		status: fc.constantFrom('completed', 'failed', 'voicemail', 'cancelled', 'dispatched', null),
		phone_number: fc.constantFrom('+12025550101', '+12025550102', '+4930123456', '030123456'),
	});
	fc.assert(
		fc.property(
			fc.array(recipient, { minLength: 1 }),
			fc.subarray(['+12025550101', '+12025550102', '+4930123456']),
			(recipients, blocked) => {
				const unreached = recipients.filter(({ status }) => status !== 'completed');
				const objects = unreached.some(
					({ phone_number }) => blocked.includes(phone_number) || !phone_number.startsWith('+'),
				);
				expect(check(ended(recipients), blocking(...blocked)).ok).toBe(!objects);
			},
		),
	);
});
