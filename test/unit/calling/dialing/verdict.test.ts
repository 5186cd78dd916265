import fc from 'fast-check';
import type { DialExchange, DialVerdict } from '../../../../nodes/shared/calling/dialing/verdict';
import { judgeDial } from '../../../../nodes/shared/calling/dialing/verdict';

const answer = (status: number, success?: boolean): DialExchange => ({
	answered: true,
	status,
	success,
});

describe('an attempt to dial', () => {
	it.each<[DialVerdict, string, DialExchange]>([
		['placed', '200 with success', answer(200, true)],
		['placed', '201 with success', answer(201, true)],
		['refused', '200 without success', answer(200, false)],
		['uncertain', '200 that can’t be read', answer(200)],
		['uncertain', '204 with nothing', answer(204)],
		['uncertain', 'a redirect', answer(302)],
		['uncertain', 'a redirect that claims success', answer(307, true)],
		['uncertain', 'a redirect that claims no success', answer(307, false)],
		['uncertain', 'an informational answer', answer(101, true)],
		['refused', '400', answer(400)],
		['refused', '401', answer(401)],
		['refused', '404', answer(404)],
		['refused', '407, where a proxy did not let it through', answer(407)],
		['refused', '422', answer(422)],
		['uncertain', '460, where the client left', answer(460)],
		['uncertain', '499, where the client left', answer(499)],
		['refused', '400 that claims success', answer(400, true)],
		['uncertain', '408', answer(408)],
		['uncertain', '408 that claims no success', answer(408, false)],
		['not placed', '429', answer(429)],
		['uncertain', '500', answer(500)],
		['uncertain', '500 that claims no success', answer(500, false)],
		['uncertain', '502', answer(502)],
		['uncertain', '503', answer(503)],
		['uncertain', '504', answer(504)],
	])('is %s by %s', (verdict, _, exchange) => {
		expect(judgeDial(exchange)).toBe(verdict);
	});

	it.each([
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'EAI_FAIL',
		'EADDRNOTAVAIL',
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'CERT_NOT_YET_VALID',
		'ERR_TLS_CERT_ALTNAME_INVALID',
	])('is not placed if the connection never opened: %s', (code) => {
		expect(judgeDial({ answered: false, code })).toBe('not placed');
	});

	it.each([
		'ECONNABORTED',
		'ETIMEDOUT',
		'EHOSTUNREACH',
		'ENETUNREACH',
		'ECONNRESET',
		'EPIPE',
		'ERR_BAD_RESPONSE',
		'ERR_CANCELED',
		'HPE_INVALID_CONSTANT',
		'no code',
		'',
		'toString',
	])('is uncertain if the request may have arrived: %p', (code) => {
		expect(judgeDial({ answered: false, code })).toBe('uncertain');
	});

	it('is placed only by a 2xx with success, and not placed only by what is certain', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 100, max: 999 }),
				fc.constantFrom(true, false, undefined),
				(status, success) => {
					const verdict = judgeDial(answer(status, success));
					expect(verdict === 'placed').toBe(status >= 200 && status < 300 && success === true);
					expect(verdict === 'not placed').toBe(status === 429);
					if (status >= 500 || (status >= 300 && status < 400)) expect(verdict).toBe('uncertain');
				},
			),
		);
	});
});
