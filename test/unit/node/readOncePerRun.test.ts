import type { IExecuteFunctions } from 'n8n-workflow';
import { readOncePerRun } from '../../../nodes/ElevenLabsCalls/resources/call/readOncePerRun';

/** An n8n context that has these parameters, as they are stored. */
const context = (parameters: Record<string, unknown>) =>
	({
		getNodeParameter: (name: string, _item: number, fallback: unknown, options?: object) => {
			expect(options).toEqual({ rawExpressions: true });
			return parameters[name] ?? fallback;
		},
	}) as unknown as IExecuteFunctions;

const readItems = (parameters: Record<string, unknown>, names = Object.keys(parameters)) => {
	const read = jest.fn((item: number) => `read for ${item}`);
	const part = readOncePerRun(context(parameters), names, read);
	return { parts: [0, 1, 2].map((item) => part(item)), read };
};

it.each<[string, Record<string, unknown>]>([
	['text', { a: 'same' }],
	['text with an equals sign inside of it', { a: 'x=1' }],
	['blank', { a: '' }],
	['a number', { a: 5 }],
	['nothing', { a: undefined }],
	['null', { a: null }],
	['a collection', { a: { b: [{ c: 'same' }, null] } }],
	['several', { a: 'same', b: { c: 'same' } }],
])('reads what holds no expression once: %s', (_, parameters) => {
	const { parts, read } = readItems(parameters);
	expect(parts).toEqual(['read for 0', 'read for 0', 'read for 0']);
	expect(read).toHaveBeenCalledTimes(1);
});

it.each<[string, Record<string, unknown>]>([
	['an expression', { a: '={{ $json.a }}' }],
	['an expression without braces', { a: '=a' }],
	[
		'an expression in a resource locator',
		{ a: { __rl: true, mode: 'id', value: '={{ $json.a }}' } },
	],
	['an expression in a list', { a: { b: [{ c: '={{ $json.c }}' }] } }],
	['one of several', { a: 'same', b: '={{ $json.b }}' }],
])('reads what may differ for each item: %s', (_, parameters) => {
	const { parts } = readItems(parameters);
	expect(parts).toEqual(['read for 0', 'read for 1', 'read for 2']);
});

it("looks only at the part's own parameters", () => {
	expect(readItems({ a: 'same', b: '={{ $json.b }}' }, ['a']).read).toHaveBeenCalledTimes(1);
});

it('keeps a part that is undefined', () => {
	const read = jest.fn(() => undefined);
	const part = readOncePerRun(context({}), ['a'], read);
	expect([part(0), part(1)]).toEqual([undefined, undefined]);
	expect(read).toHaveBeenCalledTimes(1);
});

it('throws for each item what is thrown', () => {
	const read = jest.fn((item: number): string => {
		throw new Error(`no value for ${item}`);
	});
	const part = readOncePerRun(context({ a: 'same' }), ['a'], read);
	expect(() => part(0)).toThrow('no value for 0');
	expect(() => part(1)).toThrow('no value for 1');
});
