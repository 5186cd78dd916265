import { ApiError } from './apiErrors';
import type { Scope } from './apiKeys';

export type InvalidKeyStatus = 400 | 401;

/** Refuses a request whose key is missing, unknown, or restricted to other scopes. */
export function authenticate(
	apiKeys: ReadonlyMap<string, readonly Scope[]>,
	key: string | string[] | undefined,
	scope: Scope,
	invalidKeyStatus: InvalidKeyStatus,
): void {
	if (typeof key !== 'string' || key === '') {
		throw new ApiError(401, {
			type: 'authentication_error',
			code: 'needs_authorization',
			message: 'Neither authorization header nor xi-api-key received, please provide one.',
		});
	}
	const scopes = apiKeys.get(key);
	if (!scopes) {
		throw new ApiError(invalidKeyStatus, {
			type: 'authentication_error',
			code: 'invalid_api_key',
			message: 'Invalid API key',
		});
	}
	if (!scopes.includes(scope)) {
		throw new ApiError(401, {
			type: 'authorization_error',
			code: 'missing_permissions',
			message: `The API key you used is missing the permission ${scope} to execute this operation.`,
		});
	}
}
