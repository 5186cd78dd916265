import fc from 'fast-check';
import type { CallOutcome } from '../../../../nodes/shared/calling/following/callOutcome';
import {
	hasEnded,
	judgeCall,
	judgeFailedStart,
} from '../../../../nodes/shared/calling/following/callOutcome';

const OUTCOMES: CallOutcome[] = ['answered', 'voicemail', 'busy', 'no_answer', 'failed', 'unknown'];

const AGENT_TURN = { role: 'agent', message: 'Hello, this is Ada.', time_in_call_secs: 0 };
const USER_TURN = { role: 'user', message: 'Hello.', time_in_call_secs: 3 };
const TALK = [AGENT_TURN, USER_TURN];

const MISSING = "Missing required dynamic variables in first message: {'owner_name'}";
const MISSING_IN_TOOL = "Missing required dynamic variables in tools: {'voicemail_box'}";
const FORBIDDEN = "Override for field 'first_message' is not allowed by config.";
const QUOTA = 'This request exceeds your quota limit.';

interface Told {
	call_result?: string | null;
	/** Of the line: `twilio` unless said. */
	type?: string;
	reason?: string | null;
	error?: { code?: number | string | null; reason?: string | null } | null;
	duration?: number;
	voicemailUsed?: boolean;
	transcript?: unknown[];
	isWhatsApp?: true;
}

/** A conversation as ElevenLabs tells it, with every part that it always has. */
function told(status: string, more: Told = {}) {
	const { call_result, type = 'twilio', reason = null, error = null } = more;
	return {
		agent_id: 'agent_a',
		conversation_id: 'conv_a',
		status,
		metadata: {
			start_time_unix_secs: 1_794_400_000,
			call_duration_secs: more.duration ?? 0,
			termination_reason: reason,
			error,
			...(more.isWhatsApp
				? { whatsapp: { direction: 'outbound', whatsapp_user_id: '12025550101' } }
				: {
						phone_call: {
							type,
							direction: 'outbound',
							external_number: '+12025550101',
							...(call_result !== undefined && { call_result }),
						},
					}),
			features_usage: {
				voicemail_detection: { enabled: true, used: more.voicemailUsed ?? false },
			},
		},
		analysis: null,
		transcript: more.transcript ?? [],
	};
}

const invite = (code: number, words: string) => ({
	code,
	reason: `INVITE failed: sip status: ${code}: ${words}`,
});
const sip = (code: number, words: string): Told => ({
	type: 'sip_trunking',
	reason: '',
	error: invite(code, words),
});

const PICKED_UP = 'The person picked up';
const VOICEMAIL = 'Voicemail picked up';
const BUSY = 'The line was busy';
const NOBODY = 'Nobody picked up';
const RINGING = 'According to ElevenLabs, the phone is still ringing';
const TALKING = 'The call is still in progress';
const ANALYSED = 'The call is over and is still being analyzed';
const SILENCE = 'The call failed, and ElevenLabs does not say why';
const NOT_SAID = 'ElevenLabs does not say how the call ended';

describe('a call', () => {
	it.each<[why: string, conversation: object, outcome: CallOutcome, reason: string]>([
		// Its status alone (fact sheet §7.4).
		['rings', told('initiated'), 'unknown', RINGING],
		[
			'rings, and the result is not there yet',
			told('initiated', { call_result: null }),
			'unknown',
			RINGING,
		],
		[
			'on WhatsApp rings, or waits for approval',
			told('initiated', { isWhatsApp: true }),
			'unknown',
			`${RINGING}, or WhatsApp is waiting for the person to approve the call`,
		],
		['on WhatsApp goes on', told('in-progress', { isWhatsApp: true }), 'unknown', TALKING],
		[
			'on WhatsApp was not allowed',
			told('failed', {
				isWhatsApp: true,
				reason: 'User declined the call permission request.',
			}),
			'failed',
			'The call failed: User declined the call permission request',
		],
		['goes on', told('in-progress'), 'unknown', TALKING],
		[
			'goes on, and is known to be answered',
			told('in-progress', { call_result: 'answered' }),
			'unknown',
			TALKING,
		],
		['is over, and nothing is known yet', told('processing'), 'unknown', ANALYSED],
		[
			'is being analyzed, with a duration',
			told('processing', { duration: 12 }),
			'answered',
			PICKED_UP,
		],
		[
			'is being analyzed, with words of the person',
			told('processing', { transcript: TALK }),
			'answered',
			PICKED_UP,
		],
		['is done', told('done', { duration: 40, transcript: TALK }), 'answered', PICKED_UP],
		['is done, and keeps nothing of what was said', told('done'), 'answered', PICKED_UP],
		['failed without a word', told('failed', { reason: '' }), 'failed', SILENCE],
		['has a status that is new', told('archived'), 'unknown', NOT_SAID],
		[
			'has a status that is new, and a conversation',
			told('archived', { transcript: TALK }),
			'answered',
			PICKED_UP,
		],

		// What ElevenLabs says itself (§7.2).
		[
			'has the result answered',
			told('done', { call_result: 'answered', duration: 9 }),
			'answered',
			PICKED_UP,
		],
		[
			'has the result voicemail',
			told('done', { call_result: 'voicemail', duration: 24 }),
			'voicemail',
			VOICEMAIL,
		],
		['has the result busy', told('failed', { call_result: 'busy' }), 'busy', BUSY],
		['has the result no_answer', told('failed', { call_result: 'no_answer' }), 'no_answer', NOBODY],
		[
			'has the result no-answer, as the webhook spells it',
			told('failed', { call_result: 'no-answer' }),
			'no_answer',
			NOBODY,
		],
		['has the result failed', told('failed', { call_result: 'failed' }), 'failed', SILENCE],
		[
			'has the result failed, and a cause',
			told('failed', { call_result: 'failed', ...sip(404, 'Not Found') }),
			'failed',
			'The call failed: INVITE failed: sip status: 404: Not Found',
		],
		[
			'rings without end, but has a result',
			told('initiated', { call_result: 'no_answer' }),
			'no_answer',
			NOBODY,
		],
		[
			'is being analyzed, but has a result',
			told('processing', { call_result: 'voicemail' }),
			'voicemail',
			VOICEMAIL,
		],
		[
			'has a result that weighs more than the tool',
			told('done', { call_result: 'voicemail', voicemailUsed: false, transcript: TALK }),
			'voicemail',
			VOICEMAIL,
		],
		[
			'has a result that the tool speaks against',
			told('done', { call_result: 'answered', voicemailUsed: true }),
			'answered',
			'The person picked up, according to ElevenLabs, but the agent treated it as voicemail',
		],
		[
			'has a result that nobody knows',
			told('done', { call_result: 'forwarded', transcript: TALK }),
			'answered',
			PICKED_UP,
		],
		[
			'has no result on an older host',
			told('done', { call_result: null, transcript: TALK }),
			'answered',
			PICKED_UP,
		],

		// Voicemail without a result (§12).
		[
			'met the voicemail tool',
			told('done', { voicemailUsed: true, transcript: TALK }),
			'voicemail',
			VOICEMAIL,
		],
		[
			'ended by the voicemail tool',
			told('done', { reason: 'voicemail_detection tool was called.', transcript: TALK }),
			'voicemail',
			VOICEMAIL,
		],

		// Picked up and dropped at once (§2.2, §2.3).
		[
			'lacked a variable',
			told('failed', { reason: MISSING, error: { code: 1008, reason: MISSING } }),
			'failed',
			`The call dropped: ${MISSING}`,
		],
		[
			'lacked a variable, and was answered',
			told('failed', { call_result: 'answered', reason: MISSING, duration: 1 }),
			'failed',
			`The call dropped: ${MISSING}`,
		],
		[
			'lacked a variable of a tool',
			told('failed', { reason: MISSING_IN_TOOL }),
			'failed',
			`The call dropped: ${MISSING_IN_TOOL}`,
		],
		[
			'lacked a variable, and is called done',
			told('done', { call_result: 'answered', reason: MISSING }),
			'failed',
			`The call dropped: ${MISSING}`,
		],
		[
			'lacked a variable, which a general error hides',
			told('failed', { reason: MISSING, error: { code: 1008, reason: 'Policy violation' } }),
			'failed',
			`The call dropped: ${MISSING}`,
		],
		[
			'had an override that is not allowed',
			told('failed', { reason: FORBIDDEN, error: { code: 1008, reason: FORBIDDEN } }),
			'failed',
			"The call dropped: Override for field 'first_message' is not allowed by config",
		],
		[
			'had an override that is not allowed, and was answered',
			told('failed', { call_result: 'answered', reason: FORBIDDEN }),
			'failed',
			"The call dropped: Override for field 'first_message' is not allowed by config",
		],

		// Lines that failed (§7.4).
		[
			'had a bad SIP number',
			told('failed', sip(404, 'Not Found')),
			'failed',
			'The call failed: INVITE failed: sip status: 404: Not Found',
		],
		['met a busy SIP line', told('failed', sip(486, 'Busy Here')), 'busy', BUSY],
		[
			'met a SIP line that is busy everywhere',
			told('failed', sip(600, 'Busy Everywhere')),
			'busy',
			BUSY,
		],
		['was declined over SIP', told('failed', sip(603, 'Decline')), 'busy', 'The call was declined'],
		[
			'was not answered over SIP',
			told('failed', sip(480, 'Temporarily Unavailable')),
			'no_answer',
			NOBODY,
		],
		['rang too long over SIP', told('failed', sip(408, 'Request Timeout')), 'no_answer', NOBODY],
		[
			'was taken back over SIP',
			told('failed', sip(487, 'Request Terminated')),
			'no_answer',
			NOBODY,
		],
		[
			'met a SIP trunk that is not well',
			told('failed', sip(503, 'Service Unavailable')),
			'failed',
			'The call failed: INVITE failed: sip status: 503: Service Unavailable',
		],
		[
			'was forbidden over SIP',
			told('failed', sip(403, 'Forbidden')),
			'failed',
			'The call failed: INVITE failed: sip status: 403: Forbidden',
		],
		[
			'has only the SIP code',
			told('failed', { type: 'sip_trunking', error: { code: 486 } }),
			'busy',
			BUSY,
		],
		[
			'has the SIP code as text',
			told('failed', { type: 'sip_trunking', error: { code: '480', reason: null } }),
			'no_answer',
			NOBODY,
		],
		[
			'has the SIP code in its termination reason only',
			told('failed', { type: 'twilio', reason: invite(486, 'Busy Here').reason }),
			'busy',
			BUSY,
		],
		[
			'has a 408 that is not SIP’s',
			told('failed', { error: { code: 408, reason: 'LLM cascade timed out' } }),
			'failed',
			'The call failed: LLM cascade timed out',
		],
		['says that the user is busy', told('failed', { reason: 'User busy' }), 'busy', BUSY],
		[
			'failed on a busy platform',
			told('failed', { reason: 'system_busy' }),
			'failed',
			'The call failed: system_busy',
		],
		['says that there was no answer', told('failed', { reason: 'no-answer' }), 'no_answer', NOBODY],

		[
			'has the SIP code beside an INVITE',
			told('failed', { error: { code: 486, reason: 'INVITE failed' } }),
			'busy',
			BUSY,
		],
		[
			'was talked in, and ended over a question not answered',
			told('done', { reason: 'Question not answered', transcript: TALK }),
			'answered',
			PICKED_UP,
		],

		// Every termination reason that was seen (§7.4).
		[
			'was ended by the agent',
			told('done', { reason: 'end_call tool was called.', transcript: TALK }),
			'answered',
			PICKED_UP,
		],
		[
			'was ended by the person',
			told('done', { reason: 'Call ended by remote party', transcript: TALK }),
			'answered',
			PICKED_UP,
		],
		[
			'was hung up on without a word',
			told('done', { reason: 'Call ended by remote party', transcript: [AGENT_TURN] }),
			'answered',
			PICKED_UP,
		],
		[
			'was closed with 1000',
			told('done', {
				reason: 'Client disconnected: 1000',
				error: { code: 1000, reason: 'Client disconnected: 1000' },
			}),
			'answered',
			PICKED_UP,
		],
		[
			'was closed with 1005',
			told('done', { reason: 'Client disconnected: 1005', error: { code: 1005 } }),
			'answered',
			PICKED_UP,
		],
		[
			'reached its longest duration',
			told('done', { reason: 'Max duration limit reached', transcript: TALK }),
			'answered',
			PICKED_UP,
		],
		[
			'was inactive for too long',
			told('done', { reason: 'Max inactive time reached', transcript: [AGENT_TURN] }),
			'answered',
			PICKED_UP,
		],
		[
			'was silent',
			told('done', {
				reason: 'Ending conversation after 20 seconds of silence.',
				transcript: [AGENT_TURN],
			}),
			'answered',
			PICKED_UP,
		],
		[
			'exceeded the quota',
			told('failed', { reason: QUOTA }),
			'failed',
			'The call failed: This request exceeds your quota limit',
		],
		[
			'exceeded the quota, and is called done',
			told('done', { call_result: 'answered', reason: QUOTA, duration: 1 }),
			'failed',
			'The call dropped: This request exceeds your quota limit',
		],
		[
			'lost its language model at once',
			told('failed', {
				call_result: 'answered',
				reason: 'custom_llm generation failed',
				duration: 2,
				transcript: [AGENT_TURN],
			}),
			'failed',
			'The call dropped: custom_llm generation failed',
		],
		[
			'lost its language model in a conversation',
			told('failed', {
				call_result: 'answered',
				reason: 'custom_llm generation failed',
				transcript: TALK,
			}),
			'answered',
			'The person picked up, but the call was cut off: custom_llm generation failed',
		],
		[
			'lost its language model in a conversation, without a result',
			told('failed', { reason: 'custom_llm generation failed', transcript: TALK }),
			'answered',
			'The person picked up, but the call was cut off: custom_llm generation failed',
		],
		[
			'was not permitted on WhatsApp',
			told('failed', { reason: 'User declined the call permission request.' }),
			'failed',
			'The call failed: User declined the call permission request',
		],
		[
			'has an error and no reason',
			told('failed', { error: { code: 1011, reason: '' } }),
			'failed',
			SILENCE,
		],
	])('%s', (_, conversation, outcome, reason) => {
		expect(judgeCall(conversation)).toStrictEqual({ outcome, reason });
	});

	it.each([
		[undefined],
		[null],
		[5],
		['done'],
		[[]],
		[{}],
		[{ status: 'paused', metadata: [] }],
		[
			{
				status: { name: 'done' },
				metadata: { phone_call: 'twilio', error: 'x', features_usage: 1 },
			},
		],
	])('of which nothing can be read is unknown: %j', (conversation) => {
		expect(judgeCall(conversation as object)).toStrictEqual({
			outcome: 'unknown',
			reason: NOT_SAID,
		});
	});

	it('is judged by the data of the webhook, which may keep the transcript to itself', () => {
		const { transcript, ...data } = told('done', { duration: 30 });
		expect(transcript).toEqual([]);
		expect(judgeCall(data)).toStrictEqual({ outcome: 'answered', reason: PICKED_UP });
	});

	it('has a reason that is one line of a bearable length', () => {
		const { reason } = judgeCall(told('failed', { reason: `Broke:\n ${'x'.repeat(5_000)}` }));
		expect(reason).toMatch(/^The call failed: Broke: x+…$/);
		expect(reason.length).toBeLessThan(330);
	});
});

const words = fc.oneof(
	fc.string(),
	fc.constantFrom(
		MISSING,
		FORBIDDEN,
		QUOTA,
		'voicemail_detection tool was called.',
		'User busy',
		'…',
		' . ',
	),
	fc.integer({ min: 0, max: 999 }).map((code) => `INVITE failed: sip status: ${code}: Words`),
);
const odd = <T>(value: fc.Arbitrary<T>) =>
	fc.oneof(
		{ weight: 6, arbitrary: value as fc.Arbitrary<unknown> },
		fc.constant(undefined),
		fc.jsonValue(),
	);
const code = fc.oneof(fc.integer({ min: -1, max: 1100 }), fc.double(), fc.constantFrom('486', 'x'));
const plausible = fc.record(
	{
		status: odd(fc.constantFrom('initiated', 'in-progress', 'processing', 'done', 'failed', 'new')),
		metadata: odd(
			fc.record(
				{
					call_duration_secs: odd(fc.double()),
					termination_reason: odd(words),
					error: odd(fc.record({ code: odd(code), reason: odd(words) }, { requiredKeys: [] })),
					phone_call: odd(
						fc.record(
							{
								type: odd(fc.constantFrom('twilio', 'exotel', 'sip_trunking')),
								call_result: odd(fc.constantFrom(...OUTCOMES, 'no-answer', null)),
							},
							{ requiredKeys: [] },
						),
					),
					features_usage: odd(
						fc.record({ voicemail_detection: odd(fc.record({ used: odd(fc.boolean()) })) }),
					),
				},
				{ requiredKeys: [] },
			),
		),
		transcript: odd(
			fc.array(
				odd(fc.record({ role: odd(fc.constantFrom('user', 'agent')), message: odd(words) })),
			),
		),
	},
	{ requiredKeys: [] },
);

const isOneSentence = (reason: string) =>
	reason !== '' && reason === reason.trim() && !reason.endsWith('.') && !/[\n\r]/.test(reason);

describe('whatever is given', () => {
	it.each<[string, fc.Arbitrary<unknown>]>([
		['as a conversation', plausible],
		['as JSON', fc.jsonValue()],
		['at all', fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true })],
	])('a call has one outcome, and one sentence for it: %s', (_, given) => {
		fc.assert(
			fc.property(given, (conversation) => {
				for (const judge of [judgeCall, judgeFailedStart]) {
					const { outcome, reason, ...more } = judge(conversation as object);
					expect(OUTCOMES).toContain(outcome);
					expect(isOneSentence(reason)).toBe(true);
					expect(more).toEqual({});
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	it('a failed status is never taken for a call that still goes on', () => {
		fc.assert(
			fc.property(plausible, (conversation) => {
				const { outcome } = judgeCall({ ...conversation, status: 'failed' });
				expect(outcome).not.toBe('unknown');
			}),
			{ numRuns: 500 },
		);
	});
});

describe('a call that never began', () => {
	const twilio = (CallStatus: string) => ({
		type: 'twilio',
		body: { CallSid: 'CA0123', CallStatus },
	});
	const trunk = (body: object) => ({ type: 'sip', body });
	it.each<[why: string, failure: object, outcome: CallOutcome, reason: string]>([
		['busy', { failure_reason: 'busy', metadata: twilio('busy') }, 'busy', BUSY],
		[
			'not answered',
			{ failure_reason: 'no-answer', metadata: twilio('no-answer') },
			'no_answer',
			NOBODY,
		],
		['not answered, as a result is spelled', { failure_reason: 'no_answer' }, 'no_answer', NOBODY],
		[
			'for a reason that only Twilio knows',
			{ failure_reason: 'unknown', metadata: twilio('busy') },
			'busy',
			BUSY,
		],
		[
			'cancelled by Twilio',
			{ failure_reason: 'unknown', metadata: twilio('canceled') },
			'failed',
			SILENCE,
		],
		[
			'failed at Twilio',
			{ failure_reason: 'unknown', metadata: twilio('failed') },
			'failed',
			SILENCE,
		],
		[
			'busy over SIP',
			{ failure_reason: 'unknown', metadata: trunk({ sip_status_code: 486, error_reason: 'x' }) },
			'busy',
			BUSY,
		],
		[
			'not answered over SIP',
			{ failure_reason: 'unknown', metadata: trunk({ sip_status_code: '480' }) },
			'no_answer',
			NOBODY,
		],
		[
			'declined over SIP',
			{ failure_reason: 'unknown', metadata: trunk({ sip_status_code: 603 }) },
			'busy',
			'The call was declined',
		],
		[
			'with the code in words',
			{
				failure_reason: 'unknown',
				metadata: trunk({ error_reason: invite(486, 'Busy Here').reason }),
			},
			'busy',
			BUSY,
		],
		[
			'with a number that is none',
			{
				failure_reason: 'unknown',
				metadata: trunk({ sip_status_code: 404, error_reason: invite(404, 'Not Found').reason }),
			},
			'failed',
			'The call failed: INVITE failed: sip status: 404: Not Found',
		],
		[
			'with nothing but a status of SIP',
			{ failure_reason: 'unknown', metadata: trunk({ sip_status: 'Service Unavailable.' }) },
			'failed',
			'The call failed: Service Unavailable',
		],
		['for a reason that is new', { failure_reason: 'blocked' }, 'failed', SILENCE],
		['for no reason', {}, 'failed', SILENCE],
	])('%s', (_, failure, outcome, reason) => {
		expect(judgeFailedStart(failure)).toStrictEqual({ outcome, reason });
	});
});

it.each([
	['done', true],
	['failed', true],
	['processing', false],
	['in-progress', false],
	['initiated', false],
	['Done', false],
	['', false],
	[null, false],
	[undefined, false],
])('a conversation whose status is %p has ended: %p', (status, isOver) => {
	expect(hasEnded(status)).toBe(isOver);
});
