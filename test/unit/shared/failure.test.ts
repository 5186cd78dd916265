import { joined, parameterFailure } from '../../../nodes/shared/failure';

const tooFast = parameterFailure('Speed', 'must be less', 'See the ranges.');
const empty = parameterFailure('To Number', 'is empty', 'Map the field.');

it('a failure about a parameter names it', () => {
	expect(empty).toStrictEqual({
		message: "'To Number' is empty",
		advice: 'Map the field.',
		parameter: 'To Number',
	});
});

describe('the failures of an item', () => {
	it('are the one that there is, unchanged', () => {
		expect(joined([empty])).toBe(empty);
	});

	it('are one with all texts, each advice and parameter once', () => {
		const tooSlow = parameterFailure('Speed', 'must be more', 'See the ranges.');
		expect(joined([tooFast, empty, tooSlow])).toStrictEqual({
			message: "'Speed' must be less; 'To Number' is empty; 'Speed' must be more",
			advice: 'See the ranges. Map the field.',
			parameter: 'Speed, To Number',
		});
	});

	it('have the status and IDs of the first, and no empty text', () => {
		const first = { message: 'x', advice: '', status: 422, code: 'c', requestId: 'req_a' };
		expect(joined([first, { message: 'y', advice: '', status: 500 }])).toStrictEqual({
			...first,
			message: 'x; y',
		});
	});
});
