import { all, invalid, valid } from '../../../nodes/shared/result';

describe('the checks of one item', () => {
	it('give their values under their names', () => {
		expect(all<{ a: number; b: undefined }>({ a: valid(1), b: valid(undefined) })).toEqual({
			ok: true,
			value: { a: 1, b: undefined },
		});
	});

	it('give no value if one of them has failed', () => {
		const first = invalid('A', 'is empty', 'Fill it.');
		expect(all<{ a: string; b: number }>({ a: first, b: valid(2) })).toEqual(first);
	});

	it('give all failures at once, in their order', () => {
		const first = invalid('A', 'is empty', 'Fill it.');
		const third = {
			ok: false as const,
			failures: [
				{ parameter: 'C', message: "'C' is odd", advice: 'Even it.' },
				{ parameter: 'C', message: "'C' is red", advice: 'Paint it.' },
			],
		};
		expect(all<{ a: string; b: number; c: string }>({ a: first, b: valid(2), c: third })).toEqual({
			ok: false,
			failures: [
				{ parameter: 'A', message: "'A' is empty", advice: 'Fill it.' },
				{ parameter: 'C', message: "'C' is odd", advice: 'Even it.' },
				{ parameter: 'C', message: "'C' is red", advice: 'Paint it.' },
			],
		});
	});
});
