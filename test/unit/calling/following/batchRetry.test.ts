import fc from 'fast-check';
import type { RetriedBatch } from '../../../../nodes/shared/calling/following/batchRetry';
import { checkRetry } from '../../../../nodes/shared/calling/following/batchRetry';
import type { NumberList } from '../../../../nodes/shared/calling/guards/numberList';
import { invalid, valid } from '../../../../nodes/shared/result';

const labels = { batch: 'Batch Call', blockedNumbers: 'Blocked Numbers' };

const readNumber = (number: string) =>
	number.startsWith('+') && number.length > 5 ? valid(number) : invalid('Number', 'is odd', '');

const check = (batch: Omit<RetriedBatch, 'id'>, isBlocked?: NumberList) =>
	checkRetry({ id: 'btcal_1', ...batch }, { isBlocked, readNumber, labels });

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
		valid({ calledAgain: 2, retryCount: 2 }),
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

it('never allows a retry of anyone who is blocked and was not reached', () => {
	const recipient = fc.record({
		status: fc.constantFrom('completed', 'failed', 'voicemail', 'cancelled', 'dispatched', null),
		phone_number: fc.constantFrom('+12025550101', '+12025550102', '+4930123456', '030123456'),
	});
	fc.assert(
		fc.property(
			fc.array(recipient),
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
