import type { IDataObject } from 'n8n-workflow';
import { withInput } from '../../../nodes/ElevenLabsCalls/earlierOutput';
import { BEGINS_LATER } from '../../../nodes/ElevenLabsCalls/resources/call/whatsAppChannel';

const PLACED = { success: true, message: 'Call initiated', conversation_id: 'conv_b' };

const FLAT = {
	outcome: 'answered',
	outcome_reason: 'The person picked up',
	to_number: '+12025550123',
	summary: 'They agreed.',
	transcript: 'Agent: Hello',
	duration_secs: 12,
	cost: 100,
	conversation_url: 'https://elevenlabs.io/app/agents/history/conv_a',
	conversation_id: 'conv_a',
	success: true,
};

const SKIPPED = {
	success: false,
	message: 'Not called: outside calling hours',
	reason: 'outside_calling_hours',
	next_call_time: '2026-03-02T18:00:00.000Z',
	to_number: '+12025550123',
};

const FAILED = {
	error: 'The call to …0123 was not placed: no credit [item 4]',
	details: {
		description: 'Top up.',
		to_number: '+12025550123',
		call_may_have_been_placed: false,
	},
};

describe('the input next to an answer', () => {
	it('comes after it, whole', () => {
		const row = { phone: '1', name: 'Ada', tags: ['a'], error: 'bounced', details: 'mine' };
		const json = withInput(PLACED, row);
		expect(json).toEqual({ ...row, ...PLACED });
		expect(Object.keys(json)).toEqual([...Object.keys(PLACED), ...Object.keys(row)]);
	});

	it("loses to the node's own fields", () => {
		expect(withInput(PLACED, { phone: '1', success: 'maybe', message: 'mine' })).toEqual({
			...PLACED,
			phone: '1',
		});
	});

	it.each<[string, IDataObject]>([
		['answer', FLAT],
		['timeout', { ...FLAT, outcome: 'unknown', timed_out: true }],
		['details', { ...FLAT, turns: [], data_collection: {}, callSid: 'CA1', status: 'done' }],
		['unwaited answer', { ...PLACED, callSid: 'CA1', to_number: '+12025550123' }],
		[
			'whole conversation',
			{ ...PLACED, outcome: 'busy', outcome_reason: 'Busy', conversation: {}, timed_out: false },
		],
		['note of WhatsApp', { ...PLACED, note: BEGINS_LATER }],
		['skip', SKIPPED],
		['failure', FAILED],
		['failure after a skip', { ...SKIPPED, ...FAILED }],
	])('does not bring back an earlier %s of the node', (_, earlier) => {
		const answer = { success: true, message: 'Call initiated', conversation_id: null };
		expect(withInput(answer, { phone: '1', ...earlier })).toEqual({ phone: '1', ...answer });
	});

	it("keeps the user's own columns, which an earlier answer of its kind does not have", () => {
		const own = {
			phone: '1',
			status: 'VIP',
			summary: 'Likes tea',
			user_id: 7,
			agent_id: 'Bob',
			cost: 5,
			reason: 'renewal',
			note: 'Call the bell',
			outcome: 'won',
			advice: 'Be kind',
		};
		const earlier = { ...own, ...PLACED, conversation_id: 'conv_a', callSid: 'CA1' };
		expect(withInput(PLACED, earlier)).toEqual({ ...own, ...PLACED });
		const { reason, advice, ...others } = own;
		expect(withInput(PLACED, { ...others, ...SKIPPED, advice })).toEqual({ ...others, ...PLACED });
		expect(withInput(PLACED, { reason, advice, phone: '1', ...FLAT })).toEqual({
			reason,
			advice,
			phone: '1',
			...PLACED,
		});
	});

	it("leaves out the error of a failure next to the user's own details", () => {
		const row = { phone: '1', details: 'mine' };
		expect(withInput(PLACED, { ...row, error: FAILED.error })).toEqual({ ...row, ...PLACED });
	});

	it("gives the user's own error back, which a failure had moved", () => {
		const failed = { ...FAILED, details: { ...FAILED.details, input_error: 'bounced mail' } };
		expect(withInput(PLACED, { phone: '1', ...failed })).toEqual({
			...PLACED,
			phone: '1',
			error: 'bounced mail',
		});
	});
});
