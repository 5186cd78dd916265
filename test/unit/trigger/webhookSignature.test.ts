/* eslint-disable @n8n/community-nodes/no-restricted-globals -- measures the time that this process takes */
import { createHmac } from 'node:crypto';
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import fc from 'fast-check';
import { verifyWebhook } from '../../../nodes/shared/elevenlabs/webhookSignature';

const SECRET = 'wsec_c0ffee';
const NOW = 1_794_400_123_456;
const SECS = Math.floor(NOW / 1000);
const MAX_AGE = 1800;
const MAX_AHEAD = 1800;

const digest = (secret: string, time: number | string, body: Buffer | string) =>
	createHmac('sha256', secret).update(`${time}.`).update(body).digest();

const sign = (secret: string, time: number | string, body: Buffer | string) =>
	`t=${time},v0=${digest(secret, time, body).toString('hex')}`;

const verify = (header: string | undefined, rawBody?: Buffer | string, secrets = [SECRET]) =>
	verifyWebhook({
		header,
		rawBody: typeof rawBody === 'string' ? Buffer.from(rawBody) : rawBody,
		secrets,
		now: NOW,
	});

/** Of this process: a busy machine takes none of it. */
const cpuMs = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

const BODY = '{ "type": "post_call_transcription",\n "data": {"agent_id": "agent_ü"} }';
const V0 = digest(SECRET, SECS, BODY).toString('hex');
const OTHER = digest('wsec_other', SECS, BODY).toString('hex');

describe('is accepted', () => {
	it.each<[string, string]>([
		['as ElevenLabs sends it', `t=${SECS},v0=${V0}`],
		['in the other order', `v0=${V0},t=${SECS}`],
		['with spaces', ` t = ${SECS} , v0 = ${V0} `],
		['with several signatures, of which one fits', `t=${SECS},v0=${OTHER},v0=${V0}`],
		['with schemes that are not known', `t=${SECS},v1=abc,v0=${V0},x`],
		['with the oldest time', sign(SECRET, SECS - MAX_AGE + 1, BODY)],
		['with a clock that is ahead of ours', sign(SECRET, SECS + MAX_AHEAD, BODY)],
	])('%s', (_, header) => {
		expect(verify(header, BODY)).toBe(true);
	});

	it('with any of the secrets', () => {
		expect(verify(sign(SECRET, SECS, BODY), BODY, ['wsec_other', SECRET])).toBe(true);
	});

	it('with an empty body that is signed', () => {
		expect(verify(sign(SECRET, SECS, ''), '')).toBe(true);
	});

	it('with 25 MB, in far less than a second', () => {
		const audio = Buffer.alloc(25_000_000, 'A');
		const header = sign(SECRET, SECS, audio);
		const begun = cpuMs();
		expect(verify(header, audio)).toBe(true);
		expect(cpuMs() - begun).toBeLessThan(1000);
	});
});

it('is refused without a secret, a header or a body', () => {
	const header = sign(SECRET, SECS, BODY);
	expect(verify(header, BODY, [])).toBe(false);
	expect(verify(sign('', SECS, BODY), BODY, [''])).toBe(false);
	expect(verify(undefined, BODY)).toBe(false);
	expect(verify(header, undefined)).toBe(false);
});

const text = fc.string({ unit: 'binary', maxLength: 200 });

/** Bodies as they are delivered: JSON with spaces that no serialiser would repeat. */
const body = fc
	.record({
		type: fc.constantFrom('post_call_transcription', 'call_initiation_failure'),
		event_timestamp: fc.nat(),
		data: fc.dictionary(text, fc.jsonValue(), { maxKeys: 5 }),
	})
	.map((event) => JSON.stringify(event, null, 1));

const recent = fc.integer({ min: SECS - MAX_AGE + 1, max: SECS + MAX_AHEAD });

/** A header and a body that must be refused, each wrong in another way. */
const forged: Record<string, fc.Arbitrary<[header: string | undefined, body: Buffer]>> = {
	'wrong key': fc
		.tuple(body, recent, text)
		.filter(([, , key]) => key !== SECRET)
		.map(([sent, time, key]) => [sign(key, time, sent), Buffer.from(sent)]),
	'altered byte': fc
		.tuple(body, recent, fc.nat(), fc.integer({ min: 1, max: 255 }))
		.map(([sent, time, index, change]) => {
			const altered = Buffer.from(sent);
			const at = index % altered.length;
			altered[at] = (altered[at] ?? 0) ^ change;
			return [sign(SECRET, time, sent), altered];
		}),
	'altered digit': fc
		.tuple(body, recent, fc.integer({ min: 0, max: 63 }))
		.map(([sent, time, at]) => {
			const good = digest(SECRET, time, sent).toString('hex');
			const digit = good[at] === '0' ? '1' : '0';
			return [`t=${time},v0=${good.slice(0, at)}${digit}${good.slice(at + 1)}`, Buffer.from(sent)];
		}),
	'another time than was signed': fc
		.tuple(body, recent, recent)
		.filter(([, signed, told]) => signed !== told)
		.map(([sent, signed, told]) => [
			`t=${told},v0=${digest(SECRET, signed, sent).toString('hex')}`,
			Buffer.from(sent),
		]),
	stale: fc
		.tuple(body, fc.integer({ min: 0, max: SECS - MAX_AGE - 1 }))
		.map(([sent, time]) => [sign(SECRET, time, sent), Buffer.from(sent)]),
	'from the future': fc
		.tuple(body, fc.integer({ min: SECS + MAX_AHEAD + 2, max: SECS * 2 }))
		.map(([sent, time]) => [sign(SECRET, time, sent), Buffer.from(sent)]),
	'a time that is none': fc
		.tuple(body, fc.constantFrom('', 'now', 'NaN', 'Infinity', '-1', '1e400', '0x', '12,3', 'null'))
		.map(([sent, time]) => [sign(SECRET, time, sent), Buffer.from(sent)]),
	'a part is missing': fc.tuple(body, recent, fc.nat({ max: 5 })).map(([sent, time, which]) => {
		const v0 = digest(SECRET, time, sent).toString('hex');
		const headers = [undefined, '', `t=${time}`, `v0=${v0}`, `t=${time},v0=`, `${time},${v0}`];
		return [headers[which], Buffer.from(sent)];
	}),
	'a part is doubled': fc
		.tuple(body, recent, recent, fc.nat({ max: 3 }))
		.filter(([, time, other]) => time !== other)
		.map(([sent, time, other, which]) => {
			const v0 = digest(SECRET, time, sent).toString('hex');
			const headers = [
				`t=${other},t=${time},v0=${v0}`,
				`t=t=${time},v0=${v0}`,
				`t=${time},v0=v0=${v0}`,
				`t=${time},v0=${v0}${v0}`,
			];
			return [headers[which], Buffer.from(sent)];
		}),
	'wrong encoding of the signature': fc
		.tuple(body, recent, fc.constantFrom('base64', 'base64url', 'latin1', 'utf8'))
		.map(([sent, time, encoding]) => [
			`t=${time},v0=${digest(SECRET, time, sent).toString(encoding as BufferEncoding)}`,
			Buffer.from(sent),
		]),
	'hex with something about it': fc
		.tuple(body, recent, fc.constantFrom('zz', '00', '0', ' 0', '%', '\n0', '=', 'v0'))
		.map(([sent, time, more]) => [`${sign(SECRET, time, sent)}${more}`, Buffer.from(sent)]),
	'wrong encoding of the body': fc
		.tuple(body, recent, fc.constantFrom('utf16le', 'base64', 'hex'))
		.map(([sent, time, encoding]) => [
			sign(SECRET, time, sent),
			Buffer.from(
				Buffer.from(sent, encoding === 'utf16le' ? 'utf16le' : 'utf8').toString(
					encoding === 'utf16le' ? 'latin1' : (encoding as BufferEncoding),
				),
			),
		]),
	'a byte order mark': fc
		.tuple(body, recent)
		.map(([sent, time]) => [sign(SECRET, time, sent), Buffer.from(`\uFEFF${sent}`)]),
	'JSON serialised anew': fc
		.tuple(body, recent)
		.map(([sent, time]) => [
			sign(SECRET, time, sent),
			Buffer.from(JSON.stringify(JSON.parse(sent))),
		]),
	'an empty body': fc
		.tuple(body, recent)
		.map(([sent, time]) => [sign(SECRET, time, sent), Buffer.alloc(0)]),
	'not JSON, not signed': fc
		.tuple(text, fc.string({ maxLength: 300 }))
		.map(([sent, header]) => [header, Buffer.from(sent)]),
	'a header of many parts': fc
		.tuple(body, recent, fc.array(fc.string({ maxLength: 70 }), { maxLength: 200 }))
		.map(([sent, time, parts]) => [
			`t=${time},${parts.map((part) => `v0=${part}`).join(',')}`,
			Buffer.from(sent),
		]),
};

const RUNS = Math.ceil(2_200 / Object.keys(forged).length);

describe(`${RUNS * Object.keys(forged).length} forged deliveries are refused, none slowly`, () => {
	it.each(Object.entries(forged))('%s', (_, deliveries) => {
		fc.assert(
			fc.property(deliveries, ([header, sent]) => {
				const begun = cpuMs();
				expect(verify(header, sent)).toBe(false);
				expect(cpuMs() - begun).toBeLessThan(1000);
			}),
			{ numRuns: RUNS },
		);
	});

	it('a huge one with a wrong signature', () => {
		const huge = Buffer.alloc(40_000_000, '{');
		const begun = cpuMs();
		expect(verify(sign('wsec_other', SECS, huge), huge)).toBe(false);
		expect(cpuMs() - begun).toBeLessThan(1000);
	});
});

it('accepts whatever the official SDK accepts of the last 30 minutes', async () => {
	const { webhooks } = new ElevenLabsClient({ apiKey: 'none' });
	const clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
	let accepted = 0;
	try {
		const rawText = fc.oneof(
			body,
			fc.json(),
			fc.constantFrom('', 'null', '0', '"text"', '[]', '{}', '{"type":"😀\u2028"}'),
		);
		const noise = fc.array(fc.constantFrom('v1=ab', 'x', '', 't=1', 'v0=00', ' y=1'), {
			maxLength: 3,
		});
		await fc.assert(
			fc.asyncProperty(
				rawText,
				fc.integer({ min: SECS - 2 * MAX_AGE, max: SECS + MAX_AHEAD }),
				fc.constantFrom(SECRET, SECRET, 'wsec_other'),
				noise,
				noise,
				fc.boolean(),
				async (sent, time, secret, before, after, turned) => {
					const parts = sign(secret, time, sent).split(',');
					const header = [...before, ...(turned ? parts.reverse() : parts), ...after].join(',');
					const bySdk = await webhooks.constructEvent(sent, header, SECRET).then(
						() => true,
						// It reads the body only once the signature is right.
						(error: unknown) => error instanceof SyntaxError,
					);
					if (bySdk) accepted++;
					if (bySdk) expect(verify(header, sent)).toBe(true);
					// What we accept beyond that is a further signature, or spaces.
					if (!bySdk && !header.includes('v0=00') && !header.includes('t=1,')) {
						expect(verify(header, sent)).toBe(false);
					}
				},
			),
			{ numRuns: 2_000 },
		);
	} finally {
		clock.mockRestore();
	}
	expect(accepted).toBeGreaterThan(200);
});
