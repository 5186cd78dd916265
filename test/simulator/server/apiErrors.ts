import type { ValidationError } from '../schema/pydantic';

export type ErrorType =
	| 'authentication_error'
	| 'authorization_error'
	| 'validation_error'
	| 'invalid_request'
	| 'not_found'
	| 'conflict'
	| 'payment_required'
	| 'rate_limit_error'
	| 'internal_error'
	| 'service_unavailable';

type Detail =
	| {
			type: ErrorType;
			code: string;
			message: string;
			/** The same as the code, unless said otherwise. */
			status?: string;
			param?: string;
	  }
	| ValidationError[]
	| string;

/** An answer other than 200, in one of the API's three shapes. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly detail: Detail,
		readonly headers: Record<string, string> = {},
	) {
		super(typeof detail === 'string' ? detail : JSON.stringify(detail));
	}

	body(requestId: string): { detail: unknown } {
		if (typeof this.detail === 'string' || Array.isArray(this.detail)) {
			return { detail: this.detail };
		}
		const { type, code, message, status = code, param } = this.detail;
		return {
			detail: { type, code, message, status, request_id: requestId, param: param ?? null },
		};
	}
}

export const documentNotFound = (id: string) =>
	new ApiError(404, {
		type: 'not_found',
		code: 'document_not_found',
		message: `Document with id ${id} not found.`,
	});

export const invalidProviderConfig = (message: string) =>
	new ApiError(400, { type: 'invalid_request', code: 'invalid_provider_config', message });

const usual: Record<number, { type: ErrorType; code: string; message: string }> = {
	400: { type: 'invalid_request', code: 'invalid_request', message: 'The request is invalid.' },
	401: { type: 'authentication_error', code: 'invalid_api_key', message: 'Invalid API key' },
	402: {
		type: 'payment_required',
		code: 'insufficient_credits',
		message: 'This request exceeds your remaining credits.',
	},
	403: {
		type: 'authorization_error',
		code: 'detected_unusual_activity',
		message: 'Unusual activity detected.',
	},
	404: { type: 'not_found', code: 'document_not_found', message: 'Document not found.' },
	409: { type: 'conflict', code: 'conflict', message: 'The resource is being changed.' },
	429: {
		type: 'rate_limit_error',
		code: 'too_many_concurrent_requests',
		message: 'Too many concurrent requests for your subscription.',
	},
	500: {
		type: 'internal_error',
		code: 'internal_server_error',
		message: 'Something went wrong on our side.',
	},
	503: {
		type: 'service_unavailable',
		code: 'system_busy',
		message: 'We are experiencing heavy traffic.',
	},
};

/** ElevenLabs' message for this status, unless a test sets its own. */
export function usualError(status: number): ApiError {
	const nearest = usual[status] ?? usual[status < 500 ? 400 : 500];
	return new ApiError(status, nearest ?? 'Error');
}
