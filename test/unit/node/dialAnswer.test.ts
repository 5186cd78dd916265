import fc from 'fast-check';
import type { Exchange } from '../../../nodes/shared/elevenlabs/client';
import {
	abandonedCall,
	readDialAttempt,
} from '../../../nodes/ElevenLabsCalls/resources/call/dialAnswer';

const CHECK_SENDER = "Check the agent's phone number and its provider in ElevenLabs.";

/** What the workflow gets of an attempt. */
function attemptOf(exchange: Exchange, toNumber: string) {
	const attempt = readDialAttempt(exchange, toNumber, 0, CHECK_SENDER);
	return attempt.verdict === 'placed'
		? { json: attempt.answer, failure: undefined }
		: { isUncertain: attempt.verdict === 'uncertain', failure: attempt.failure };
}

const TO = '+14155550123';
const LOOK =
	"It was not found among the agent's conversations. Look for it under Conversations in ElevenLabs before anyone calls this number again. This execution does not call the number again. A later one can, unless it uses the same 'Deduplication Key'.";
const CHECK_NETWORK = "Check the network, and 'Region' and 'Base URL' in the credential.";

const answered = (status: number, body: unknown, requestId?: string): Exchange => ({
	answered: true,
	status,
	body,
	...(requestId === undefined ? {} : { requestId }),
});
const silent = (code: string): Exchange => ({ answered: false, code });
const refusal = (message: string) => ({ detail: { status: 'some_code', message } });

describe('a call that was placed', () => {
	it.each([
		['of Twilio', { success: true, message: 'Success', conversation_id: 'c', callSid: 'CA1' }],
		['of a SIP trunk', { success: true, message: 'S', conversation_id: 'c', sip_call_id: 'SCL' }],
		['without a conversation', { success: true, message: null, conversation_id: null }],
		['with more than is known', { success: true, future: { a: [1] } }],
	])('gives the answer, field for field: %s', (_, body) => {
		expect(attemptOf(answered(200, body), TO)).toEqual({ json: body });
	});
});

describe('a call that was not placed', () => {
	it.each<[string, Exchange, object]>([
		[
			'a refusal',
			answered(400, refusal('Bad number.'), 'req_a'),
			{
				message: 'The call to …0123 was not placed: ElevenLabs responded: Bad number',
				advice: 'Correct the value and run the node again.',
				status: 400,
				code: 'some_code',
				requestId: 'req_a',
			},
		],
		[
			'a refused field',
			answered(422, { detail: [{ loc: ['body', 'to_number'], msg: 'Field required' }] }),
			{
				message:
					'The call to …0123 was not placed: ElevenLabs did not accept the request (to_number: Field required)',
				advice: 'Correct the value and run the node again.',
				parameter: 'to_number',
				status: 422,
			},
		],
		[
			'too many requests',
			answered(429, { detail: { code: 'system_busy', message: 'Busy' } }),
			{
				message: 'The call to …0123 was not placed: ElevenLabs responded: Busy',
				advice: 'ElevenLabs is busy. Try again later.',
				status: 429,
				code: 'system_busy',
			},
		],
		[
			'a 200 without success',
			answered(200, { success: false, message: 'Trunk is down.' }, 'req_a'),
			{
				message: 'The call to …0123 was not placed: ElevenLabs responded: Trunk is down',
				advice: CHECK_SENDER,
				status: 200,
				requestId: 'req_a',
			},
		],
		[
			'a connection that never opened',
			silent('ECONNREFUSED'),
			{
				message: 'The call to …0123 was not placed: ElevenLabs could not be reached (ECONNREFUSED)',
				advice: CHECK_NETWORK,
				code: 'ECONNREFUSED',
			},
		],
	])('is a failure that says so: %s', (_, exchange, failure) => {
		expect(attemptOf(exchange, TO)).toStrictEqual({
			isUncertain: false,
			failure,
		});
	});

	it.each([
		[{ success: false, message: '' }],
		[{ success: false, message: null }],
		[{ success: false }],
		[{ success: false, message: ' . ' }],
	])('is a failure with advice even if no reason is given: %j', (body) => {
		expect(attemptOf(answered(200, body), TO)).toStrictEqual({
			isUncertain: false,
			failure: {
				message: 'The call to …0123 was not placed: ElevenLabs gave no reason',
				advice: CHECK_SENDER,
				status: 200,
			},
		});
	});
});

describe('a call that may have been placed', () => {
	it.each<[string, Exchange, object]>([
		[
			'an outage',
			answered(500, { detail: 'Internal Server Error' }, 'req_a'),
			{ message: 'ElevenLabs responded: Internal Server Error', status: 500, requestId: 'req_a' },
		],
		[
			'the page of a proxy',
			answered(502, '<html>'),
			{
				message: 'ElevenLabs or a proxy in front of it returned a server error (HTTP 502)',
				status: 502,
			},
		],
		[
			'HTTP 408',
			answered(408, ''),
			{ message: 'ElevenLabs or a proxy in front of it returned HTTP 408', status: 408 },
		],
		[
			'a redirect',
			answered(302, ''),
			{ message: 'ElevenLabs or a proxy in front of it returned HTTP 302', status: 302 },
		],
		[
			'an answer that can’t be read',
			answered(200, '<html>', 'req_a'),
			{ message: "ElevenLabs' response can't be read", status: 200, requestId: 'req_a' },
		],
		[
			'an answer without success',
			answered(200, { other: 'c' }),
			{ message: "ElevenLabs' response can't be read", status: 200 },
		],
		[
			'a timeout',
			silent('ECONNABORTED'),
			{ message: 'ElevenLabs did not respond in time', code: 'ECONNABORTED' },
		],
		[
			'a slow network',
			silent('ETIMEDOUT'),
			{ message: 'ElevenLabs did not respond in time', code: 'ETIMEDOUT' },
		],
		[
			'a reset',
			silent('ECONNRESET'),
			{
				message: 'The connection to ElevenLabs broke before the response arrived (ECONNRESET)',
				code: 'ECONNRESET',
			},
		],
		[
			'no code',
			silent('no code'),
			{
				message: 'The connection to ElevenLabs broke before the response arrived (no code)',
				code: 'no code',
			},
		],
	])(
		'is a failure that warns of a second one: %s',
		(_, exchange, { message, ...rest }: { message?: string }) => {
			expect(attemptOf(exchange, TO)).toStrictEqual({
				isUncertain: true,
				failure: {
					message: `The call to …0123 may have been placed: ${message}`,
					advice: LOOK,
					...rest,
				},
			});
		},
	);
});

it.each<[string, Exchange, string]>([
	['without success', answered(200, { success: false, conversation_id: 'conv_1' }), 'conv_1'],
	['with success in words', answered(200, { success: 'true', callSid: 'CA1' }), 'CA1'],
	['in an outage', answered(500, { detail: 'x', sip_call_id: 'SCL_1' }), 'SCL_1'],
])('the ID of a call is not lost %s', (_, exchange, id) => {
	expect(attemptOf(exchange, TO).failure?.message).toMatch(`(ID: ${id})`);
});

it('an answer of odd types is passed on as it is, as long as it says success', () => {
	const body = { success: true, message: { a: 1 }, conversation_id: 5, callSid: 'CA1' };
	expect(attemptOf(answered(200, body), TO)).toEqual({ json: body });
});

it('a call in progress when the run stops may have been placed', () => {
	expect(abandonedCall(TO)).toMatchObject({
		message:
			'The call to …0123 may have been placed: the execution was stopped before ElevenLabs responded',
	});
});

describe("the recipient's number", () => {
	it.each([
		['Twilio', answered(400, refusal(`The 'To' number ${TO} is not a valid phone number`))],
		['Twilio, in an answer', answered(200, { success: false, message: `${TO} is unverified` })],
		['a trunk, without the plus', answered(200, { success: false, message: 'sip:14155550123@x' })],
		['an outage', answered(500, { detail: `${TO}` })],
		['somebody who writes it apart', answered(400, refusal('+1 (415) 555-0123 is busy'))],
		['somebody who writes it as at home', answered(400, refusal('415.555.0123 is busy'))],
		['a validation', answered(422, { detail: [{ loc: ['body'], msg: `bad: ${TO}` }] })],
	])('is shown only by its last four digits, even in the words of %s', (_, exchange) => {
		const { failure } = attemptOf(exchange, TO);
		const text = `${failure?.message} ${failure?.advice}`;
		expect(text).not.toMatch(/\d{5}/);
		expect(text.match(/…0123/g)).toHaveLength(2);
	});
});

it('whatever comes of a dial is either its answer or a failure with words, and never both', () => {
	const exchange = fc.oneof(
		fc.record({
			answered: fc.constant<true>(true),
			status: fc.integer({ min: 100, max: 599 }),
			body: fc.oneof(
				fc.anything(),
				fc.record({ success: fc.anything(), message: fc.option(fc.string()) }),
				fc.record({ success: fc.boolean(), message: fc.option(fc.string()) }),
			),
		}),
		fc.record({ answered: fc.constant<false>(false), code: fc.string() }),
	);
	fc.assert(
		fc.property(exchange, (one) => {
			const result = attemptOf(one, TO);
			if ('json' in result) {
				expect(one).toMatchObject({ answered: true, body: { success: true } });
				expect(result.json).toBe(one.answered ? one.body : undefined);
				return;
			}
			const { isUncertain, failure } = result;
			const { message, advice } = failure;
			expect(message).toContain('The call to …0123');
			expect(message.includes('may have been placed')).toBe(isUncertain);
			expect(message.includes('was not placed')).toBe(!isUncertain);
			expect(advice).not.toBe('');
		}),
	);
});
