import { createHmac, timingSafeEqual } from 'node:crypto';

/** ElevenLabs repeats a delivery for about 40 minutes, and signs each attempt anew. */
const MOST_AGE_SECS = 30 * 60;

/** How far ElevenLabs' clock may be ahead of ours. */
const MOST_AHEAD_SECS = 5 * 60;

/** SHA-256 as ElevenLabs writes it. */
const DIGEST = /^[0-9a-f]{64}$/;

export interface SignedRequest {
	/** `ElevenLabs-Signature`, e.g. `t=1794400123,v0=6e0c…`; undefined where it is missing. */
	header: string | undefined;
	/** The body, byte for byte as it came; undefined where there is none. */
	rawBody: Buffer | undefined;
	/** Any of them may have signed. */
	secrets: readonly string[];
	/** Milliseconds since 1970. */
	now: number;
}

/**
 * Whether ElevenLabs sent a request, lately. What is compared is compared in constant time, and
 * nothing tells why a request is refused.
 */
export function verifyWebhook({ header, rawBody, secrets, now }: SignedRequest): boolean {
	if (header === undefined || rawBody === undefined) return false;
	const parts = header.split(',').map((part) => {
		const [name = '', ...value] = part.split('=');
		return { name: name.trim(), value: value.join('=').trim() };
	});
	const time = parts.find(({ name }) => name === 't')?.value ?? '';
	if (!isRecent(time, now)) return false;
	const given = parts.flatMap(({ name, value }) =>
		name === 'v0' && DIGEST.test(value) ? [Buffer.from(value, 'hex')] : [],
	);
	const expected = secrets
		.filter((secret) => secret !== '')
		.map((secret) => createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest());
	// All of them are compared, whichever of them fits.
	const fitting = expected.flatMap((digest) => given.filter((one) => timingSafeEqual(one, digest)));
	return fitting.length > 0;
}

function isRecent(time: string, now: number): boolean {
	const age = time === '' ? NaN : now / 1000 - Number(time);
	return age <= MOST_AGE_SECS && age >= -MOST_AHEAD_SECS;
}
