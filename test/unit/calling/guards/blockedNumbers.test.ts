import { blockedNumbers } from '../../../../nodes/shared/calling/guards/blockedNumbers';
import { CallGuards } from '../../../../nodes/shared/calling/guards';
import { NumberLists } from '../../../../nodes/shared/calling/guards/numberList';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';
import { valid } from '../../../../nodes/shared/result';

const ANNA = '+14155550123';

const readOptions = (values: Record<string, unknown>) =>
	blockedNumbers.read({
		values,
		labels: { blockedNumbers: 'Blocked Numbers' },
		bare: valid(undefined),
		numberLists: new NumberLists(numberingPlans),
	});

const read = (value: unknown) => readOptions({ blockedNumbers: value });

function isBlocked(value: unknown, number = ANNA): boolean {
	const settings = read(value);
	if (!settings.ok) throw new Error(settings.failures[0]?.message);
	return settings.value.blockedNumbers?.(number) === true;
}

describe('blocked numbers', () => {
	it.each([
		['+14155550123', true],
		['+1 (415) 555-0123; +4930123456', true],
		['+1*', true],
		[['+4930123456', '001 415 555 0123'], true],
		[['+4930123456', null, '+1415*'], true],
		['["+14155550123"]', true],
		['+14155550124, +49*', false],
		['+1415555012', false],
	])('%j block +14155550123: %p', (list, expected) => {
		expect(isBlocked(list)).toBe(expected);
	});

	it.each([[[]], ['[]']])('as a list without entries block nobody: %j', (list) => {
		expect(isBlocked(list)).toBe(false);
	});

	it.each([undefined, null, '', '  ', ' , ;\n', ['', ' '], [null], '[""]'])(
		'are refused if the expression may have found no list: %j',
		(list) => {
			expect(read(list)).toMatchObject({
				ok: false,
				failures: [
					{
						message: "'Blocked Numbers' is empty",
						advice: 'List the numbers to block, use [] for none, or remove the option.',
					},
				],
			});
		},
	);

	it.each(['4930123456', 'Anna', '+', '+44 0*', '+14155550123, +44 0*', {}, true, [['+49*']]])(
		'are refused with an entry that can’t be read: %j',
		(list) => {
			expect(read(list).ok).toBe(false);
		},
	);

	it('are none if the option was not added', () => {
		expect(readOptions({})).toEqual(valid({ blockedNumbers: undefined }));
	});

	it('win over allowed numbers', () => {
		const call = {
			item: 0,
			number: ANNA,
			url: '',
			request: {},
			guards: {
				skipRepeatedNumbers: false,
				dryRun: true,
				blockedNumbers: () => true,
				allowedNumbers: () => false,
			},
		};
		expect(new CallGuards(() => 0).check(call)).toStrictEqual({
			success: false,
			message: "Not called: the number is in 'Blocked Numbers'",
			reason: 'number_blocked',
		});
	});
});
