import { z } from 'zod';

/** What ElevenLabs, or something between it and us, said instead of doing what was asked. */
export interface ApiRefusal {
	/** What happened, one sentence without a full stop. */
	message: string;
	/** What to do next. */
	advice: string;
	/** `code` of newer endpoints, `status` of older ones, e.g. `missing_permissions`. */
	code?: string;
	/** The field of the request that is meant, e.g. `to_number`. */
	field?: string;
	/** For ElevenLabs' support. */
	requestId?: string;
}

/** A read from ElevenLabs that gave no usable answer. */
export class ElevenLabsError extends Error {
	readonly name = 'ElevenLabsError';

	/** @param status of the answer; undefined where there was none */
	constructor(
		readonly refusal: ApiRefusal,
		readonly status?: number,
	) {
		super(refusal.message);
	}
}

const detailObject = z
	.object({
		code: z.string().nullish(),
		status: z.string().nullish(),
		message: z.string().nullish(),
		param: z.string().nullish(),
		request_id: z.string().nullish(),
	})
	.passthrough();

const fieldIssue = z
	.object({ loc: z.array(z.union([z.string(), z.number()])).nullish(), msg: z.string() })
	.passthrough();

/** The three shapes of an error body (fact sheet §10.2). */
const errorBody = z.object({
	detail: z.union([z.string(), z.array(fieldIssue).nonempty(), detailObject]),
});

const OTHER_WORKSPACE =
	'Check the ID, and that the credential belongs to the same workspace and region.';
const TOP_UP = 'Top up or upgrade the plan in ElevenLabs.';

const ADVICE_BY_CODE: Record<string, string> = {
	invalid_api_key:
		"Check the credential's API key, and its region: each region has keys of its own.",
	needs_authorization: "Enter an API key in the node's credential.",
	missing_permissions:
		'Give the API key this permission in ElevenLabs (Developers → API Keys), or use another key.',
	quota_exceeded: TOP_UP,
	insufficient_credits: TOP_UP,
	invalid_provider_config:
		'The number is connected in another way than ElevenLabs lists it. Open it in ElevenLabs and save it again.',
	too_many_concurrent_requests:
		"The plan's limit of simultaneous calls is reached. Lower 'Max Requests in Flight' under Options, or call later.",
	concurrent_limit_exceeded:
		"The plan's limit of simultaneous calls is reached. Lower 'Max Requests in Flight' under Options, or call later.",
	system_busy: 'ElevenLabs is busy. Call later.',
	rate_limit_exceeded: 'Too many requests in a short time. Call later.',
	document_not_found: OTHER_WORKSPACE,
	detected_unusual_activity: 'See the notice in the ElevenLabs dashboard.',
};

const ADVICE_BY_STATUS: Array<[from: number, advice: string]> = [
	[500, 'ElevenLabs, or a proxy in front of it, is not well. See status.elevenlabs.io.'],
	[429, 'Too many requests in a short time. Call later.'],
	[422, 'Correct the value and run the node again.'],
	[404, OTHER_WORKSPACE],
	[403, 'See the ElevenLabs dashboard: the plan or the workspace does not allow this.'],
	[402, TOP_UP],
	[401, ADVICE_BY_CODE.invalid_api_key ?? ''],
	[400, 'Correct the value and run the node again.'],
	[0, "Check the credential's region or base URL: this is not how ElevenLabs answers."],
];

/**
 * Puts an answer that is no success into words.
 * @param status HTTP status
 * @param body parsed JSON, or text where it was none
 * @param requestIdHeader `x-request-id` of the answer
 */
export function describeRefusal(
	status: number,
	body: unknown,
	requestIdHeader?: string,
): ApiRefusal {
	const parsed = errorBody.safeParse(body);
	const detail = parsed.success ? parsed.data.detail : undefined;
	const byStatus = ADVICE_BY_STATUS.find(([from]) => status >= from)?.[1] ?? '';
	const requestId =
		(typeof detail === 'object' && !Array.isArray(detail) ? detail.request_id : undefined) ??
		requestIdHeader;
	const identified = requestId ? { requestId } : {};

	if (detail === undefined) {
		const message =
			status >= 200 && status < 300
				? 'The answer is none that ElevenLabs gives'
				: `ElevenLabs answered with HTTP ${status}`;
		return { message, advice: byStatus, ...identified };
	}
	if (typeof detail === 'string') {
		return { message: `ElevenLabs answered: ${trimStop(detail)}`, advice: byStatus, ...identified };
	}
	if (Array.isArray(detail)) {
		const issues = detail.map(({ loc, msg }) => {
			const field = fieldName(loc ?? []);
			return field === '' ? trimStop(msg) : `${field}: ${trimStop(msg)}`;
		});
		const field = fieldName(detail[0].loc ?? []);
		return {
			message: `ElevenLabs did not accept the request (${issues.join('; ')})`,
			advice: byStatus,
			...(field === '' ? {} : { field }),
			...identified,
		};
	}
	const code = detail.code ?? detail.status ?? undefined;
	const known = [detail.code, detail.status].find((name) => name && name in ADVICE_BY_CODE);
	const said = trimStop(detail.message || code || `HTTP ${status}`);
	const field = detail.param && !said.includes(detail.param) ? ` (field ${detail.param})` : '';
	return {
		message: `ElevenLabs answered: ${said}${field}`,
		advice: (known ? ADVICE_BY_CODE[known] : undefined) ?? byStatus,
		...(code ? { code } : {}),
		...(detail.param ? { field: detail.param } : {}),
		...identified,
	};
}

/** Puts a request that got no answer into words. @param code Node's, e.g. `ECONNREFUSED` */
export function describeSilence(code: string): ApiRefusal {
	return {
		message: `ElevenLabs could not be reached (${code})`,
		advice: "Check the network, and the region or base URL in the node's credential.",
		code,
	};
}

/** `["body", "telephony_call_config", "ringing_timeout_secs"]` as `telephony_call_config.ringing_timeout_secs`. */
function fieldName(loc: Array<string | number>): string {
	return loc.slice(loc[0] === 'body' || loc[0] === 'query' ? 1 : 0).join('.');
}

function trimStop(text: string): string {
	return text.trim().replace(/\.+$/, '');
}
