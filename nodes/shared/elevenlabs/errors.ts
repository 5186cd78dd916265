import { z } from 'zod';
import type { Failure } from '../failure';
import { INVALID_CERTIFICATE, UNTRUSTED_CERTIFICATE } from '../networkCodes';

/** ElevenLabs refused, could not be reached, or answered something that can't be read. */
export class ElevenLabsError extends Error {
	readonly name = 'ElevenLabsError';

	constructor(readonly failure: Failure) {
		super(failure.message);
	}

	/** HTTP status of the answer; undefined if there was none. */
	get status(): number | undefined {
		return this.failure.status;
	}
}

/** Whether an error says that ElevenLabs has no such thing, at least not yet. */
export function isNotFound(error: unknown): boolean {
	return statusOf(error) === 404;
}

/** The HTTP status of ElevenLabs' answer, if that is what went wrong. */
export function statusOf(error: unknown): number | undefined {
	return error instanceof ElevenLabsError ? error.status : undefined;
}

/** What errors of look-ups mean for those that look again and again. */
export const lookupErrors = {
	isGone: isNotFound,
	isRefused: (error: unknown) => [401, 403].includes(statusOf(error) ?? 0),
	isTooMany: (error: unknown) => statusOf(error) === 429,
};

// What isn't text counts as absent: an odd code must not hide a good message.
const optionalText = z.string().optional().catch(undefined);

const detailObject = z.object({
	code: optionalText,
	status: optionalText,
	message: optionalText,
	param: optionalText,
	request_id: optionalText,
});

const fieldIssue = z.object({
	loc: z.array(z.union([z.string(), z.number()])).nullish(),
	msg: z.string(),
});

/** The three shapes of an error body. Older endpoints have a `status` in place of the `code`. */
const errorBody = z.object({
	detail: z.union([z.string(), z.array(fieldIssue).nonempty(), detailObject]),
});

const OTHER_WORKSPACE =
	'Check the ID, and that the credential belongs to the same workspace and region.';
const TOP_UP = 'Add credits or upgrade your plan in ElevenLabs.';

const CHECK_KEY = "Check the credential's API key and region: each region has its own keys.";
const CORRECT = 'Correct the value and run the node again.';
const TOO_MANY = 'Too many requests in a short time. Try again later.';
const PLAN_LIMIT =
	"The limit of concurrent calls in your ElevenLabs plan is reached. Lower 'Max Concurrent Calls' under Options, or call later.";
const NOT_ELEVENLABS = "Check 'Region' and 'Base URL' in the credential.";
const PROXY_LOGIN =
	"Start n8n with both in the proxy's URL, e.g. HTTPS_PROXY=http://user:password@host:port, or set up the proxy to let n8n through without them.";
const TRUST_CERTIFICATE =
	'If your network has its own certificate authority, start n8n with NODE_EXTRA_CA_CERTS=/path/to/ca.pem. In Docker, mount the certificate into /opt/custom-certificates instead.';

const ADVICE_BY_CODE = new Map([
	['invalid_api_key', CHECK_KEY],
	['needs_authorization', "Enter an API key in the node's credential."],
	[
		'missing_permissions',
		'Give the API key this permission in ElevenLabs (Developers → API Keys), or use another key.',
	],
	['quota_exceeded', TOP_UP],
	['insufficient_credits', TOP_UP],
	[
		'invalid_provider_config',
		"The phone number's provider doesn't match what ElevenLabs lists. Open the number in ElevenLabs and save it again.",
	],
	['too_many_concurrent_requests', PLAN_LIMIT],
	['concurrent_limit_exceeded', PLAN_LIMIT],
	['system_busy', 'ElevenLabs is busy. Try again later.'],
	['rate_limit_exceeded', TOO_MANY],
	['document_not_found', OTHER_WORKSPACE],
	[
		'batch_calling_agreement_required',
		'Someone in your workspace must first accept the terms of batch calling, once: open Batch Calling in the ElevenLabs dashboard.',
	],
	['detected_unusual_activity', 'See the notice in the ElevenLabs dashboard.'],
]);

const ADVICE_BY_STATUS = new Map([
	[400, CORRECT],
	[401, CHECK_KEY],
	[402, TOP_UP],
	[403, 'Your plan or workspace does not allow this. See the ElevenLabs dashboard.'],
	[404, OTHER_WORKSPACE],
	[408, 'ElevenLabs or a proxy in front of it timed out. Try again later.'],
	[409, 'This is in use in ElevenLabs. Try again later.'],
	[413, 'The request is too large. Shorten its texts or leave some out.'],
	[422, CORRECT],
	[429, TOO_MANY],
]);

/** HTTP's "Proxy Authentication Required". */
const PROXY_WANTS_LOGIN = 407;

function adviceByStatus(status: number): string {
	const known = ADVICE_BY_STATUS.get(status);
	if (known !== undefined) return known;
	return status >= 500 ? 'Try again later. See status.elevenlabs.io.' : NOT_ELEVENLABS;
}

/**
 * Describes an answer that isn't a success.
 * @param status HTTP status
 * @param body parsed JSON, or text if it isn't JSON
 * @param requestIdHeader `x-request-id` of the answer
 */
export function describeRefusal(status: number, body: unknown, requestIdHeader?: string): Failure {
	if (status === PROXY_WANTS_LOGIN) {
		// This answer is the proxy's, whatever its body says.
		return {
			message: `A proxy between n8n and ElevenLabs asks for a user name and password (HTTP ${status})`,
			advice: PROXY_LOGIN,
			status,
		};
	}
	const parsed = errorBody.safeParse(body);
	const detail = parsed.success ? parsed.data.detail : '';
	const advice = adviceByStatus(status);

	if (typeof detail === 'string') {
		const text = trimEnd(detail);
		const message = text === '' ? nothingSaid(status) : `ElevenLabs responded: ${text}`;
		return { message, advice, status, ...filled({ requestId: requestIdHeader }) };
	}
	if (Array.isArray(detail)) {
		const issues = detail.map(({ loc, msg }) => {
			const text = trimEnd(msg) || 'no reason given';
			const field = fieldName(loc ?? []);
			return field === '' ? text : `${field}: ${text}`;
		});
		return {
			message: `ElevenLabs did not accept the request (${issues.join('; ')})`,
			advice,
			status,
			...filled({ parameter: fieldName(detail[0].loc ?? []), requestId: requestIdHeader }),
		};
	}
	const code = detail.code || detail.status;
	const text = trimEnd(detail.message ?? '') || trimEnd(code ?? '');
	const field = detail.param;
	const unnamed = field && !text.includes(field) ? ` (field ${field})` : '';
	return {
		message: text === '' ? nothingSaid(status) : `ElevenLabs responded: ${text}${unnamed}`,
		advice:
			ADVICE_BY_CODE.get(detail.code ?? '') ?? ADVICE_BY_CODE.get(detail.status ?? '') ?? advice,
		status,
		...filled({ code, parameter: field, requestId: detail.request_id || requestIdHeader }),
	};
}

function nothingSaid(status: number): string {
	if (status >= 200 && status < 300) return "Unexpected response; it doesn't look like ElevenLabs";
	return status >= 500
		? `ElevenLabs or a proxy in front of it returned a server error (HTTP ${status})`
		: `ElevenLabs or a proxy in front of it returned HTTP ${status}`;
}

function filled<T extends Record<string, string | undefined>>(parts: T): Partial<T> {
	return Object.fromEntries(Object.entries(parts).filter(([, value]) => value)) as Partial<T>;
}

/** Describes a request that got no answer. @param code Node's, e.g. `ECONNREFUSED` */
export function describeSilence(code: string): Failure {
	if (code === 'ERR_CANCELED') {
		return { message: 'The execution was stopped', advice: 'Run the workflow again.', code };
	}
	if (UNTRUSTED_CERTIFICATE.includes(code)) {
		return {
			message: `n8n does not trust the certificate of ElevenLabs or of a proxy in front of it (${code})`,
			advice: TRUST_CERTIFICATE,
			code,
		};
	}
	if (INVALID_CERTIFICATE.includes(code)) {
		return {
			message: `The certificate of ElevenLabs or of a proxy in front of it is not valid (${code})`,
			advice: "Check 'Base URL' in the credential, the proxy, and the clock of n8n's machine.",
			code,
		};
	}
	return {
		message: `ElevenLabs could not be reached (${code})`,
		advice: "Check the network, and 'Region' and 'Base URL' in the credential.",
		code,
	};
}

/** `["body", "telephony_call_config", "ringing_timeout_secs"]` as `telephony_call_config.ringing_timeout_secs`. */
function fieldName(loc: Array<string | number>): string {
	return loc.slice(loc[0] === 'body' || loc[0] === 'query' ? 1 : 0).join('.');
}

/** A text without blanks, periods and colons at its end, for use inside a sentence. */
export function trimEnd(text: string): string {
	let end = text.length;
	while (end > 0 && /[\s.:]/.test(text.charAt(end - 1))) end--;
	return text.slice(0, end).trimStart();
}
