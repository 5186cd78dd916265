import type { INode } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';
import { triggerError } from '../../../nodes/ElevenLabsCallsTrigger/triggerError';
import { TriggerProblem } from '../../../nodes/ElevenLabsCallsTrigger/triggerProblem';
import {
	describeRefusal,
	describeSilence,
	ElevenLabsError,
} from '../../../nodes/shared/elevenlabs/errors';
import type { Failure } from '../../../nodes/shared/failure';

const node: INode = {
	id: 'n',
	name: 'ElevenLabs Calls Trigger',
	type: 'elevenLabsCallsTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const STATUSES = [400, 401, 402, 403, 404, 407, 408, 409, 413, 418, 422, 429, 500, 503];
const CODES = ['ECONNREFUSED', 'ETIMEDOUT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED'];

describe('the message of an error of the trigger, which is all that n8n shows of it', () => {
	const failures: Array<[string, Failure]> = [
		...STATUSES.flatMap((status): Array<[string, Failure]> => [
			[`HTTP ${status}`, describeRefusal(status, { detail: { message: 'No.' } })],
			[`HTTP ${status} without a reason`, describeRefusal(status, '')],
		]),
		...CODES.map((code): [string, Failure] => [code, describeSilence(code)]),
	];
	it.each(failures)('says what to do: %s', (_, failure) => {
		expect(failure.advice).not.toBe('');
		expect(triggerError(node, new ElevenLabsError(failure)).message).toBe(
			`${failure.message}. ${failure.advice}`,
		);
	});

	it.each<[string, unknown, RegExp]>([
		[
			'a problem of the trigger',
			new TriggerProblem('It is off', 'Turn it on.'),
			/off\. Turn it on/,
		],
		[
			'a missing permission',
			new ElevenLabsError(describeRefusal(401, { detail: { status: 'missing_permissions' } })),
			/\. .*Webhooks: Write.*Manual/,
		],
		[
			"n8n's error with advice",
			new OperationalError('No key', { description: 'Enter one.' }),
			/^No key\. Enter one\.$/,
		],
		["n8n's error without advice", new Error('No credentials'), /^No credentials\. Check .*again/],
		['an error that is a sentence', new Error('It broke.'), /^It broke\. Check/],
		['something thrown', 'odd', /^odd\. Check/],
	])('says what to do: %s', (_, error, message) => {
		expect(triggerError(node, error).message).toMatch(message);
	});

	it('is not repeated below, but for the ID of the request', () => {
		const failure = { message: 'm', advice: 'a', requestId: 'req_a' };
		expect(triggerError(node, new ElevenLabsError(failure)).description).toBe('Request ID: req_a');
		expect(triggerError(node, new TriggerProblem('m', 'a')).description).toBeFalsy();
	});
});
