import fc from 'fast-check';
import type { ContactLimit } from '../../../../nodes/shared/calling/guards/contactRule';
import type { Contact } from '../../../../nodes/shared/calling/guards/contacts';
import { contactKeys, Contacts } from '../../../../nodes/shared/calling/guards/contacts';
import { RecentCalls } from '../../../../nodes/shared/calling/guards/recentCalls';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-26T12:00:00Z');
const ANNA = 'crm-1';
const ONCE_A_DAY = { maxCalls: 1, days: 1, hoursApart: 0 };
const OFTEN = { maxCalls: 100, days: 1, hoursApart: 0 };

const conversation = (startedAt: number, isInbound = false, id = `conv_${startedAt}`): Contact => ({
	conversationId: id,
	startedAt,
	isInbound,
});

/** ElevenLabs and n8n's database, as several workers see them. */
class World {
	now = START;

	readonly conversations: Contact[] = [];

	/** When each conversation is listed. */
	readonly listedAt = new Map<string, number>();

	readonly claimed = new Set<string>();

	readonly asked: Array<{ userId: string; pageSize: number; from: number }> = [];

	refusal: Error | undefined;

	claimRefusal: Error | undefined;

	/** @param turn what each answer waits for */
	constructor(private readonly turn: (label: string) => Promise<unknown> = async () => {}) {}

	worker(): Contacts {
		const turn = this.turn;
		return new Contacts({
			conversations: async (userId, pageSize, cursor) =>
				await this.page(userId, pageSize, Number(cursor ?? 0)),
			claims: {
				claim: async (key) => {
					await turn('claim');
					if (this.claimRefusal !== undefined) throw this.claimRefusal;
					if (this.claimed.has(key)) return false;
					this.claimed.add(key);
					return true;
				},
				release: async (key) => {
					this.claimed.delete(key);
				},
			},
			recent: new RecentCalls(),
			now: () => this.now,
		});
	}

	place(id: string, lagMs: number): void {
		this.conversations.push(conversation(this.now, false, id));
		this.listedAt.set(id, this.now + lagMs);
	}

	private async page(userId: string, pageSize: number, from: number) {
		this.asked.push({ userId, pageSize, from });
		await this.turn('list');
		if (this.refusal !== undefined) throw this.refusal;
		const listed = this.conversations
			.filter(({ conversationId: id }) => (this.listedAt.get(id) ?? 0) <= this.now)
			.sort((a, b) => b.startedAt - a.startedAt);
		const end = from + pageSize;
		return {
			entries: listed.slice(from, end),
			...(end < listed.length ? { next: String(end) } : {}),
		};
	}
}

let world: World;
let contacts: Contacts;

beforeEach(() => {
	world = new World();
	contacts = world.worker();
});

const begin = async (item: number, limit: ContactLimit = OFTEN, worker = contacts, user = ANNA) =>
	await worker.begin(item, user, limit, () => world.now);

const ago = (hours: number, isInbound = false) => conversation(START - hours * HOUR, isInbound);

describe('the calls of a run', () => {
	it('count those that ElevenLabs lists', async () => {
		world.conversations.push(ago(23), ago(25));
		expect(await begin(0, ONCE_A_DAY)).toEqual({
			why: 'contact limit reached',
			callsFound: 1,
			nextCallTime: START + HOUR,
		});
		expect(world.claimed.size).toBe(0);
	});

	it('do not count those of the person', async () => {
		world.conversations.push(ago(1, true), ago(2, true));
		expect(await begin(0, ONCE_A_DAY)).toBeUndefined();
	});

	it('take one page in nearly all cases', async () => {
		world.conversations.push(...[1, 2, 3, 4, 5].map((hours) => ago(hours, true)), ago(6));
		await begin(0, { maxCalls: 3, days: 7, hoursApart: 0 });
		expect(world.asked).toEqual([{ userId: ANNA, pageSize: 13, from: 0 }]);
	});

	it('are read on until it is decided', async () => {
		world.conversations.push(...Array.from({ length: 25 }, (_, hour) => ago(hour / 2, true)));
		world.conversations.push(ago(20));
		expect((await begin(0, ONCE_A_DAY))?.callsFound).toBe(1);
		expect(world.asked.map(({ from }) => from)).toEqual([0, 11, 22]);
	});

	it('are refused if a User ID has too many conversations to tell', async () => {
		world.conversations.push(...Array.from({ length: 300 }, (_, n) => ago(n / 100, true)));
		await expect(begin(0, ONCE_A_DAY)).rejects.toThrow(/too many conversations/);
	});

	it('are refused if the list can’t be read, or a key can’t be claimed; nothing is left of them', async () => {
		world.refusal = new Error('502');
		await expect(begin(0)).rejects.toThrow('502');
		world.refusal = undefined;
		world.claimRefusal = new Error('no database');
		await expect(begin(0)).rejects.toThrow('no database');
		world.claimRefusal = undefined;
		expect(await begin(1, ONCE_A_DAY)).toBeUndefined();
	});

	it('count those of the same process that are not listed yet', async () => {
		await begin(0, ONCE_A_DAY);
		contacts.placed(0, 'conv_a');
		expect(await begin(1, ONCE_A_DAY)).toMatchObject({
			why: 'contact limit reached',
			callsFound: 1,
			nextCallTime: START + DAY,
		});
	});

	it('count a call once, whether it is listed or not', async () => {
		const twice = { maxCalls: 2, days: 1, hoursApart: 0 };
		await begin(0, twice);
		world.place('conv_a', 0);
		contacts.placed(0, 'conv_a');
		expect(await begin(1, twice)).toBeUndefined();
	});

	it('wait for a call that is being placed, or that may have been', async () => {
		await begin(0);
		expect(await begin(1)).toEqual({
			why: 'another call to this recipient is being placed, or may have been',
			callsFound: 0,
			nextCallTime: START + HOUR,
		});
		expect(await begin(2, OFTEN, contacts, 'crm-2')).toBeUndefined();
		world.now += 2 * HOUR;
		expect(await begin(3)).toBeUndefined();
	});

	it('do not count a call that was definitely not placed', async () => {
		await begin(0, ONCE_A_DAY);
		await contacts.release(0);
		await contacts.release(0);
		expect(world.claimed.size).toBe(0);
		expect(await begin(1, ONCE_A_DAY)).toBeUndefined();
	});
});

describe('a scheduled call', () => {
	const schedule = async (item: number, days: number, limit: ContactLimit, worker = contacts) =>
		await worker.begin(item, ANNA, limit, () => world.now + days * DAY);

	it('counts until its time, also hours later', async () => {
		expect(await schedule(0, 2, ONCE_A_DAY)).toBeUndefined();
		world.now += 3 * HOUR;
		expect(await schedule(1, 2, ONCE_A_DAY)).toMatchObject({
			why: 'contact limit reached',
			nextCallTime: START + 3 * DAY,
		});
		expect(await begin(2, ONCE_A_DAY)).toMatchObject({ callsFound: 1 });
	});

	it('leaves room for other calls that the limit allows, at other times', async () => {
		const twice = { maxCalls: 2, days: 7, hoursApart: 0 };
		await schedule(0, 2, twice);
		world.now += 3 * HOUR;
		expect(await schedule(1, 2 - 1 / 8, twice)).toMatchObject({
			why: 'another call to this recipient is being placed, or may have been',
		});
		expect(await begin(2, twice)).toBeUndefined();
		world.place('conv_a', 0);
		world.now += 3 * HOUR;
		expect(await schedule(3, 3, twice)).toMatchObject({ why: 'contact limit reached' });
	});

	it('is being placed for an hour from its time, and then ElevenLabs lists it', async () => {
		const often = { maxCalls: 9, days: 7, hoursApart: 0 };
		await schedule(0, 1, often);
		world.now += DAY;
		world.place('conv_a', 0);
		world.now += HOUR - 1;
		expect(await begin(1, often)).toMatchObject({ nextCallTime: START + DAY + HOUR });
		world.now += 1;
		expect(await begin(2, often)).toBeUndefined();
	});

	it('is not scheduled by another worker for the same time', async () => {
		await schedule(0, 2, ONCE_A_DAY);
		world.now += 3 * HOUR;
		expect(await schedule(0, 2 - 1 / 8, ONCE_A_DAY, world.worker())).toMatchObject({
			why: 'another run has just called this recipient, or is about to',
		});
	});

	it('that is not created leaves nothing', async () => {
		await schedule(0, 2, ONCE_A_DAY);
		await contacts.release(0);
		expect(world.claimed.size).toBe(0);
		expect(await schedule(1, 2, ONCE_A_DAY, world.worker())).toBeUndefined();
	});
});

describe('two workers', () => {
	it('do not both call a person whose last call is the same for both', async () => {
		const other = world.worker();
		expect(await begin(0)).toBeUndefined();
		expect(await begin(0, OFTEN, other)).toEqual({
			why: 'another run has just called this recipient, or is about to',
			callsFound: 0,
			nextCallTime: START + 2 * HOUR,
		});
	});

	it('both call if the first call is listed and the limit allows it', async () => {
		await begin(0);
		world.place('conv_a', 0);
		contacts.placed(0, 'conv_a');
		expect(await begin(0, OFTEN, world.worker())).toBeUndefined();
	});

	it('of which one died block the person for two hours at most', async () => {
		world.now = START + HOUR - 1;
		await begin(0);
		const blocked = async () => (await begin(1, OFTEN, world.worker())) !== undefined;
		expect(await blocked()).toBe(true);
		world.now += HOUR;
		expect(await blocked()).toBe(true);
		world.now += 1;
		expect(await blocked()).toBe(false);
	});

	it('have a key in common if they ask within an hour', () => {
		fc.assert(
			fc.property(fc.nat(10 * DAY), fc.nat(HOUR), (first, pause) => {
				const keys = contactKeys(ANNA, 'conv_a', START + first);
				const later = contactKeys(ANNA, 'conv_a', START + first + pause);
				expect(later.some((key) => keys.includes(key))).toBe(true);
			}),
		);
	});

	it('have other keys for other people and other last calls', () => {
		const keys = [
			[ANNA, undefined],
			[ANNA, 'null'],
			[ANNA, 'conv_a'],
			['crm-2', 'conv_a'],
		].flatMap(([user = '', last]) => contactKeys(user, last, START));
		expect(new Set(keys).size).toBe(8);
	});
});

it('any number of workers, at whatever moments, keep to the limit together', async () => {
	const limits = fc.record({
		maxCalls: fc.integer({ min: 1, max: 3 }),
		days: fc.constant(1),
		hoursApart: fc.constantFrom(0, 0, 2),
	});
	const lag = fc.constantFrom(0, 5_000, 60_000);
	const answers = fc.constantFrom('placed', 'refused', 'uncertain', 'lost');
	const attempts = fc.array(
		fc.record({
			worker: fc.nat(2),
			/** What happens before the next one asks. */
			steps: fc.nat(6),
			pause: fc.constantFrom(0, 1_000, HOUR),
			lag,
			answer: answers,
		}),
		{ minLength: 2, maxLength: 9 },
	);
	await fc.assert(
		fc.asyncProperty(
			fc.scheduler(),
			limits,
			attempts,
			fc.nat(HOUR),
			async (scheduler, limit, wanted, minute) => {
				world = new World(async (label) => await scheduler.schedule(Promise.resolve(), label));
				world.now += minute;
				const workers = [0, 1, 2].map(() => world.worker());
				const runs: Array<Promise<void>> = [];
				for (const [item, { worker, steps, pause, lag: lagMs, answer }] of wanted.entries()) {
					const run = workers[worker] as Contacts;
					runs.push(
						(async () => {
							if ((await begin(item, limit, run)) !== undefined) return;
							await scheduler.schedule(Promise.resolve(), 'dial');
							if (answer === 'refused') return await run.release(item);
							// A lost call has no ID for the worker that placed it.
							const id = `conv_${item}`;
							world.place(id, lagMs);
							await scheduler.schedule(Promise.resolve(), 'answer');
							if (answer === 'placed') run.placed(item, id);
						})(),
					);
					// No call takes as long as an hour to be placed.
					if (pause === HOUR) await scheduler.waitFor(Promise.all(runs));
					for (let step = 0; step < steps && scheduler.count() > 0; step += 1) {
						await scheduler.waitOne();
					}
					world.now += pause;
				}
				await scheduler.waitFor(Promise.all(runs));

				const starts = world.conversations.map(({ startedAt }) => startedAt);
				for (const start of starts) {
					const window = starts.filter((one) => one >= start && one < start + DAY);
					expect(window.length).toBeLessThanOrEqual(limit.maxCalls);
				}
				if (limit.hoursApart > 0) {
					const sorted = [...starts].sort((a, b) => a - b);
					for (const [index, start] of sorted.slice(1).entries()) {
						expect(start - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(2 * HOUR);
					}
				}
			},
		),
		{ numRuns: 500 },
	);
});
