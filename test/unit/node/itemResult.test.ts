import { failureAdvice, failureText } from '../../../nodes/ElevenLabsCalls/itemResult';
import type { Failure } from '../../../nodes/shared/failure';

const failure = (more: Partial<Failure> = {}): Failure => ({
	message: "'To Number' is empty",
	advice: 'Map the field.',
	...more,
});

describe('the text of a failed item', () => {
	it.each([0, 41])('names the item, counted as n8n counts: %p', (item) => {
		expect(failureText(failure({ parameter: 'To Number', status: 400 }), item)).toBe(
			`'To Number' is empty [item ${item}]`,
		);
	});
});

describe('the advice for a failed item', () => {
	it.each([
		['alone', failure(), 'Map the field.'],
		['with the request ID', failure({ requestId: 'req_a' }), 'Map the field. (Request ID: req_a)'],
		[
			'that is only the request ID',
			failure({ advice: '', requestId: 'req_a' }),
			'(Request ID: req_a)',
		],
	])('is given %s', (_, one, text) => {
		expect(failureAdvice(one)).toBe(text);
	});
});
