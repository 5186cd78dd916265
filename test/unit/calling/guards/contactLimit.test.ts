import {
	contactLimit,
	limitedUserId,
	readContactLimit,
} from '../../../../nodes/shared/calling/guards/contactLimit';
import { CallGuards } from '../../../../nodes/shared/calling/guards';
import { NumberLists } from '../../../../nodes/shared/calling/guards/numberList';
import { numberingPlans } from '../../../../nodes/shared/calling/recipient/googleNumberingPlans';
import { valid } from '../../../../nodes/shared/result';

const ANNA = '+14155550123';
const LABEL = 'Contact Limit';
const LIMIT = { maxCalls: 3, days: 7, hoursApart: 4 };

const read = (values: Record<string, unknown>) =>
	contactLimit.read({
		values,
		labels: { contactLimit: LABEL },
		bare: valid(undefined),
		numberLists: new NumberLists(numberingPlans),
	});

describe('a contact limit', () => {
	it.each<[Record<string, unknown>, object]>([
		[{ maxCalls: 3, days: 7, hoursApart: 4 }, LIMIT],
		[
			{ maxCalls: '3', days: ' 7 ', hoursApart: '0.5' },
			{ ...LIMIT, hoursApart: 0.5 },
		],
		[
			{ maxCalls: 1, days: 365 },
			{ maxCalls: 1, days: 365, hoursApart: 0 },
		],
	])('is read from %j', (fields, expected) => {
		expect(readContactLimit(fields, LABEL)).toEqual(valid(expected));
	});

	it.each([
		...[undefined, null, '', 0, -1, 1.5, 'three', NaN, true, [], {}].map(
			(value) => [{ maxCalls: value }, "'Max Calls'"] as const,
		),
		...[undefined, '', 0, 0.5, 366, '7 days'].map(
			(value) => [{ days: value }, "'Within Days'"] as const,
		),
		...[undefined, null, '', -1, 8761, '4h'].map(
			(value) => [{ hoursApart: value }, "'Hours Apart'"] as const,
		),
	])('is refused with %j for %s', (more, field) => {
		const result = readContactLimit({ ...LIMIT, ...more }, LABEL);
		expect(result).toMatchObject({ ok: false, failures: [{ parameter: LABEL }] });
		expect(!result.ok && result.failures[0]?.message).toContain(`'${LABEL}' has a ${field} that `);
	});

	it.each([undefined, null, '', {}, { limit: {} }, { limit: null }, 'x', []])(
		'that was added counts, even as %j',
		(value) => {
			expect(read({ contactLimit: value }).ok).toBe(false);
		},
	);

	it('is none if the option was not added', () => {
		expect(read({})).toEqual(valid({}));
	});

	it('makes the number the User ID of a call that has none', () => {
		expect(limitedUserId(undefined, ANNA, { contactLimit: LIMIT })).toBe(ANNA);
		expect(limitedUserId('crm-1', ANNA, { contactLimit: LIMIT })).toBe('crm-1');
		expect(limitedUserId(undefined, ANNA, {})).toBeUndefined();
	});

	it.each([{}, { userId: 'crm-1' }])(
		'lets nobody be called who can’t be looked up: %j',
		async (more) => {
			const call = {
				item: 0,
				number: ANNA,
				url: '',
				request: {},
				guards: { skipRepeatedNumbers: false, dryRun: false, contactLimit: LIMIT },
				...more,
			};
			await expect(new CallGuards(() => 0).ask(call)).rejects.toThrow(/User ID/);
		},
	);
});
