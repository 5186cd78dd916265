import fc from 'fast-check';
import { customValues } from '../../../nodes/ElevenLabsCalls/resources/call/stoppedRun';

it('packs IDs in order, as many into each value as n8n accepts', () => {
	const ids = Array.from({ length: 12 }, (_, item) => `${item}: conv_${'x'.repeat(27)}`);
	expect(customValues(ids)).toEqual([ids.slice(0, 6).join(', '), ids.slice(6).join(', ')]);
});

it('leaves out what does not fit into ten values', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 200 }), (ids) => {
			const values = customValues(ids);
			expect(values.length).toBeLessThanOrEqual(10);
			for (const value of values) expect(value.length).toBeLessThanOrEqual(255);
			expect(ids.join(', ').startsWith(values.join(', '))).toBe(true);
		}),
	);
});
