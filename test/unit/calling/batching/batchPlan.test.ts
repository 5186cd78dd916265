import fc from 'fast-check';
import { batchRequest, planBatches } from '../../../../nodes/shared/calling/batching/batchPlan';
import type { BatchSettings } from '../../../../nodes/shared/calling/batching/batchRequest';
import { rowOf } from './batchRows';

const settings: fc.Arbitrary<Partial<BatchSettings>> = fc.record(
	{
		call_name: fc.constantFrom('A', 'B'),
		agent_id: fc.constantFrom('agent_a', 'agent_b'),
		agent_phone_number_id: fc.constantFrom('phnum_a', 'phnum_b'),
		scheduled_time_unix: fc.constantFrom(1_800_000_000, 1_800_000_060),
		branch_id: fc.constantFrom('agtbrch_a'),
		environment: fc.constantFrom('staging'),
		telephony_call_config: fc.constantFrom({ ringing_timeout_secs: 20 }),
		target_concurrency_limit: fc.constantFrom(2, 3),
	},
	{ requiredKeys: [] },
);

const rows = fc
	.array(fc.tuple(settings, fc.boolean()), { maxLength: 60 })
	.map((list) => list.map(([own, isDryRun], item) => rowOf(item, own, { isDryRun })));

const sizes = fc.integer({ min: 1, max: 10 });

describe('a plan of batches', () => {
	it('has every row in exactly one batch, in order, and none above the limit', () => {
		fc.assert(
			fc.property(rows, sizes, (all, size) => {
				const batches = planBatches(all, size);
				expect(batches.flatMap((batch) => batch.rows).sort((a, b) => a.item - b.item)).toEqual(all);
				for (const batch of batches) {
					const items = batch.rows.map(({ item }) => item);
					expect(items).toEqual([...items].sort((a, b) => a - b));
					expect(items.length).toBeGreaterThan(0);
					expect(items.length).toBeLessThanOrEqual(size);
				}
				const firsts = batches.map((batch) => batch.rows[0]?.item ?? NaN);
				expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
			}),
		);
	});

	it('has only rows with the same settings in a batch, and as few batches as possible', () => {
		fc.assert(
			fc.property(rows, sizes, (all, size) => {
				const keyOf = (one: { settings: BatchSettings; isDryRun: boolean }) =>
					JSON.stringify([Object.entries(one.settings).sort(), one.isDryRun]);
				const batches = planBatches(all, size);
				for (const batch of batches) {
					expect(new Set(batch.rows.map(keyOf))).toEqual(new Set([keyOf(batch)]));
				}
				const counts = new Map<string, number>();
				for (const row of all) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
				const least = [...counts.values()].map((count) => Math.ceil(count / size));
				expect(batches).toHaveLength(least.reduce((a, b) => a + b, 0));
			}),
		);
	});

	it('fills batches in order', () => {
		const all = Array.from({ length: 25_000 }, (_, item) => rowOf(item));
		const batches = planBatches(all, 10_000);
		expect(batches.map((batch) => batch.rows.length)).toEqual([10_000, 10_000, 5_000]);
		expect(batches.flatMap((batch) => batch.rows)).toEqual(all);
	});

	it('makes requests with the settings once and each recipient', () => {
		const [batch] = planBatches([rowOf(0), rowOf(1)], 10);
		expect(batch && batchRequest(batch)).toEqual({
			call_name: 'Renewals',
			agent_id: 'agent_a',
			agent_phone_number_id: 'phnum_a',
			recipients: [{ phone_number: '+12025551000' }, { phone_number: '+12025551001' }],
		});
	});
});
