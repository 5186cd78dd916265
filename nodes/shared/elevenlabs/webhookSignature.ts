import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How old a signature may be, as in ElevenLabs' own SDK, and how far in the future, because clocks of
 * self-hosted machines can be wrong both ways. A repeated delivery has a new signature.
 */
const MAX_SKEW_SECS = 30 * 60;

/** SHA-256 as ElevenLabs writes it. */
const DIGEST = /^[0-9a-f]{64}$/;

export interface SignedRequest {
	/** `ElevenLabs-Signature`, e.g. `t=1794400123,v0=6e0c…`; undefined if it is missing. */
	header: string | undefined;
	/** The body, byte for byte as it came; undefined if there is none. */
	rawBody: Buffer | undefined;
	/** Any of them may have signed. */
	secrets: readonly string[];
	/** Milliseconds since 1970. */
	now: number;
}

/**
 * Whether ElevenLabs sent a request within the last 30 minutes. Comparisons take constant time, and
 * nothing says why a request is refused.
 */
export function verifyWebhook({ header, rawBody, secrets, now }: SignedRequest): boolean {
	if (header === undefined || rawBody === undefined) return false;
	const parts = header.split(',').map((part) => {
		const [name = '', ...value] = part.split('=');
		return { name: name.trim(), value: value.join('=').trim() };
	});
	const time = parts.find(({ name }) => name === 't')?.value ?? '';
	if (!isSignedRecently(time, now)) return false;
	const given = parts.flatMap(({ name, value }) =>
		name === 'v0' && DIGEST.test(value) ? [Buffer.from(value, 'hex')] : [],
	);
	const expected = secrets
		.filter((secret) => secret !== '')
		.map((secret) => createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest());
	// All of them are compared, even after a match.
	const fitting = expected.flatMap((digest) => given.filter((one) => timingSafeEqual(one, digest)));
	return fitting.length > 0;
}

function isSignedRecently(time: string, now: number): boolean {
	const age = time === '' ? NaN : now / 1000 - Number(time);
	return Math.abs(age) <= MAX_SKEW_SECS;
}
