import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { claimOf, RecentDeliveries } from '../../../nodes/ElevenLabsCallsTrigger/recentDeliveries';
import { readCallEvent } from '../../../nodes/shared/elevenlabs/webhookEvents';

const MAX_SAVED = 2_000;
const HOUR = 3_600_000;
const START = 1_800_000_000_000;

let triggers = 0;
/** As a process has them that has just started. */
const someDeliveries = () => RecentDeliveries.of(`trigger ${triggers++}`);

const savedBy = (deliveries: RecentDeliveries): string[] => {
	const staticData: IDataObject = {};
	deliveries.saveTo(staticData);
	return [...(staticData.deliveries as string[])];
};

const keysSavedBy = (deliveries: RecentDeliveries) =>
	savedBy(deliveries).map((entry) => entry.split(' ')[0]);

const transcript = (key: string) => ({ key, isRepeated: true });

it('keeps the newest, however old the static data are that requests come with', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 2_001, max: 2_600 }),
			fc.array(fc.integer({ min: 0, max: 2_200 }), { minLength: 1, maxLength: 20 }),
			(count, lags) => {
				const deliveries = someDeliveries();
				const keys = Array.from({ length: count }, (_, index) => `key${index}`);
				const entries = keys.map((key) => `${key} ${START / 1000}`);
				for (const [index, key] of keys.entries()) {
					const end = Math.max(0, index - (lags[index % lags.length] ?? 0));
					const saved = entries.slice(Math.max(0, end - MAX_SAVED), end);
					expect(deliveries.claim(transcript(key), { deliveries: saved }, START)).toBe(true);
				}
				expect(savedBy(deliveries)).toEqual(entries.slice(-MAX_SAVED));
				for (const key of keys) expect(deliveries.claim(transcript(key), {}, START)).toBe(false);
			},
		),
		{ numRuns: 8 },
	);
});

it('knows what another process has saved, even if its own memory is full', () => {
	const deliveries = someDeliveries();
	for (let index = 0; index < MAX_SAVED; index++) {
		deliveries.claim(transcript(`key${index}`), {}, START);
	}
	const saved = [`theirs ${START / 1000}`];
	expect(deliveries.claim(transcript('theirs'), { deliveries: saved }, START)).toBe(false);
	expect(savedBy(deliveries)).toHaveLength(MAX_SAVED);
});

it('takes what was released for new, although it was saved', () => {
	const deliveries = someDeliveries();
	deliveries.claim(transcript('key'), {}, START);
	const saved = savedBy(deliveries);
	deliveries.release('key', START);
	expect(savedBy(deliveries)).toEqual([]);
	expect(deliveries.claim(transcript('key'), { deliveries: saved }, START)).toBe(true);
	expect(deliveries.claim(transcript('key'), { deliveries: [...saved, ...saved] }, START)).toBe(
		false,
	);
	expect(keysSavedBy(deliveries)).toEqual(['key']);
});

it('saves only what ElevenLabs repeats, and remembers the rest as long as the process runs', () => {
	const deliveries = someDeliveries();
	const recording = { key: 'recording', isRepeated: false };
	expect(deliveries.claim(recording, {}, START)).toBe(true);
	expect(deliveries.claim(recording, {}, START + HOUR - 1)).toBe(false);
	expect(savedBy(deliveries)).toEqual([]);
	deliveries.release('recording', START);
	expect(deliveries.claim(recording, {}, START)).toBe(true);
});

it('forgets after an hour, in memory and in static data', () => {
	const deliveries = someDeliveries();
	deliveries.claim(transcript('old'), {}, START);
	expect(deliveries.claim(transcript('young'), {}, START + HOUR - 1)).toBe(true);
	expect(deliveries.claim(transcript('old'), {}, START + HOUR - 1)).toBe(false);
	expect(keysSavedBy(deliveries)).toEqual(['old', 'young']);
	expect(deliveries.claim(transcript('new'), {}, START + HOUR)).toBe(true);
	expect(keysSavedBy(deliveries)).toEqual(['young', 'new']);
	expect(deliveries.claim(transcript('old'), {}, START + HOUR)).toBe(true);
	expect(keysSavedBy(deliveries)).toEqual(['young', 'new', 'old']);
});

it('whenever it restarts: each delivery counts once in an hour, and no more than an hour is saved', () => {
	const step = fc.record({
		key: fc.constantFrom('a', 'b', 'c', 'd'),
		secondsLater: fc.integer({ min: 0, max: 2_400 }),
		restarts: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			let deliveries = someDeliveries();
			let saved: string[] = [];
			let now = START;
			const claimedAt = new Map<string, number>();
			for (const { key, secondsLater, restarts } of steps) {
				now += secondsLater * 1000;
				if (restarts) deliveries = someDeliveries();
				const last = claimedAt.get(key);
				const isNew = last === undefined || now - last >= HOUR;
				expect(deliveries.claim(transcript(key), { deliveries: saved }, now)).toBe(isNew);
				if (isNew) claimedAt.set(key, now);
				saved = savedBy(deliveries);
				const recent = [...claimedAt].filter(([, time]) => now - time < HOUR);
				expect(keysSavedBy(deliveries).sort()).toEqual(recent.map(([name]) => name).sort());
			}
		}),
	);
});

it('reads what version 0.1.0 saved, which has no time', () => {
	const deliveries = someDeliveries();
	const staticData = { deliveries: ['old', 5, null, 'wrong time'] } as IDataObject;
	expect(deliveries.claim(transcript('old'), staticData, START)).toBe(false);
	expect(deliveries.claim(transcript('wrong'), staticData, START)).toBe(true);
	expect(deliveries.claim(transcript('old'), {}, START + HOUR)).toBe(true);
});

it.each([
	['post_call_transcription', true],
	['unredacted_post_call_transcription', true],
	['post_call_audio', false],
	['unredacted_audio', false],
	['call_initiation_failure', false],
	['answering_machine_detection', false],
	['something_new', false],
])('%s is saved: %j', (type, isRepeated) => {
	const body = Buffer.from(
		JSON.stringify({ type, event_timestamp: 1, data: { conversation_id: 'conv_1' } }),
	);
	expect(claimOf(readCallEvent(body), body)).toEqual({
		key: expect.stringMatching(/^[\w-]{16}$/),
		isRepeated,
	});
});
