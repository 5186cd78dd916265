/* eslint-disable @n8n/community-nodes/no-restricted-globals -- lets other tasks go first */
import { DialedNumbers } from '../../../../nodes/shared/calling/dialing/dialedNumbers';

const ANNA = '+14155550123';
const BEN = '+14155550199';
const NEVER = new Promise<void>(() => {});

describe('the numbers that an execution dialed', () => {
	it('are none at first', () => {
		expect(new DialedNumbers({}, true).of(ANNA)).toBeUndefined();
	});

	it('are known to later runs, even after n8n saved the execution', () => {
		const execution = {};
		const run = new DialedNumbers(execution, true);
		run.uncertain(ANNA);
		run.placed(BEN, 'conv_b');
		const saved = JSON.parse(JSON.stringify(execution)) as Record<string, unknown>;
		for (const known of [execution, saved]) {
			const later = new DialedNumbers(known, true);
			expect(later.of(ANNA)).toEqual({ kind: 'uncertain' });
			expect(later.of(BEN)).toEqual({ kind: 'placed', conversationId: 'conv_b' });
		}
	});

	it('are not those of another execution', () => {
		new DialedNumbers({}, true).uncertain(ANNA);
		expect(new DialedNumbers({}, true).of(ANNA)).toBeUndefined();
	});

	it('if placed calls do not count, are only the uncertain ones', () => {
		const execution = {};
		new DialedNumbers(execution, true).placed(ANNA, 'conv_a');
		const run = new DialedNumbers(execution, false);
		run.placed(BEN, 'conv_b');
		expect([ANNA, BEN].map((number) => run.of(number))).toEqual([undefined, undefined]);
		expect(new DialedNumbers(execution, true).of(BEN)).toBeUndefined();
	});

	it.each([true, false])(
		'an uncertain one that was found is uncertain no more (%s)',
		(countsPlaced) => {
			const run = new DialedNumbers({}, countsPlaced);
			run.uncertain(ANNA);
			run.placed(ANNA, undefined);
			expect(run.of(ANNA)).toEqual(countsPlaced ? { kind: 'placed' } : undefined);
		},
	);

	it.each([5, 'x', null, [], {}, { kind: 'other' }])('count as uncertain if %j is kept', (kept) => {
		const execution = { elevenLabsCalls: { [ANNA]: kept } };
		expect(new DialedNumbers(execution, false).of(ANNA)).toEqual({ kind: 'uncertain' });
	});
});

describe('a number that is being dialed', () => {
	it('is given to another run of the execution once its outcome is final', async () => {
		const execution = {};
		const [one, other] = [new DialedNumbers(execution, true), new DialedNumbers(execution, true)];
		const order: string[] = [];
		expect(await one.begin(ANNA, NEVER)).toBe(true);
		const waiting = other.begin(ANNA, NEVER).then(() => order.push('begun'));
		expect(await other.begin(BEN, NEVER)).toBe(true);
		order.push('uncertain');
		one.uncertain(ANNA);
		await new Promise(setImmediate);
		order.push('placed');
		one.placed(ANNA, 'conv_a');
		await waiting;
		expect(order).toEqual(['uncertain', 'placed', 'begun']);
		expect(other.of(ANNA)).toEqual({ kind: 'placed', conversationId: 'conv_a' });
	});

	it('is given to one of several that wait', async () => {
		const execution = {};
		const [one, ...others] = [1, 2, 3].map(() => new DialedNumbers(execution, true));
		await one!.begin(ANNA, NEVER);
		const begun: DialedNumbers[] = [];
		const waiting = others.map(async (run) => {
			await run.begin(ANNA, NEVER);
			begun.push(run);
		});
		one!.endAll();
		await new Promise(setImmediate);
		expect(begun).toHaveLength(1);
		begun[0]!.end(ANNA);
		await Promise.all(waiting);
		expect(begun).toHaveLength(2);
	});

	it('is not waited for by its own run, nor freed by another', async () => {
		const execution = {};
		const [one, other] = [new DialedNumbers(execution, true), new DialedNumbers(execution, true)];
		await one.begin(ANNA, NEVER);
		expect(await one.begin(ANNA, NEVER)).toBe(true);
		other.end(ANNA);
		expect(await other.begin(ANNA, Promise.resolve())).toBe(false);
	});
});

it('knows the latest conversations of the whole execution, and not of another', () => {
	const execution = {};
	const [one, other] = [new DialedNumbers(execution, false), new DialedNumbers(execution, false)];
	for (let index = 0; index < 1_500; index++) one.placed(ANNA, `conv_${index}`);
	one.placed(BEN, undefined);
	expect(other.conversationIds.has('conv_1499')).toBe(true);
	expect(other.conversationIds.size).toBe(1_000);
	expect(new DialedNumbers({}, false).conversationIds.size).toBe(0);
	expect(JSON.stringify(execution)).not.toContain('conv_');
});
