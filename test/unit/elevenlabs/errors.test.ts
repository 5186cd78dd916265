import fc from 'fast-check';
import {
	describeRefusal,
	describeSilence,
	ElevenLabsError,
} from '../../../nodes/shared/elevenlabs/errors';
import { INVALID_CERTIFICATE, UNTRUSTED_CERTIFICATE } from '../../../nodes/shared/networkCodes';

/** Advice that names this fact. */
const saying = (fact: string) => expect.stringContaining(fact) as unknown as string;

const CHECK_ID = saying('same workspace and region');
const CHECK_KEY = saying('API key and region');
const CORRECT = saying('Correct the value');
const TOP_UP = saying('credits');
const LATER = saying('Too many requests');
const NOT_WELL = saying('status.elevenlabs.io');
const NOT_THEIRS = saying("'Region' and 'Base URL'");
const DASHBOARD = saying('plan or workspace does not allow this');
const CONCURRENCY = saying("'Max Concurrent Calls' under Options");

describe('a refusal', () => {
	it.each([
		[
			'in the newest shape',
			404,
			{
				detail: {
					type: 'not_found',
					code: 'conversation_not_found',
					message: 'There is no such conversation.',
					status: 'conversation_history_not_found',
					request_id: 'req_a',
					param: null,
				},
			},
			{
				message: 'ElevenLabs responded: There is no such conversation',
				advice: CHECK_ID,
				code: 'conversation_not_found',
				requestId: 'req_a',
			},
		],
		[
			'in the newest shape, about a field',
			400,
			{ detail: { code: 'invalid_parameter', message: 'Bad number', param: 'to_number' } },
			{
				message: 'ElevenLabs responded: Bad number (field to_number)',
				advice: CORRECT,
				code: 'invalid_parameter',
				parameter: 'to_number',
			},
		],
		[
			'in the newest shape, about a field that the message names',
			400,
			{ detail: { code: 'invalid_parameter', message: 'to_number is bad', param: 'to_number' } },
			{
				message: 'ElevenLabs responded: to_number is bad',
				advice: CORRECT,
				code: 'invalid_parameter',
				parameter: 'to_number',
			},
		],
		[
			'in the older shape',
			400,
			{ detail: { status: 'invalid_provider_config', message: 'Wrong provider.' } },
			{
				message: 'ElevenLabs responded: Wrong provider',
				advice: saying('save it again'),
				code: 'invalid_provider_config',
			},
		],
		[
			'by one validation',
			422,
			{ detail: [{ loc: ['body', 'to_number'], msg: 'Field required', type: 'missing' }] },
			{
				message: 'ElevenLabs did not accept the request (to_number: Field required)',
				advice: CORRECT,
				parameter: 'to_number',
			},
		],
		[
			'by several validations',
			422,
			{
				detail: [
					{
						loc: ['body', 'telephony_call_config', 'ringing_timeout_secs'],
						msg: 'Input should be less than 1000.',
					},
					{ loc: ['query', 'page_size'], msg: 'too large' },
					{ loc: ['body', 'list', 0], msg: 'wrong' },
					{ loc: null, msg: 'odd' },
				],
			},
			{
				message:
					'ElevenLabs did not accept the request (telephony_call_config.ringing_timeout_secs: Input should be less than 1000; page_size: too large; list.0: wrong; odd)',
				advice: CORRECT,
				parameter: 'telephony_call_config.ringing_timeout_secs',
			},
		],
		[
			'by a validation of the whole body',
			422,
			{ detail: [{ loc: ['body'], msg: 'Not an object' }] },
			{
				message: 'ElevenLabs did not accept the request (Not an object)',
				advice: CORRECT,
			},
		],
		[
			'in one sentence',
			404,
			{ detail: 'Not Found' },
			{ message: 'ElevenLabs responded: Not Found', advice: CHECK_ID },
		],
		[
			'without a message, by its code',
			400,
			{ detail: { code: 'some_code', message: null } },
			{ message: 'ElevenLabs responded: some_code', advice: CORRECT, code: 'some_code' },
		],
		[
			'without a message, by its older code',
			400,
			{ detail: { status: 'some_status', message: '' } },
			{ message: 'ElevenLabs responded: some_status', advice: CORRECT, code: 'some_status' },
		],
		[
			'whose message says nothing, by its code',
			400,
			{ detail: { code: 'some_code', message: ' ... ' } },
			{ message: 'ElevenLabs responded: some_code', advice: CORRECT, code: 'some_code' },
		],
		[
			'whose code is a number, by its message',
			400,
			{ detail: { code: 17, message: 'Bad number' } },
			{ message: 'ElevenLabs responded: Bad number', advice: CORRECT },
		],
	])('is put into words %s', (_, status, body, refusal) => {
		expect(describeRefusal(status, body)).toStrictEqual({ ...refusal, status });
	});

	it.each([
		['HTML of a proxy', '<html><h1>502</h1></html>'],
		['nothing', undefined],
		['null', null],
		['a list', []],
		['no detail', { error: 'x' }],
		['an empty detail', { detail: '' }],
		['a blank detail', { detail: ' . ' }],
		['an empty list of details', { detail: [] }],
		['a list of words', { detail: ['x'] }],
		['an empty object of details', { detail: {} }],
		['a null detail', { detail: null }],
		['a number', 5],
	])('is put into words by its status if it says nothing: %s', (_, body) => {
		expect(describeRefusal(502, body)).toStrictEqual({
			message: 'ElevenLabs or a proxy in front of it returned a server error (HTTP 502)',
			advice: NOT_WELL,
			status: 502,
		});
		expect(describeRefusal(502, body, 'req_a')).toStrictEqual({
			message: 'ElevenLabs or a proxy in front of it returned a server error (HTTP 502)',
			advice: NOT_WELL,
			status: 502,
			requestId: 'req_a',
		});
	});

	it.each([200, 204, 299])('with status %p is an answer of someone else', (status) => {
		expect(describeRefusal(status, '<html>')).toStrictEqual({
			message: "Unexpected response; it doesn't look like ElevenLabs",
			advice: NOT_THEIRS,
			status,
		});
	});

	it('keeps the request ID of the body before that of the header', () => {
		const detail = { code: 'x', message: 'm', request_id: 'req_body' };
		expect(describeRefusal(400, { detail }, 'req_header').requestId).toBe('req_body');
		expect(describeRefusal(400, { detail: { message: 'm' } }, 'req_header').requestId).toBe(
			'req_header',
		);
		expect(describeRefusal(400, { detail: 'm' }, 'req_header').requestId).toBe('req_header');
		expect(describeRefusal(422, { detail: [{ msg: 'm' }] }, 'req_header').requestId).toBe(
			'req_header',
		);
	});

	it.each([
		[200, NOT_THEIRS],
		[302, NOT_THEIRS],
		[400, CORRECT],
		[401, CHECK_KEY],
		[402, TOP_UP],
		[403, DASHBOARD],
		[404, CHECK_ID],
		[405, NOT_THEIRS],
		[422, CORRECT],
		[429, LATER],
		[500, NOT_WELL],
		[503, NOT_WELL],
		[599, NOT_WELL],
	])('with status %p and no known code is advised by its status', (status, advice) => {
		expect(describeRefusal(status, 'x').advice).toEqual(advice);
	});

	it.each([
		[408, CHECK_ID],
		[409, CHECK_ID],
		[413, CHECK_ID],
		[451, LATER],
		[431, LATER],
	])('with status %p is not advised as if it were another', (status, advice) => {
		expect(describeRefusal(status, 'x').advice).not.toEqual(advice);
		expect(describeRefusal(status, 'x').advice).not.toBe('');
	});

	it.each([
		['invalid_api_key', CHECK_KEY],
		['needs_authorization', saying('Enter an API key')],
		['missing_permissions', saying('Give the API key this permission')],
		['quota_exceeded', TOP_UP],
		['insufficient_credits', TOP_UP],
		['invalid_provider_config', saying('save it again')],
		['too_many_concurrent_requests', CONCURRENCY],
		['concurrent_limit_exceeded', CONCURRENCY],
		['system_busy', saying('ElevenLabs is busy')],
		['rate_limit_exceeded', LATER],
		['document_not_found', CHECK_ID],
		['detected_unusual_activity', saying('notice in the ElevenLabs dashboard')],
	])('with the code %s is advised by it, whatever its status', (name, advice) => {
		expect(describeRefusal(500, { detail: { code: name, message: 'm' } })).toStrictEqual({
			message: 'ElevenLabs responded: m',
			advice,
			status: 500,
			code: name,
		});
		expect(describeRefusal(500, { detail: { status: name, message: 'm' } }).advice).toEqual(advice);
		expect(
			describeRefusal(500, { detail: { code: 'new', status: name, message: 'm' } }),
		).toStrictEqual({ message: 'ElevenLabs responded: m', advice, status: 500, code: 'new' });
	});

	it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
		'with the code %s, which every object knows, is advised by its status',
		(name) => {
			expect(describeRefusal(400, { detail: { code: name, message: 'm' } })).toStrictEqual({
				message: 'ElevenLabs responded: m',
				advice: CORRECT,
				status: 400,
				code: name,
			});
		},
	);

	it('is put into words whatever the body is', () => {
		const text = fc.oneof(fc.string(), fc.constantFrom('toString', '__proto__', '...', ' '));
		const detail = fc.oneof(
			text,
			fc.array(
				fc.record(
					{ loc: fc.array(fc.oneof(text, fc.nat())), msg: text },
					{ requiredKeys: ['msg'] },
				),
			),
			fc.record(
				{
					code: fc.oneof(text, fc.anything()),
					status: fc.option(text),
					message: fc.option(text),
					param: fc.option(text),
					request_id: fc.option(text),
				},
				{ requiredKeys: [] },
			),
			fc.anything(),
		);
		fc.assert(
			fc.property(
				fc.integer({ min: 100, max: 599 }),
				fc.oneof(
					detail.map((it) => ({ detail: it })),
					fc.anything(),
				),
				fc.option(fc.string(), { nil: undefined }),
				(status, body, header) => {
					const { status: shown, ...refusal } = describeRefusal(status, body, header);
					expect(shown).toBe(status);
					for (const value of Object.values(refusal)) expect(typeof value).toBe('string');
					expect(refusal.advice).not.toBe('');
					expect(refusal.message).toMatch(
						/^(?:ElevenLabs (?:responded|did not accept|or a proxy)|Unexpected response|A proxy)/,
					);
					expect(refusal.message).toMatch(/[^.\s]$/);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('is put into words at a hundred thousand characters', () => {
		const detail = `${'.'.repeat(100_000)}x`;
		expect(describeRefusal(400, { detail }).message).toBe(`ElevenLabs responded: ${detail}`);
	});
});

it('a silence is put into words by its code', () => {
	expect(describeSilence('ECONNREFUSED')).toStrictEqual({
		message: 'ElevenLabs could not be reached (ECONNREFUSED)',
		advice: saying("network, and 'Region' and 'Base URL'"),
		code: 'ECONNREFUSED',
	});
});

it.each(UNTRUSTED_CERTIFICATE)('%s says how to have n8n trust an authority', (code) => {
	expect(describeSilence(code)).toStrictEqual({
		message: `n8n does not trust the certificate of ElevenLabs or of a proxy in front of it (${code})`,
		advice: saying('NODE_EXTRA_CA_CERTS=/path/to/ca.pem. In Docker'),
		code,
	});
});

it.each(INVALID_CERTIFICATE)('%s is invalid regardless of who signed the certificate', (code) => {
	expect(describeSilence(code)).toStrictEqual({
		message: `The certificate of ElevenLabs or of a proxy in front of it is not valid (${code})`,
		advice: saying("'Base URL' in the credential, the proxy, and the clock"),
		code,
	});
});

it.each([
	['', undefined],
	['<h1>Proxy Authentication Required</h1>', undefined],
	[{ detail: { code: 'invalid_api_key', message: 'Who are you?' } }, 'req_a'],
])('a 407 is of the proxy, whatever is in it: %p', (body, requestId) => {
	expect(describeRefusal(407, body, requestId)).toStrictEqual({
		message: 'A proxy between n8n and ElevenLabs asks for a user name and password (HTTP 407)',
		advice: saying('HTTPS_PROXY=http://user:password@host:port'),
		status: 407,
	});
});

it('an error carries what was said', () => {
	const failure = { message: 'ElevenLabs responded: x', advice: 'y', status: 404 };
	const error = new ElevenLabsError(failure);
	expect(error).toBeInstanceOf(Error);
	expect([error.name, error.message, error.failure, error.status]).toEqual([
		'ElevenLabsError',
		'ElevenLabs responded: x',
		failure,
		404,
	]);
});
