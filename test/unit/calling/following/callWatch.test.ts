import fc from 'fast-check';
import type {
	WaitEnding,
	WatchedCall,
	WatchSource,
} from '../../../../nodes/shared/calling/following/callWatch';
import { CallWatch } from '../../../../nodes/shared/calling/following/callWatch';
import { RunClock, settle, VirtualTime } from '../../../clock/virtualTime';

const START = Date.parse('2026-03-02T10:00:00Z');
const MINUTE = 60_000;
/** The longest wait between two looks, with the most jitter. */
const INTERVAL = 16_500;

const isOver = (status: string | undefined) => status === 'done' || status === 'failed';

class Refusal extends Error {
	constructor(readonly status: number) {
		super(`HTTP ${status}`);
	}
}

interface Call {
	id: string;
	agentId: string;
	/** After the beginning, in milliseconds. */
	startsAfter: number;
	/** After its start; never by default. */
	endsAfter?: number;
	endsAs?: 'done' | 'failed';
	/** After its start ElevenLabs does not know it. */
	unknownFor?: number;
	/** Whether no list has it. */
	isUnlisted?: boolean;
}

interface Conversation {
	conversation_id: string;
	agent_id: string;
	status: string;
	metadata: { start_time_unix_secs: number };
}

interface Asked {
	at: number;
	what: 'list' | 'read';
	id?: string;
	query?: { agentId?: string; since?: number; cursor?: string };
	/** The status that a read was answered with. */
	told?: string;
}

interface Faults {
	/** Answers a request with this status instead; 0: no answer. */
	fault?: (asked: Asked) => number | undefined;
	takesMs?: number;
	/** How far ElevenLabs' clock is ahead. */
	offsetMs?: number;
}

/** ElevenLabs with some calls, and everything that is asked of it. */
function elevenLabs(
	time: VirtualTime,
	calls: Call[],
	{ fault, takesMs = 50, offsetMs = 0 }: Faults = {},
) {
	const asked: Asked[] = [];
	const startOf = (call: Call) => START + call.startsAfter;
	const startSecs = (call: Call) => Math.floor((startOf(call) + offsetMs) / 1000);
	const isKnown = (call: Call) => time.now() >= startOf(call) + (call.unknownFor ?? 0);
	const statusOf = ({ endsAfter = Infinity, endsAs = 'done', ...call }: Call) =>
		time.now() >= startOf(call) + endsAfter ? endsAs : 'in-progress';
	const byId = new Map(calls.map((call) => [call.id, call]));
	const newestFirst = calls
		.filter(({ isUnlisted }) => !isUnlisted)
		.sort((a, b) => b.startsAfter - a.startsAfter);
	const listOf = (agentId: string | undefined) =>
		newestFirst.filter((call) => agentId === undefined || call.agentId === agentId);
	const request = async (what: Omit<Asked, 'at'>) => {
		const made: Asked = { at: time.now(), ...what };
		asked.push(made);
		const status = fault?.(made);
		await time.after(takesMs);
		if (status !== undefined) throw new Refusal(status);
		return made;
	};
	const statusIn = (error: unknown) => (error instanceof Refusal ? error.status : undefined);
	const source: WatchSource<Conversation> = {
		async list(query) {
			await request({ what: 'list', query });
			const { agentId, since = -Infinity, cursor = '0' } = query;
			const all = listOf(agentId).filter((call) => isKnown(call) && startSecs(call) > since);
			const from = Number(cursor);
			return {
				conversations: all
					.slice(from, from + 100)
					.map((call) => ({ conversationId: call.id, status: statusOf(call) })),
				...(from + 100 < all.length && { nextCursor: String(from + 100) }),
			};
		},
		async read(id) {
			const made = await request({ what: 'read', id });
			const call = byId.get(id);
			if (call === undefined || !isKnown(call)) throw new Refusal(404);
			const status = statusOf(call);
			made.told = status;
			return {
				conversation_id: id,
				agent_id: call.agentId,
				status,
				metadata: { start_time_unix_secs: startSecs(call) },
			};
		},
		isGone: (error) => statusIn(error) === 404,
		isRefused: (error) => [401, 403].includes(statusIn(error) ?? 0),
		isTooMany: (error) => statusIn(error) === 429,
	};
	return { source, asked };
}

type Ending = WaitEnding<Conversation> & { after: number };

interface Scene extends Faults {
	calls: Call[];
	/** How long each is waited for. */
	waitsFor?: number;
	/** Whether nothing but its ID is known of a call. */
	areTyped?: boolean;
	/** The calls that are waited for; all by default. */
	watched?: Call[];
	random?: () => number;
}

function watchOf({ calls, waitsFor = 20 * MINUTE, areTyped = false, ...scene }: Scene) {
	const time = new VirtualTime(START);
	const clock = new RunClock(time);
	const { source, asked } = elevenLabs(time, calls, scene);
	/** How many requests were made before each wait of the watch. */
	const askedBeforeWait: number[] = [];
	const watch = new CallWatch<Conversation>({
		source,
		clock: {
			now: () => clock.now(),
			isCancelled: () => clock.isCancelled(),
			cancelled: clock.cancelled,
			wait: async (milliseconds) => {
				askedBeforeWait.push(asked.length);
				await clock.wait(milliseconds);
			},
		},
		random: scene.random ?? (() => 0.5),
		clockOffsetMs: () => scene.offsetMs ?? 0,
	});
	const endings = new Map<string, Ending>();
	const await1 = async (call: Call) => {
		const dialedAt = areTyped ? START : START + call.startsAfter;
		if (dialedAt > clock.now()) await clock.wait(dialedAt - clock.now());
		const watched: WatchedCall = {
			conversationId: call.id,
			...(!areTyped && { agentId: call.agentId, dialedAt }),
			deadline: dialedAt + waitsFor,
		};
		const ending = await watch.ended(watched);
		endings.set(call.id, { ...ending, after: clock.now() - START });
	};
	const all = Promise.all((scene.watched ?? calls).map(await1));
	/** Lets everybody wait to the end. */
	const run = async () => {
		await time.until(all);
		return endings;
	};
	return {
		clock,
		time,
		watch,
		asked,
		endings,
		all,
		run,
		readsOf: (id: string) => asked.filter((one) => one.id === id),
		/** The requests of each look by which it finds out what calls do. */
		looks: () =>
			askedBeforeWait.map(
				(end, index) =>
					asked.slice(askedBeforeWait[index - 1] ?? 0, end).filter(({ told }) => !isOver(told))
						.length,
			),
	};
}

const call = (id: string, more: Partial<Call> = {}): Call => ({
	id,
	agentId: 'agent_a',
	startsAfter: 0,
	...more,
});
const many = (count: number, more: (index: number) => Partial<Call> = () => ({})) =>
	Array.from({ length: count }, (_, index) => call(`conv_${index}`, more(index)));

describe('a thousand calls', () => {
	const ENDS: Array<Partial<Call>> = [
		{ endsAfter: 75_000 },
		{ endsAfter: 38_000 },
		{ endsAfter: 4_000, endsAs: 'failed' },
		{ endsAfter: 60_000, endsAs: 'failed' },
		{ endsAfter: 8_000, endsAs: 'failed', unknownFor: 3_000 },
		{ endsAfter: 300_000, unknownFor: 1_000 },
		{},
	];
	const mixed = (index: number): Partial<Call> => ENDS[index % ENDS.length] ?? {};

	const AMONG_OTHERS = many(2_000, (n) => ({ ...mixed(n >> 1), startsAfter: n * 100 }));

	it.each<[string, Scene]>([
		['of one agent, dialed at once', { calls: many(1_000, mixed) }],
		[
			'dialed one after the other',
			{ calls: many(1_000, (n) => ({ ...mixed(n), startsAfter: n * 300 })) },
		],
		['of five agents', { calls: many(1_000, (n) => ({ ...mixed(n), agentId: `agent_${n % 5}` })) }],
		[
			'of three hundred agents',
			{ calls: many(1_000, (n) => ({ ...mixed(n), agentId: `agent_${n % 300}` })) },
		],
		[
			'among as many of other people',
			{
				calls: AMONG_OTHERS,
				watched: AMONG_OTHERS.filter((_, n) => n % 2 === 0),
			},
		],
		['of a workspace whose time is ahead', { calls: many(1_000, mixed), offsetMs: 90_400 }],
		['of a workspace whose time is behind', { calls: many(1_000, mixed), offsetMs: -90_400 }],
	])('%s come out with little asking', async (_, scene) => {
		const { asked, run, looks } = watchOf({ ...scene, random: Math.random });
		const watched = scene.watched ?? scene.calls;
		const endings = await run();
		expect(endings.size).toBe(1_000);
		for (const { id, startsAfter, endsAfter, endsAs = 'done' } of watched) {
			const ending = endings.get(id);
			const took = (ending?.after ?? 0) - startsAfter;
			if (endsAfter === undefined) {
				expect(ending).toMatchObject({ timedOut: true, conversation: { status: 'in-progress' } });
				expect(took).toBeGreaterThanOrEqual(20 * MINUTE);
				expect(took).toBeLessThan(20 * MINUTE + INTERVAL);
			} else {
				expect(ending).toMatchObject({
					timedOut: false,
					cancelled: false,
					conversation: { status: endsAs },
				});
				expect(took).toBeGreaterThanOrEqual(endsAfter);
				expect(took).toBeLessThan(Math.max(endsAfter, 3_000) + INTERVAL + 7_000);
			}
		}
		expect(Math.max(...looks())).toBeLessThanOrEqual(60);
		const details = asked.filter(({ told }) => isOver(told)).map(({ id }) => id);
		expect(new Set(details).size).toBe(details.length);
		expect(details).toHaveLength(watched.filter(({ endsAfter }) => endsAfter !== undefined).length);
	});
});

const gaps = (asked: Asked[]) =>
	asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
const listsIn = (asked: Asked[]) => asked.filter(({ what }) => what === 'list');

describe('a look', () => {
	it('at one call reads it, and lists nothing', async () => {
		const one = call('a', { endsAfter: 20_000 });
		const { asked, run } = watchOf({ calls: [one, call('b')], watched: [one] });
		expect((await run()).get('a')).toMatchObject({
			conversation: { status: 'done' },
			timedOut: false,
		});
		expect(new Set(asked.map(({ what, id }) => `${what} ${id}`))).toEqual(new Set(['read a']));
	});

	it('at some calls lists those of their agent since the first dial that is waited for', async () => {
		const late = { startsAfter: 10_000, endsAfter: 40_000 };
		const { asked, run } = watchOf({
			calls: [call('a', { endsAfter: 4_000 }), call('b', late), call('c', late)],
			offsetMs: 7_000,
		});
		await run();
		expect(listsIn(asked).length).toBeGreaterThan(2);
		for (const { query } of listsIn(asked)) {
			expect(query).toEqual({ agentId: 'agent_a', since: (START + 10_000 + 7_000) / 1000 - 2 });
		}
	});

	it('ends its paging when reading the rest takes fewer requests', async () => {
		const others = many(1_000, (n) => ({ id: `other_${n}`, startsAfter: 1_000 + n }));
		const own = ['a', 'b', 'c'].map((id) => call(id, { endsAfter: 60_000 }));
		const { looks, asked, run } = watchOf({ calls: [...others, ...own], watched: own });
		await run();
		// Two pages in vain, then three reads.
		expect(looks()[1]).toBe(5);
		expect(asked.slice(0, 5).map(({ what }) => what)).toEqual([
			'list',
			'list',
			'read',
			'read',
			'read',
		]);
	});

	it('pages no further back than needed for IDs of which nothing is known, and learns from a read', async () => {
		const old = many(8, () => ({ startsAfter: -10 * MINUTE, endsAfter: 11 * MINUTE }));
		const others = many(900, (n) => ({ id: `other_${n}`, startsAfter: -n }));
		const { asked, run } = watchOf({ calls: [...others, ...old], watched: old, areTyped: true });
		const endings = await run();
		expect([...endings.values()].map(({ timedOut }) => timedOut)).toEqual(Array(8).fill(false));
		expect(asked[0]).toMatchObject({ at: START, what: 'list', query: {} });
		expect(asked.slice(0, 9).map(({ what }) => what)).toEqual([
			'list',
			...Array<string>(8).fill('read'),
		]);
		expect(listsIn(asked)[1]?.query).toEqual({
			agentId: 'agent_a',
			since: (START - 10 * MINUTE) / 1000 - 2,
		});
	});

	it('is made at once at calls of which nothing is known', async () => {
		const { asked, run } = watchOf({ calls: many(3, () => ({ endsAfter: -1 })), areTyped: true });
		const endings = await run();
		expect([...endings.values()].map(({ after }) => after)).toEqual([100, 100, 100]);
		expect(asked).toHaveLength(4);
	});

	it('reads those that no list has in turn, so that none is left out', async () => {
		const calls = many(200, (n) => ({ isUnlisted: true, ...(n === 150 && { endsAfter: 30_000 }) }));
		const { time, asked, looks, endings } = watchOf({ calls });
		await time.advance(5 * MINUTE);
		const timesOf = (id: string) => asked.filter((one) => one.id === id).length;
		const times = calls.filter(({ id }) => id !== 'conv_150').map(({ id }) => timesOf(id));
		expect(Math.min(...times)).toBeGreaterThan(2);
		expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
		expect(Math.max(...looks())).toBeLessThanOrEqual(60);
		expect(endings.get('conv_150')).toMatchObject({ timedOut: false });
	});

	it('keeps requests for reading if a list has no end', async () => {
		const own = many(100, () => ({ isUnlisted: true }));
		const crowd = many(6_000, (n) => ({ id: `other_${n}`, startsAfter: n % 1_000 }));
		const { time, asked } = watchOf({ calls: [...crowd, ...own], watched: own });
		await time.advance(5_800);
		const first = asked.map(({ what }) => what);
		expect(first).toEqual([...Array<string>(40).fill('list'), ...Array<string>(20).fill('read')]);
	});

	it('leaves none out of many agents in a crowd', async () => {
		const own = many(400, (n) => ({ agentId: `agent_${n}`, endsAfter: 5_000 + n * 100 }));
		const crowd = many(3_000, (n) => ({ id: `other_${n}`, agentId: 'x', startsAfter: 1_000 + n }));
		const { looks, run } = watchOf({ calls: [...crowd, ...own], watched: own });
		const endings = [...(await run()).values()];
		expect(endings.filter(({ timedOut }) => timedOut)).toEqual([]);
		expect(Math.max(...looks())).toBeLessThanOrEqual(60);
		expect(Math.max(...endings.map(({ after }) => after))).toBeLessThan(5 * MINUTE);
	});
});

describe('the pace of looking', () => {
	it('begins three seconds after the dial, and slows down with the age of the call', async () => {
		const { asked, run } = watchOf({ calls: [call('a', { endsAfter: 6 * MINUTE })] });
		await run();
		expect(asked[0]?.at).toBe(START + 3_000);
		const between = gaps(asked);
		expect([between[0], between.at(-1)]).toEqual([3_050, 15_050]);
		expect(between).toEqual([...between].sort((a, b) => a - b));
	});

	it('is that of the youngest call', async () => {
		const young = call('b', { startsAfter: 5 * MINUTE, endsAfter: 20_000 });
		const { asked, run } = watchOf({ calls: [call('a'), young], waitsFor: 6 * MINUTE });
		await run();
		const since = START + young.startsAfter;
		const meanwhile = asked.filter(({ at }) => at > since && at < since + 20_000);
		expect(meanwhile[0]?.at).toBeLessThanOrEqual(since + 3_000);
		expect(meanwhile.length).toBeGreaterThanOrEqual(5);
	});

	it('asks nothing once nobody waits', async () => {
		const { asked, time, run } = watchOf({ calls: many(4, () => ({ endsAfter: 5_000 })) });
		await run();
		const count = asked.length;
		await time.drain();
		expect(asked).toHaveLength(count);
	});
});

describe('a look that fails', () => {
	it.each([[500], [503], [0], [429]])(
		'with %p is survived, and ElevenLabs is asked less',
		async (status) => {
			const { asked, run } = watchOf({
				calls: many(3, () => ({ endsAfter: 10_000 })),
				fault: ({ at }) => (at < START + 60_000 ? status : undefined),
			});
			const endings = await run();
			expect([...endings.values()].map(({ conversation }) => conversation?.status)).toEqual([
				'done',
				'done',
				'done',
			]);
			const failed = asked.filter(({ at }) => at < START + 60_000);
			expect(failed.length).toBeLessThan(20);
		},
	);

	it('with 429 asks nothing more', async () => {
		const { asked, time } = watchOf({ calls: many(50), fault: () => 429 });
		await time.advance(20_000);
		expect(asked.map(({ at }) => at - START)).toEqual([3_000, 9_050]);
	});

	it('with 429 puts off the look at a call that is handed in after it', async () => {
		const { time, asked } = watchOf({
			calls: [call('a'), call('b', { startsAfter: 4_000 })],
			fault: ({ at }) => (at === START + 3_000 ? 429 : undefined),
		});
		await time.advance(9_060);
		expect(asked.map(({ at }) => at - START)).toEqual([3_000, 9_050]);
	});

	it('for lists only reads each call', async () => {
		const { run } = watchOf({
			calls: many(55, () => ({ endsAfter: 10_000 })),
			fault: ({ what }) => (what === 'list' ? 500 : undefined),
		});
		const endings = [...(await run()).values()];
		expect(endings.filter(({ after, timedOut }) => timedOut || after > 20_000)).toEqual([]);
	});

	it.each([4, 5, 10, 11])('for the lists of %p agents reads each call', async (agents) => {
		const { run } = watchOf({
			calls: many(agents * 2, (n) => ({ agentId: `agent_${n % agents}`, endsAfter: 10_000 })),
			fault: ({ what }) => (what === 'list' ? 500 : undefined),
		});
		const endings = [...(await run()).values()];
		expect(endings.filter(({ after, timedOut }) => timedOut || after > 20_000)).toEqual([]);
	});

	it('at the detail of some calls reads them again, and keeps no other from its end', async () => {
		const failed = new Set<string>();
		const { run, readsOf } = watchOf({
			calls: many(30, () => ({ endsAfter: 2_000 })),
			fault: ({ id = 'conv_1' }) => {
				if (Number(id.slice(5)) % 3 !== 0 || failed.has(id)) return undefined;
				failed.add(id);
				return 500;
			},
		});
		const endings = [...(await run()).values()];
		expect(endings.filter(({ after, timedOut }) => timedOut || after > 7_000)).toEqual([]);
		expect(readsOf('conv_0')).toHaveLength(2);
		expect(readsOf('conv_1')).toHaveLength(1);
	});

	it('at some calls without end lets the others come out, and those at their deadline', async () => {
		const isBad = (id: string) => Number(id.slice(5)) < 20;
		const { run } = watchOf({
			calls: many(60, () => ({ endsAfter: 5_000 })),
			waitsFor: 5 * MINUTE,
			fault: ({ id }) => (id !== undefined && isBad(id) ? 500 : undefined),
		});
		for (const [id, { timedOut, error, conversation }] of await run()) {
			expect([timedOut, error, conversation?.status]).toEqual([
				isBad(id),
				isBad(id) ? new Refusal(500) : undefined,
				isBad(id) ? undefined : 'done',
			]);
		}
	});
});

describe('a call that can’t be looked up', () => {
	it.each([[1], [2]])('is waited for while ElevenLabs does not know it yet: %p', async (count) => {
		const { run } = watchOf({
			calls: many(count, () => ({ unknownFor: 50_000, endsAfter: 55_000 })),
		});
		for (const ending of (await run()).values()) {
			expect(ending).toMatchObject({ timedOut: false, conversation: { status: 'done' } });
		}
	});

	it.each([[false], [true]])(
		'is given up when it is unknown for a minute; typed: %p',
		async (areTyped) => {
			const calls = [call('a', { unknownFor: Infinity }), call('b', { endsAfter: 1_000 })];
			const endings = await watchOf({ calls, areTyped }).run();
			const { after, ...ending } = endings.get('a') ?? {};
			expect(ending).toEqual({ timedOut: false, cancelled: false, error: new Refusal(404) });
			expect(after).toBeGreaterThanOrEqual(MINUTE);
			expect(after).toBeLessThan(MINUTE + INTERVAL);
			expect(endings.get('b')?.error).toBeUndefined();
		},
	);

	it.each([
		[401, 1],
		[403, 1],
		[401, 50],
		[403, 50],
	])('is given up at once for a key that may not look: %p, %p calls', async (status, count) => {
		const { run, asked } = watchOf({ calls: many(count), fault: () => status });
		const endings = [...(await run()).values()];
		expect(endings).toHaveLength(count);
		for (const { error, after, timedOut } of endings) {
			expect([error, after, timedOut]).toEqual([new Refusal(status), 3_050, false]);
		}
		expect(asked).toHaveLength(1);
	});

	it('does not end the wait for others', async () => {
		const { run } = watchOf({
			calls: [call('a', { isUnlisted: true }), ...many(3, () => ({ endsAfter: 20_000 }))],
			fault: ({ id }) => (id === 'a' ? 403 : undefined),
		});
		const endings = await run();
		expect(endings.get('a')).toMatchObject({ error: { status: 403 } });
		expect(endings.get('conv_0')).toMatchObject({ conversation: { status: 'done' } });
	});
});

describe('a deadline', () => {
	it.each([[1_000], [10_000], [100_500]])(
		'of %p ms ends the wait with a last read',
		async (waitsFor) => {
			const { run, asked } = watchOf({ calls: many(2), waitsFor });
			for (const ending of (await run()).values()) {
				expect(ending).toMatchObject({
					timedOut: true,
					after: waitsFor + 50,
					conversation: { status: 'in-progress' },
				});
			}
			expect(asked.filter(({ at }) => at === START + waitsFor).map(({ what }) => what)).toEqual([
				'read',
				'read',
			]);
		},
	);

	it('that is no time is taken for past', async () => {
		const { run } = watchOf({ calls: [call('a')], waitsFor: NaN });
		expect((await run()).get('a')).toMatchObject({ timedOut: true, after: 50 });
	});

	it('that is past already is good for one read', async () => {
		const { run, asked } = watchOf({
			calls: [call('a', { endsAfter: -1 }), call('b')],
			waitsFor: -1,
		});
		const endings = await run();
		expect(endings.get('a')).toMatchObject({ timedOut: false, conversation: { status: 'done' } });
		expect(endings.get('b')).toMatchObject({
			timedOut: true,
			conversation: { status: 'in-progress' },
		});
		expect(asked).toHaveLength(2);
	});

	it('whose last read fails brings what was known before', async () => {
		const { run } = watchOf({
			calls: [call('a')],
			waitsFor: MINUTE,
			fault: ({ at }) => (at >= START + MINUTE ? 500 : undefined),
		});
		expect((await run()).get('a')).toMatchObject({
			timedOut: true,
			conversation: { status: 'in-progress' },
		});
	});

	it('of calls of which nothing could be read says why, even of those whose turn did not come', async () => {
		const { run } = watchOf({ calls: many(50), waitsFor: MINUTE, fault: () => 500 });
		for (const ending of (await run()).values()) {
			expect(ending).toMatchObject({ timedOut: true, error: new Refusal(500) });
		}
	});

	it('of a call that ElevenLabs never came to know says so', async () => {
		const { run } = watchOf({ calls: [call('a', { unknownFor: Infinity })], waitsFor: 30_000 });
		expect((await run()).get('a')).toEqual({
			timedOut: true,
			cancelled: false,
			error: new Refusal(404),
			after: 30_050,
		});
	});
});

describe.each<[string, (scene: ReturnType<typeof watchOf>) => void]>([
	['a cancelled run', ({ clock }) => clock.cancel()],
	['an ended watch', ({ watch }) => watch.end()],
])('%s', (_, stop) => {
	it.each([
		['before the first look', 500],
		['in a list', 3_020],
		['in reads', 3_060],
		['in a wait', 5_000],
	])('ends every wait at once: %s', async (__, after) => {
		const calls = many(50, (n) => ({ isUnlisted: n > 40, ...(n % 2 && { endsAfter: 1_000 }) }));
		const scene = watchOf({ calls });
		const { time, asked, endings } = scene;
		await time.advance(after);
		const [askedBefore, endedBefore] = [asked.length, endings.size];
		expect(endedBefore).toBe(after === 5_000 ? 25 : 0);
		stop(scene);
		await settle();
		expect(endings.size).toBe(50);
		const cancelled = [...endings.values()].filter((ending) => ending.cancelled);
		expect(cancelled).toHaveLength(50 - endedBefore);
		await time.drain();
		expect(asked).toHaveLength(askedBefore);
	});

	it('waits for nothing that is handed in later', async () => {
		const scene = watchOf({ calls: [] });
		stop(scene);
		const ending = await scene.watch.ended({ conversationId: 'a', deadline: Infinity });
		expect(ending).toEqual({ timedOut: false, cancelled: true });
		expect(scene.asked).toEqual([]);
	});
});

describe('a call that is handed in', () => {
	it('twice with a deadline of its own ends at each, and is read in full once', async () => {
		const { time, watch, readsOf } = watchOf({
			calls: [call('a', { endsAfter: 65_000 })],
			watched: [],
		});
		const waits = [START, START + MINUTE, START + 2 * MINUTE, START + 3 * MINUTE].map(
			async (deadline) => {
				const { timedOut, conversation } = await watch.ended({ conversationId: 'a', deadline });
				return [timedOut, conversation?.status, time.now() - START < 80_000];
			},
		);
		expect(await time.until(Promise.all(waits))).toEqual([
			[true, 'in-progress', true],
			[true, 'in-progress', true],
			[false, 'done', true],
			[false, 'done', true],
		]);
		expect(readsOf('a').filter(({ told }) => told === 'done')).toHaveLength(1);
	});

	it('after all others have ended is watched, too', async () => {
		const calls = [
			call('a', { endsAfter: 5_000 }),
			call('b', { startsAfter: 60_000, endsAfter: 5_000 }),
		];
		const { time, watch } = watchOf({ calls, watched: [] });
		const ended = async (id: string) => {
			const now = time.now();
			return await time.until(
				watch.ended({ conversationId: id, dialedAt: now, deadline: now + MINUTE }),
			);
		};
		expect(await ended('a')).toMatchObject({ conversation: { conversation_id: 'a' } });
		await time.advance(START + 60_000 - time.now());
		expect(await ended('b')).toMatchObject({ conversation: { conversation_id: 'b' } });
	});

	it('with an earlier deadline than any other ends at it', async () => {
		const { time, watch } = watchOf({ calls: many(2), watched: [] });
		const far = {
			conversationId: 'conv_0',
			dialedAt: START - 10 * MINUTE,
			deadline: START + 10 * MINUTE,
		};
		void watch.ended(far);
		await time.advance(1_000);
		await time.until(watch.ended({ ...far, conversationId: 'conv_1', deadline: START + 2_000 }));
		expect(time.now()).toBe(START + 2_050);
	});
});

it('whatever happens, every wait ends once and in time', async () => {
	const plan = fc.record({
		startsAfter: fc.integer({ min: 0, max: 120_000 }),
		endsAfter: fc.oneof(fc.integer({ min: 0, max: 400_000 }), fc.constant(Infinity)),
		endsAs: fc.constantFrom<'done' | 'failed'>('done', 'failed'),
		unknownFor: fc.constantFrom(0, 0, 5_000, 80_000, Infinity),
		isUnlisted: fc.boolean(),
		agentId: fc.constantFrom('agent_a', 'agent_b'),
	});
	const faultsInTurn = fc.array(fc.constantFrom(undefined, undefined, 0, 404, 429, 500), {
		minLength: 1,
		maxLength: 40,
	});
	await fc.assert(
		fc.asyncProperty(
			fc.array(plan, { maxLength: 30 }),
			faultsInTurn,
			fc.boolean(),
			fc.integer({ min: 1, max: 300_000 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			async (plans, faults, areTyped, waitsFor, random) => {
				let index = 0;
				const calls = plans.map((one, n) => call(`conv_${n}`, one));
				const { run, time, asked } = watchOf({
					calls,
					waitsFor,
					areTyped,
					random: () => random,
					fault: () => faults[index++ % faults.length],
				});
				const endings = await run();
				expect(endings.size).toBe(calls.length);
				for (const { id, startsAfter } of calls) {
					const { after, timedOut, cancelled, error, conversation } = endings.get(id) ?? {};
					expect(cancelled).toBe(false);
					expect(after).toBeLessThan((areTyped ? 0 : startsAfter) + waitsFor + 2_000);
					const isGivenUp = error !== undefined && !timedOut;
					const ways = [timedOut, isGivenUp, isOver(conversation?.status)];
					expect(ways.filter(Boolean)).toHaveLength(1);
				}
				const count = asked.length;
				await time.drain();
				expect(asked).toHaveLength(count);
			},
		),
		{ numRuns: 150 },
	);
});
