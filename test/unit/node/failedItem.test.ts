import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { FailedItemOptions } from '../../../nodes/ElevenLabsCalls/failedItem';
import { failedItem } from '../../../nodes/ElevenLabsCalls/failedItem';
import type { FailedResult } from '../../../nodes/ElevenLabsCalls/itemResult';

const NOT_PLACED = 'The call to …0123 was not placed: no credit';
const UNCERTAIN = 'The call to …0123 may have been placed: no answer';
const first: FailedResult = {
	item: 4,
	failures: [
		{
			message: NOT_PLACED,
			advice: 'Top up.',
			parameter: 'To Number',
			status: 402,
			requestId: 'req_a',
		},
	],
};
const second: FailedResult = {
	item: 4,
	failures: [{ message: UNCERTAIN, advice: 'Look for it.' }],
	mayHaveBeenPlaced: true,
};
const secondDetails = { description: 'Look for it.', call_may_have_been_placed: true };
const secondError = `${UNCERTAIN} [item 4]`;

const places = ['output', 'error output'] as const;
const options = (input: IDataObject, more: Partial<FailedItemOptions> = {}): FailedItemOptions => ({
	input,
	callsPeople: true,
	place: 'output',
	...more,
});

/** What comes out in the end: n8n adds the input on the error output. */
const output = (
	failure: FailedResult,
	input: IDataObject,
	more: Partial<FailedItemOptions> = {},
) => {
	const json = failedItem(failure, options(input, more));
	if (more.place !== 'error output') return json;
	expect(['error', 'message', 'details']).toEqual(expect.arrayContaining(Object.keys(json)));
	return { ...input, ...json };
};

describe.each(places)('a failed item on the %s', (place) => {
	it('has its input, the error, and all that is known', () => {
		expect(output(first, { phone: '1' }, { place })).toStrictEqual({
			phone: '1',
			error: `${NOT_PLACED} [item 4]`,
			details: {
				description: 'Top up. (Request ID: req_a)',
				parameter: 'To Number',
				http_status: 402,
				request_id: 'req_a',
				call_may_have_been_placed: false,
			},
		});
	});

	it('says nothing of calls if nobody is called', () => {
		const { details } = output(first, {}, { place, callsPeople: false });
		expect(details).not.toHaveProperty('call_may_have_been_placed');
	});

	it.each([true, false])(
		'that fails again has only its last failure (callsPeople: %s)',
		(callsPeople) => {
			const input = { phone: '1', error: 'mine' };
			const again = output(second, output(first, input, { place, callsPeople }), {
				place,
				callsPeople,
			});
			expect(again).toStrictEqual({
				phone: '1',
				error: secondError,
				details: {
					description: 'Look for it.',
					...(callsPeople ? { call_may_have_been_placed: true } : {}),
					input_error: 'mine',
				},
			});
		},
	);

	it('that lost its error on the way has only its last failure, too', () => {
		const { details } = output(first, {}, { place });
		expect(output(second, { details }, { place }).details).toStrictEqual(secondDetails);
	});

	it.each([
		['a text', 'call after six'],
		['nothing', null],
		['a list', [{ description: 'x', call_may_have_been_placed: false }]],
		['an object', { floor: 2 }],
		['an object that is described', { description: 'the old house' }],
		['more than ours', { description: 'x', call_may_have_been_placed: false, note: 'mine' }],
		['a flag that is none', { description: 'x', call_may_have_been_placed: 'no' }],
	])("keeps the user's own details: %s", (_, details) => {
		const input = { phone: '1', details } as IDataObject;
		const once = output(first, input, { place });
		expect(once).toStrictEqual({
			...input,
			error: `${NOT_PLACED}. Top up. (Request ID: req_a) [item 4]`,
		});
	});

	it.each(['', ' ', null, undefined])('does not mention an empty error column: %j', (error) => {
		expect(output(second, { error }, { place }).details).toStrictEqual(secondDetails);
	});

	it('does not claim what an earlier answer said', () => {
		const placed = { success: true, message: 'Call initiated', conversation_id: 'conv_a' };
		const json = output(second, { phone: '1', ...placed }, { place });
		expect(json).toMatchObject({
			message: secondError,
			error: secondError,
			conversation_id: 'conv_a',
		});
		if (place === 'output') expect(json.success).toBe(false);
	});
});

it.each([...places, 'tool'] as const)('says which number was meant, on the %s', (place) => {
	const failure = { ...second, toNumber: '+12025550123' };
	const json = failedItem(failure, options({ phone: '1' }, { place }));
	expect(json.details).toStrictEqual({
		description: 'Look for it.',
		to_number: '+12025550123',
		call_may_have_been_placed: true,
	});
	// n8n would not add the input to an item with more keys.
	expect(json.to_number).toBe(place === 'error output' ? undefined : '+12025550123');
});

it("keeps the user's own to_number", () => {
	const failure = { ...second, toNumber: '+12025550123' };
	expect(failedItem(failure, options({ to_number: '0123' })).to_number).toBe('0123');
});

it('a failed item does not claim how an earlier call ended, but has its ID', () => {
	const answered = {
		outcome: 'answered',
		outcome_reason: 'The person picked up',
		summary: 'They agreed.',
		conversation_id: 'conv_a',
		success: true,
	};
	const json = failedItem(second, options(answered));
	expect(json).toMatchObject({ success: false, conversation_id: 'conv_a', error: secondError });
	expect(json).not.toHaveProperty('outcome');
	expect(json).not.toHaveProperty('outcome_reason');
});

it("keeps the user's own columns next to an earlier answer of another kind", () => {
	const own = { reason: 'renewal', note: 'Ring twice', outcome: 'won', request: 'R1' };
	const placed = { success: true, message: 'Call initiated', conversation_id: 'conv_a' };
	expect(failedItem(second, options({ ...own, ...placed }))).toMatchObject(own);
});

it('a failed item does not claim why it was skipped before', () => {
	const skipped = {
		success: false,
		message: 'Not called: outside calling hours',
		reason: 'outside_calling_hours',
		next_call_time: '2026-03-02T18:00:00.000Z',
	};
	expect(failedItem(second, options({ phone: '1', ...skipped }))).toStrictEqual({
		phone: '1',
		success: false,
		message: secondError,
		error: secondError,
		details: secondDetails,
	});
});

it('keeps an answer of Outbound Call in an item of an operation that calls nobody', () => {
	const placed = { success: true, message: 'Call initiated', conversation_id: 'conv_a' };
	expect(failedItem(second, options(placed, { callsPeople: false }))).toMatchObject(placed);
});

it('an AI agent gets the failure alone', () => {
	const input = { To: '1', details: 'mine', toolCallId: 'x' };
	expect(failedItem(second, options(input, { place: 'tool' }))).toStrictEqual({
		success: false,
		error: secondError,
		details: secondDetails,
	});
});

it('whatever an item holds, its last failure is what it says, and no other column is lost', () => {
	const column = fc.oneof(fc.jsonValue(), fc.constant({ description: 'x' }));
	const failure = fc.constantFrom(first, second);
	fc.assert(
		fc.property(
			fc.dictionary(fc.constantFrom('phone', 'name', 'details', 'error'), column),
			fc.array(failure, { minLength: 1, maxLength: 3 }),
			fc.constantFrom(...places),
			(input, failures, place) => {
				const own = input as IDataObject;
				const json = failures.reduce((item, one) => output(one, item, { place }), own);
				const last = failures.at(-1)!;
				expect(json.error).toContain(last.failures[0]?.message);
				expect(json).toMatchObject({ ...own, error: json.error, details: json.details });
				const details = json.details as IDataObject | undefined;
				if ('details' in own) expect(details).toEqual(own.details);
				else expect(details?.call_may_have_been_placed).toBe(last.mayHaveBeenPlaced === true);
			},
		),
	);
});
