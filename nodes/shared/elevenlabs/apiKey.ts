import { trimmed } from '../values';

/**
 * Reads the API key of a credential.
 * @returns undefined if there is none
 */
export function keyIn(apiKey: unknown): string | undefined {
	const key = typeof apiKey === 'string' ? trimmed(apiKey) : '';
	return key === '' ? undefined : key;
}
