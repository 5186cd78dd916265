import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { RecentDeliveries } from '../../../nodes/ElevenLabsCallsTrigger/recentDeliveries';

const MOST_KEPT = 2_000;

let triggers = 0;
const someDeliveries = () => RecentDeliveries.of(`trigger ${triggers++}`);

const savedBy = (deliveries: RecentDeliveries): string[] => {
	const staticData: IDataObject = {};
	deliveries.keepIn(staticData);
	return [...(staticData.deliveries as string[])];
};

it('keeps the newest, however old the static data are that requests come with', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 2_001, max: 2_600 }),
			fc.array(fc.integer({ min: 0, max: 2_200 }), { minLength: 1, maxLength: 20 }),
			(count, lags) => {
				const deliveries = someDeliveries();
				const keys = Array.from({ length: count }, (_, index) => `key ${index}`);
				for (const [index, key] of keys.entries()) {
					const end = Math.max(0, index - (lags[index % lags.length] ?? 0));
					const saved = keys.slice(Math.max(0, end - MOST_KEPT), end);
					expect(deliveries.claim(key, { deliveries: saved })).toBe(true);
				}
				expect(savedBy(deliveries)).toEqual(keys.slice(-MOST_KEPT));
				for (const key of keys.slice(-MOST_KEPT)) expect(deliveries.claim(key, {})).toBe(false);
			},
		),
		{ numRuns: 8 },
	);
});

it('knows what another process has saved, even where its own memory is full', () => {
	const deliveries = someDeliveries();
	for (let index = 0; index < MOST_KEPT; index++) deliveries.claim(`key ${index}`, {});
	expect(deliveries.claim('theirs', { deliveries: ['theirs'] })).toBe(false);
	expect(savedBy(deliveries)).toHaveLength(MOST_KEPT);
});

it('takes what was released for new, though it was saved', () => {
	const deliveries = someDeliveries();
	deliveries.claim('key', {});
	deliveries.release('key');
	expect(deliveries.claim('key', { deliveries: ['key'] })).toBe(true);
	expect(deliveries.claim('key', { deliveries: ['key', 'key'] })).toBe(false);
	expect(savedBy(deliveries)).toEqual(['key']);
});
