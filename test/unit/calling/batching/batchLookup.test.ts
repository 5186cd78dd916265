import fc from 'fast-check';
import type {
	ListedBatch,
	ListedRecipient,
	UncertainSubmit,
} from '../../../../nodes/shared/calling/batching/batchLookup';
import { findUncertainBatches } from '../../../../nodes/shared/calling/batching/batchLookup';
import type { BatchRecipient } from '../../../../nodes/shared/calling/batching/batchRequest';
import { LOOKS_AFTER_MS } from '../../../../nodes/shared/calling/dialing/lookup';
import type { Clock } from '../../../../nodes/shared/clock';

const START = Date.parse('2026-03-02T10:00:00Z');
const ANNA = { phone_number: '+14155550123' };
const BEN = { phone_number: '+14155550199' };

const submitOf = (recipients: BatchRecipient[], callName = 'Renewals'): UncertainSubmit => ({
	request: {
		call_name: callName,
		agent_id: 'agent_a',
		agent_phone_number_id: 'phnum_a',
		recipients,
	},
	submittedAt: START,
});

interface Kept extends ListedBatch {
	recipients: ListedRecipient[];
	/** The look at which it is listed for the first time, from 1. */
	listedAtLook?: number;
}

const kept = (id: string, recipients: ListedRecipient[], more: Partial<Kept> = {}): Kept => ({
	id,
	name: 'Renewals',
	agent_id: 'agent_a',
	created_at_unix: START / 1000,
	recipients,
	...more,
});

async function find(
	submits: UncertainSubmit[],
	batches: Kept[],
	{ known = new Set<string>(), cancelAtLook = Infinity, failsAtLook = 0, offsetMs = 0 } = {},
) {
	let look = 0;
	const clock: Clock = {
		now: () => START,
		wait: async () => {
			look += 1;
			await Promise.resolve();
		},
		isCancelled: () => look >= cancelAtLook,
		cancelled: new Promise(() => {}),
	};
	const fail = async <T>(): Promise<T> => await Promise.reject(new Error('reset'));
	const reads: string[] = [];
	const found = await findUncertainBatches(
		submits,
		{
			list: async (agentId) =>
				look === failsAtLook
					? await fail()
					: batches.filter(
							({ agent_id, listedAtLook = 1 }) => agent_id === agentId && listedAtLook <= look,
						),
			read: async (id) => {
				reads.push(id);
				return batches.find((batch) => batch.id === id) ?? (await fail<Kept>());
			},
		},
		known,
		clock,
		offsetMs,
	);
	return { ids: found.map((batch) => batch?.id), reads, looks: look, known };
}

describe('the look-up of a batch whose answer was lost', () => {
	it.each<[name: string, recipients: ListedRecipient[]]>([
		['the same recipients', [ANNA, BEN]],
		['another order', [BEN, ANNA]],
		[
			'IDs that ElevenLabs gave',
			[
				{ ...ANNA, id: 'r1' },
				{ ...BEN, id: 'r2' },
			],
		],
		['another notation', [{ phone_number: '1 415 555 0123' }, { phone_number: '14155550199' }]],
	])('finds one with %s', async (_, recipients) => {
		expect((await find([submitOf([ANNA, BEN])], [kept('b1', recipients)])).ids).toEqual(['b1']);
	});

	it.each<[name: string, batch: Kept]>([
		['fewer recipients', kept('b1', [ANNA])],
		['more recipients', kept('b1', [ANNA, BEN, BEN])],
		['another recipient', kept('b1', [ANNA, { phone_number: '+14155550100' }])],
		['one recipient twice', kept('b1', [ANNA, ANNA])],
		['a recipient without a number', kept('b1', [ANNA, {}])],
		['another name', kept('b1', [ANNA, BEN], { name: 'Others' })],
		['another agent', kept('b1', [ANNA, BEN], { agent_id: 'agent_b' })],
		['an earlier time', kept('b1', [ANNA, BEN], { created_at_unix: START / 1000 - 2 })],
		['no time', kept('b1', [ANNA, BEN], { created_at_unix: null })],
	])('finds none with %s', async (_, batch) => {
		const { ids, looks } = await find([submitOf([ANNA, BEN])], [batch]);
		expect(ids).toEqual([undefined]);
		expect(looks).toBe(LOOKS_AFTER_MS.length);
	});

	it('tells batches apart by their own IDs', async () => {
		const own = submitOf([{ ...ANNA, id: 'lead-1' }]);
		const batches = [
			kept('b1', [{ ...ANNA, id: 'lead-2' }]),
			kept('b2', [{ ...ANNA, id: 'lead-1' }]),
		];
		expect((await find([own], batches)).ids).toEqual(['b2']);
	});

	it('matches no batch to two submits, nor one that is known', async () => {
		const two = [submitOf([ANNA]), submitOf([ANNA])];
		const batches = [kept('b1', [ANNA]), kept('b2', [ANNA]), kept('b3', [ANNA])];
		const { ids, known } = await find(two, batches, { known: new Set(['b1']) });
		expect(ids).toEqual(['b2', 'b3']);
		expect([...known]).toEqual(['b1', 'b2', 'b3']);
	});

	it('goes on looking while it is not listed, and after a list that failed', async () => {
		const late = kept('b1', [ANNA], { listedAtLook: 4 });
		expect(await find([submitOf([ANNA])], [late], { failsAtLook: 2 })).toMatchObject({
			ids: ['b1'],
			looks: 4,
		});
	});

	it('allows for the difference between the clocks', async () => {
		const batch = kept('b1', [ANNA], { created_at_unix: START / 1000 - 60 });
		expect((await find([submitOf([ANNA])], [batch])).ids).toEqual([undefined]);
		expect((await find([submitOf([ANNA])], [batch], { offsetMs: -60_000 })).ids).toEqual(['b1']);
	});

	it('ends when the run is canceled', async () => {
		const { ids, looks, reads } = await find([submitOf([ANNA])], [kept('b1', [ANNA])], {
			cancelAtLook: 1,
		});
		expect([ids, looks, reads]).toEqual([[undefined], 1, []]);
	});

	it('finds a batch with any recipients, in any order, and none that lacks one', async () => {
		const recipient = fc.record(
			{
				phone_number: fc.constantFrom('+14155550123', '+14155550199', '+14155550100'),
				id: fc.constantFrom('a', 'b', 'c'),
			},
			{ requiredKeys: ['phone_number'] },
		);
		const lists = fc.array(recipient, { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(lists, fc.infiniteStream(fc.nat()), async (recipients, order) => {
				const listed = recipients
					.map((one) => ({ one, place: order.next().value as number }))
					.sort((a, b) => a.place - b.place)
					.map(({ one }, index) => ({ id: `given-${index}`, ...one }));
				const whole = [kept('b1', listed)];
				const part = [kept('b1', listed.slice(1))];
				expect((await find([submitOf(recipients)], whole)).ids).toEqual(['b1']);
				expect((await find([submitOf(recipients)], part)).ids).toEqual([undefined]);
			}),
		);
	});
});
