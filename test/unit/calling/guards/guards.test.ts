import type { GuardedCall, GuardSettings } from '../../../../nodes/shared/calling/guards';
import {
	CallGuards,
	SKIP_FIELDS,
	SKIP_SUMMARIES,
	skippedAnswer,
} from '../../../../nodes/shared/calling/guards';
import { keyUsedBefore } from '../../../../nodes/shared/calling/guards/repeatedCalls';
import type { Contacts } from '../../../../nodes/shared/calling/guards/contacts';
import type { EarlierCall } from '../../../../nodes/shared/calling/guards/guard';

const MONDAY_NOON = Date.parse('2026-03-02T12:00:00Z');
const URL = 'https://api.elevenlabs.io/v1/convai/twilio/outbound-call';
const ANNA = '+14155550123';
const BEN = '+14155550199';
const ONCE_A_DAY = { maxCalls: 1, days: 1, hoursApart: 0 };
const EVENING = { from: 1080, to: 1200, weekdays: [1], timeZones: ['UTC'] };

const call = (item: number, guards: Partial<GuardSettings> = {}, toNumber = ANNA): GuardedCall => ({
	item,
	url: URL,
	number: toNumber,
	request: { agent_id: 'agent_a', agent_phone_number_id: 'phnum_a', to_number: toNumber },
	guards: { skipRepeatedNumbers: false, dryRun: false, ...guards },
});

const reasons = (calls: GuardedCall[]) => {
	const guards = new CallGuards(() => MONDAY_NOON);
	return calls.map((one) => guards.check(one)?.reason);
};

describe('a skipped call', () => {
	it('says why, and that it is not a success', () => {
		expect(
			skippedAnswer({ reason: 'duplicate', message: 'm', more: { duplicate_of_item: 2 } }),
		).toStrictEqual({
			success: false,
			message: 'm',
			reason: 'duplicate',
			duplicate_of_item: 2,
		});
	});
});

describe('the guards of a run', () => {
	it('let a call without options through, again and again', () => {
		expect(reasons([call(0), call(0), call(1)])).toEqual([undefined, undefined, undefined]);
	});

	it.each([
		[
			{ blockedNumbers: () => true },
			{
				reason: 'number_blocked',
				message: "Not called: the number is in 'Blocked Numbers'",
			},
		],
		[
			{ allowedNumbers: () => false },
			{
				reason: 'number_not_allowed',
				message: "Not called: the number is not in 'Allowed Numbers'",
			},
		],
		[
			{ callingHours: EVENING },
			{
				reason: 'outside_calling_hours',
				message: 'Not called: outside calling hours until 2026-03-02T18:00:00.000Z',
				next_call_time: '2026-03-02T18:00:00.000Z',
			},
		],
		[
			{ dryRun: true },
			{
				reason: 'dry_run',
				message: 'Dry run: this is the request that would have been sent',
				request: { method: 'POST', url: URL, body: call(0).request },
			},
		],
	])('skip a call with %j', (guards, answer) => {
		expect(new CallGuards(() => MONDAY_NOON).check(call(0, guards))).toStrictEqual({
			success: false,
			...answer,
		});
	});

	it('show the request of a dry run without headers and keys, as a copy', () => {
		const one = call(0, { dryRun: true });
		const request = new CallGuards(() => 0).check(one)?.request;
		expect(Object.keys(request ?? {})).toEqual(['method', 'url', 'body']);
		expect(request).not.toHaveProperty('headers');
		expect((request as { body: unknown }).body).not.toBe(one.request);
	});

	it.each([
		[{ skipRepeatedNumbers: true }, 'Not called: same number as item 3'],
		[{ deduplicationKey: 'k' }, 'Not called: same deduplication key as item 3'],
	])('skip repeated calls: %j', (guards, message) => {
		const run = new CallGuards(() => MONDAY_NOON);
		expect(run.check(call(3, guards))).toBeUndefined();
		expect(run.check(call(5, guards))).toStrictEqual({
			success: false,
			message,
			reason: 'duplicate',
			duplicate_of_item: 3,
		});
		expect(run.check(call(3, guards))).toBeUndefined();
	});

	it('name the first of several calls that were placed before', () => {
		const run = new CallGuards(() => MONDAY_NOON);
		for (const item of [2, 4]) run.remember(call(item, { skipRepeatedNumbers: true }));
		expect(run.check(call(5, { skipRepeatedNumbers: true }))?.duplicate_of_item).toBe(2);
	});

	const byKey = (key: string, skip = false) => ({
		deduplicationKey: key,
		skipRepeatedNumbers: skip,
	});
	const byNumber = { skipRepeatedNumbers: true };
	it.each([
		['other numbers', [call(0, byNumber), call(1, byNumber, BEN)], false],
		[
			'other keys, though the number is the same',
			[call(0, byKey('a', true)), call(1, byKey('b', true))],
			false,
		],
		[
			'the same key, though the number is another',
			[call(0, byKey('a')), call(1, byKey('a'), BEN)],
			true,
		],
		['a key that reads like a number', [call(0, byNumber), call(1, byKey(ANNA))], false],
		['a number that nobody compares', [call(0), call(1, byNumber)], false],
	])('take %s for what it is', (_, calls, isDuplicate) => {
		expect(reasons(calls)).toEqual([undefined, isDuplicate ? 'duplicate' : undefined]);
	});

	it('name the first reason: the number, the hours, the duplicate, the dry run', () => {
		const guards = { ...byNumber, dryRun: true };
		const late = { ...guards, callingHours: EVENING };
		expect(
			reasons([
				call(0, guards),
				call(1, guards),
				call(2, late),
				call(3, { ...late, allowedNumbers: () => false }),
				call(4, { ...late, allowedNumbers: () => false, blockedNumbers: () => true }),
			]),
		).toEqual([
			'dry_run',
			'duplicate',
			'outside_calling_hours',
			'number_not_allowed',
			'number_blocked',
		]);
	});

	it('name every reason, and every field, that the output of a skipped call can have', async () => {
		const check = (guards: Partial<GuardSettings>, earlier?: EarlierCall) => {
			const run = new CallGuards(
				() => MONDAY_NOON,
				() => earlier,
			);
			run.remember(call(0, byNumber));
			return run.check(call(1, guards)) ?? {};
		};
		const contacts = {
			begin: async () => ({ why: 'limit', callsFound: 1, nextCallTime: MONDAY_NOON }),
		} as unknown as Contacts;
		const asked = new CallGuards(
			() => MONDAY_NOON,
			() => undefined,
			contacts,
		).ask({ ...call(0, { contactLimit: ONCE_A_DAY }), userId: 'crm-1' });
		const answers = [
			(await asked) ?? {},
			check({ blockedNumbers: () => true }),
			check({ allowedNumbers: () => false }),
			check({ callingHours: EVENING }),
			check(byNumber),
			skippedAnswer(keyUsedBefore('conv_a')),
			check({}, { kind: 'uncertain' }),
			check(byKey('k', true), { kind: 'placed', conversationId: 'conv_a' }),
			check({ dryRun: true }),
		];
		const reasonsOf = answers.map(({ reason }) => String(reason));
		expect([...new Set(reasonsOf)].sort()).toEqual(Object.keys(SKIP_SUMMARIES).sort());
		const fields = answers.flatMap((answer) => Object.keys(answer));
		expect([...new Set(fields)].sort()).toEqual(
			['success', 'message', 'reason', ...SKIP_FIELDS].sort(),
		);
	});

	it('do not count a skipped call as the first one', () => {
		expect(
			reasons([
				call(0, { ...byNumber, allowedNumbers: () => false }),
				call(1, { ...byNumber, callingHours: EVENING }),
				call(2, byNumber),
			]),
		).toEqual(['number_not_allowed', 'outside_calling_hours', undefined]);
	});

	describe('of an execution that dialed before', () => {
		const guards = (earlier: EarlierCall) =>
			new CallGuards(
				() => MONDAY_NOON,
				(number) => (number === ANNA ? earlier : undefined),
			);
		const uncertain = { kind: 'uncertain' } as const;
		const placed = { kind: 'placed', conversationId: 'conv_a' } as const;

		it.each([{}, byNumber, byKey('k'), byKey('k', true)])(
			'skip a number that may have been called, whatever the options: %j',
			(wanted) => {
				expect(guards(uncertain).check(call(0, wanted))).toStrictEqual({
					success: false,
					message:
						'Not called: an earlier call to this number in this execution may have been placed',
					reason: 'may_have_been_placed',
					advice:
						'Look for it under Conversations in ElevenLabs before anyone calls this number again.',
				});
			},
		);

		it('skip a number that was called, unless repeated numbers are allowed', () => {
			expect(guards(placed).check(call(0, byNumber))).toStrictEqual({
				success: false,
				message: 'Not called again: this number was already called in this execution',
				reason: 'already_called',
				conversation_id: 'conv_a',
			});
			expect(guards({ kind: 'placed' }).check(call(0, byNumber))).not.toHaveProperty(
				'conversation_id',
			);
			expect(guards(placed).check(call(0))).toBeUndefined();
		});

		it('let other numbers through', () => {
			expect(guards(uncertain).check(call(0, byNumber, BEN))).toBeUndefined();
		});

		it.each([uncertain, placed])('show the request of a dry run: %j', (earlier) => {
			expect(guards(earlier).check(call(0, { ...byNumber, dryRun: true }))?.reason).toBe('dry_run');
		});

		it('report each item separately', () => {
			const run = guards(uncertain);
			const reasonsOf = [0, 1].map((item) => run.check(call(item, byNumber))?.reason);
			expect(reasonsOf).toEqual(['may_have_been_placed', 'may_have_been_placed']);
		});

		it('name the item of the same run that may have called', () => {
			const run = guards(uncertain);
			run.remember(call(0, byNumber));
			expect(run.check(call(1, byNumber))?.reason).toBe('duplicate');
		});
	});
});
