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
