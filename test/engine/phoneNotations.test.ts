import { callRows, number, rowsOf } from './plainCalls';
import { simulator } from './quickSimulator';

it('one person in several notations is called once', async () => {
	const phones = ['+61 431 234 567', '+61 0431 234 567', '0061 (0)431 234 567', '+٦١٤٣١٢٣٤٥٦٧'];
	const { items } = await callRows(
		simulator,
		phones.map((phone) => ({ phone })),
	);
	expect(simulator.callCounts()).toEqual({ '+61431234567': 1 });
	expect(items.map(({ json }) => json.reason)).toEqual([
		undefined,
		'duplicate',
		'duplicate',
		'duplicate',
	]);
});

it('allowed numbers are compared as they are dialed, and read with the default country', async () => {
	await callRows(simulator, [{ phone: '+49 (0)30 123456' }, { phone: '030 123457' }], {
		allowedNumbers: '030/123456',
		defaultCountry: 'Germany',
	});
	expect(simulator.callCounts()).toEqual({ '+4930123456': 1 });
});

it.each([['XX'], [true], [5], [{}]])(
	'the default country %j is an error, even if no number needs it',
	async (defaultCountry) => {
		const { error } = await callRows(simulator, rowsOf(2), {
			defaultCountry,
			allowedNumbers: number(0),
		});
		expect(error?.description).toContain("Items 0–1: 'Default Country' is ");
		expect(error?.description?.match(/'Default Country'/g)).toHaveLength(1);
		expect(simulator.calls).toEqual([]);
	},
);

it.each([['UK'], [' uk\r\n'], ['United Kingdom']])(
	'the default country may be written as %j',
	async (defaultCountry) => {
		await callRows(simulator, [{ phone: '020 7946 0958' }], { defaultCountry });
		expect(simulator.callCounts()).toEqual({ '+442079460958': 1 });
	},
);

it('an allowed number that can’t be read lets nobody be called', async () => {
	const { error } = await callRows(simulator, rowsOf(2), {
		allowedNumbers: `${number(0)}, +44 0*`,
	});
	expect(error?.description).toContain(
		"Items 0–1: 'Allowed Numbers' entry 2 (…440) matches no number",
	);
	expect(simulator.calls).toEqual([]);
});
