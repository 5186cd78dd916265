/**
 * Node's codes for a certificate from an authority that n8n does not know, usually a company's own
 * (Node's list: https://nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
export const UNTRUSTED_CERTIFICATE = [
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'CERT_UNTRUSTED',
	'INVALID_CA',
];

/** Node's codes for a certificate that is invalid regardless of who signed it. */
export const INVALID_CERTIFICATE = [
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REVOKED',
	'CERT_REJECTED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_CHAIN_TOO_LONG',
	'PATH_LENGTH_EXCEEDED',
	'INVALID_PURPOSE',
	'HOSTNAME_MISMATCH',
	'ERR_TLS_CERT_ALTNAME_INVALID',
];

/**
 * n8n wraps the errors of its HTTP library; one of the causes has the code.
 * @returns undefined if the request was never made, e.g. for a missing credential
 */
export function networkCode(error: unknown): string | undefined {
	const seen = new Set<unknown>();
	for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
		seen.add(cause);
		if ('isAxiosError' in cause) {
			return 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no code';
		}
	}
	return undefined;
}
