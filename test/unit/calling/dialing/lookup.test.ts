import type { Clock } from '../../../../nodes/shared/clock';
import type {
	UncertainDial,
	PhoneConversation,
} from '../../../../nodes/shared/calling/dialing/lookup';
import {
	findUncertainCalls,
	LOOKS_AFTER_MS,
} from '../../../../nodes/shared/calling/dialing/lookup';

const START = Date.parse('2026-03-02T10:00:00Z');
const START_SECS = START / 1000;
const ANNA = '+14155550123';
const BEN = '+14155550199';

const dial = (more: Partial<UncertainDial> = {}): UncertainDial => ({
	agentId: 'agent_a',
	toNumber: ANNA,
	dialedAt: START,
	...more,
});

interface Listed extends PhoneConversation {
	agentId: string;
	/** The look at which it is listed for the first time, from 1. */
	listedAtLook: number;
	/** The look from which its number is known. */
	knownAtLook: number;
}

const conversation = (conversationId: string, more: Partial<Listed> = {}): Listed => ({
	conversationId,
	startedAt: START_SECS,
	externalNumber: ANNA,
	agentId: 'agent_a',
	listedAtLook: 1,
	knownAtLook: 1,
	...more,
});

/** ElevenLabs with some conversations, and everything that is asked of it. */
function elevenLabsWith(conversations: Listed[], cancelAtLook = Infinity) {
	let now = START;
	let look = 0;
	const waits: number[] = [];
	const lists: Array<[look: number, agentId: string, since: number]> = [];
	const reads: Array<[look: number, conversationId: string]> = [];
	const clock: Clock = {
		now: () => now,
		wait: async (milliseconds) => {
			waits.push(milliseconds);
			look++;
			now += milliseconds;
			await Promise.resolve();
		},
		isCancelled: () => look >= cancelAtLook,
		cancelled: new Promise(() => {}),
	};
	const source = {
		list: async (agentId: string, since: number) => {
			lists.push([look, agentId, since]);
			return await Promise.resolve(
				conversations
					.filter((one) => one.agentId === agentId && one.listedAtLook <= look)
					.filter(({ startedAt }) => startedAt >= since)
					.map(({ conversationId, startedAt }) => ({ conversationId, startedAt })),
			);
		},
		read: async (id: string): Promise<Omit<PhoneConversation, 'startedAt'> | undefined> => {
			reads.push([look, id]);
			const one = conversations.find(({ conversationId }) => conversationId === id);
			if (one === undefined) return undefined;
			const { conversationId, externalNumber, callId, isSip, isInbound } = one;
			const isKnown = externalNumber !== undefined && one.knownAtLook <= look;
			return await Promise.resolve({
				conversationId,
				callId,
				isSip,
				...(isInbound === undefined ? {} : { isInbound }),
				...(isKnown ? { externalNumber } : {}),
			});
		},
	};
	const find = async (lost: UncertainDial[], known = new Set<string>(), clockOffsetMs = 0) =>
		(await findUncertainCalls(lost, source, known, clock, clockOffsetMs)).map(
			(found) => found?.conversationId,
		);
	return { clock, source, waits, lists, reads, find };
}

describe('an uncertain call', () => {
	it('is found with everything for its answer', async () => {
		const { source, clock } = elevenLabsWith([
			conversation('conv_a', { callId: 'CA1', isSip: false }),
		]);
		expect(await findUncertainCalls([dial()], source, new Set(), clock, 0)).toEqual([
			{
				conversationId: 'conv_a',
				startedAt: START_SECS,
				externalNumber: ANNA,
				callId: 'CA1',
				isSip: false,
			},
		]);
	});

	it('is not a call that the person makes at that moment', async () => {
		const { find } = elevenLabsWith([
			conversation('conv_theirs', { isInbound: true }),
			conversation('conv_ours', { isInbound: false, startedAt: START_SECS + 1 }),
		]);
		expect(await find([dial(), dial()])).toEqual(['conv_ours', undefined]);
	});

	it.each([1, 2, 3, 4, 5])('is found as soon as it is listed, at look %p', async (look) => {
		const { find, waits } = elevenLabsWith([conversation('conv_a', { listedAtLook: look })]);
		expect(await find([dial()])).toEqual(['conv_a']);
		expect(waits.slice(0, look)).toEqual(LOOKS_AFTER_MS.slice(0, look));
	});

	it('is given up after the last search, about 20 seconds later', async () => {
		const { find, waits, lists } = elevenLabsWith([conversation('conv_a', { listedAtLook: 6 })]);
		expect(await find([dial()])).toEqual([undefined]);
		expect(waits).toEqual([500, 1_500, 3_000, 5_000, 10_000]);
		expect(lists).toHaveLength(5);
	});

	it('is not searched for once all are found', async () => {
		const { find, lists, reads } = elevenLabsWith([conversation('conv_a')]);
		await find([dial()]);
		expect(lists).toEqual([[1, 'agent_a', START_SECS - 1]]);
		expect(reads).toEqual([[1, 'conv_a']]);
	});

	it('is found once its number is known', async () => {
		const { find, reads } = elevenLabsWith([conversation('conv_a', { knownAtLook: 3 })]);
		expect(await find([dial()])).toEqual(['conv_a']);
		expect(reads.map(([look]) => look)).toEqual([1, 2, 3]);
	});

	it.each([
		['+1 (415) 555-0123', true],
		['14155550123', true],
		['4155550123', false],
		[BEN, false],
		['', false],
		[undefined, false],
	])('is known by the digits of its number, as in %p: %p', async (externalNumber, isIt) => {
		const { find } = elevenLabsWith([conversation('conv_a', { externalNumber })]);
		expect(await find([dial()])).toEqual([isIt ? 'conv_a' : undefined]);
	});

	it.each([
		[-2, 0, false],
		[-1, 0, true],
		[0, 0, true],
		[8, 0, true],
		[-32, -30_000, false],
		[-31, -30_000, true],
		[28, 30_000, false],
		[29, 30_000, true],
	])(
		'began %p s after its dial at most a second too early, with a clock %p ms ahead: %p',
		async (seconds, offset, isIt) => {
			const { find } = elevenLabsWith([
				conversation('conv_a', { startedAt: START_SECS + seconds }),
			]);
			expect(await find([dial()], new Set(), offset)).toEqual([isIt ? 'conv_a' : undefined]);
		},
	);

	it('is not one that began before its own dial, though another dial is older', async () => {
		const { find } = elevenLabsWith([conversation('conv_a', { startedAt: START_SECS + 5 })]);
		const lost = [dial({ dialedAt: START + 9_000 }), dial({ toNumber: BEN })];
		expect(await find(lost)).toEqual([undefined, undefined]);
	});

	it('is not one that belongs to another call, which is not even read', async () => {
		const { find, reads } = elevenLabsWith([conversation('conv_a'), conversation('conv_b')]);
		expect(await find([dial()], new Set(['conv_a']))).toEqual(['conv_b']);
		expect(reads.map(([, id]) => id)).toEqual(['conv_b']);
	});

	it('is added to the known ones', async () => {
		const known = new Set(['conv_x']);
		await elevenLabsWith([conversation('conv_a')]).find([dial()], known);
		expect([...known]).toEqual(['conv_x', 'conv_a']);
	});

	it('is not one of another agent', async () => {
		const { find } = elevenLabsWith([conversation('conv_a', { agentId: 'agent_b' })]);
		expect(await find([dial()])).toEqual([undefined]);
	});

	it('is the oldest of several', async () => {
		const { find } = elevenLabsWith([
			conversation('conv_late', { startedAt: START_SECS + 9 }),
			conversation('conv_early', { startedAt: START_SECS + 1 }),
		]);
		expect(await find([dial()])).toEqual(['conv_early']);
	});
});

describe('several uncertain calls', () => {
	it('to one number never share a conversation', async () => {
		const { find } = elevenLabsWith([conversation('conv_a')]);
		expect(await find([dial(), dial()])).toEqual(['conv_a', undefined]);
	});

	it('to one number get theirs in the order of their dials, wherever they stand', async () => {
		const { find } = elevenLabsWith([
			conversation('conv_2', { startedAt: START_SECS + 4 }),
			conversation('conv_1', { startedAt: START_SECS }),
		]);
		expect(await find([dial({ dialedAt: START + 4_000 }), dial()])).toEqual(['conv_2', 'conv_1']);
	});

	it('to one number get theirs at different looks', async () => {
		const { find } = elevenLabsWith([
			conversation('conv_1'),
			conversation('conv_2', { listedAtLook: 4 }),
		]);
		expect(await find([dial(), dial()])).toEqual(['conv_1', 'conv_2']);
	});

	it('to the same number are found in the order of their dials', async () => {
		const { find } = elevenLabsWith([
			conversation('conv_first', { startedAt: START_SECS + 5 }),
			conversation('conv_second', { startedAt: START_SECS + 6 }),
		]);
		expect(await find([dial({ dialedAt: START + 5_000 }), dial()])).toEqual([
			'conv_second',
			'conv_first',
		]);
	});

	it('are looked for with one list for each agent, from the oldest dial on', async () => {
		const { find, lists } = elevenLabsWith([
			conversation('conv_a'),
			conversation('conv_b', { externalNumber: BEN }),
			conversation('conv_c', { agentId: 'agent_c', startedAt: START_SECS + 7 }),
		]);
		const lost = [
			dial({ toNumber: BEN, dialedAt: START + 700 }),
			dial({ agentId: 'agent_c', dialedAt: START + 7_999 }),
			dial(),
		];
		expect(await find(lost)).toEqual(['conv_b', 'conv_c', 'conv_a']);
		expect(lists).toEqual([
			[1, 'agent_a', START_SECS - 1],
			[1, 'agent_c', START_SECS + 6],
		]);
	});

	it('leave only agents to ask that still have an open one', async () => {
		const { find, lists } = elevenLabsWith([conversation('conv_a')]);
		await find([dial(), dial({ agentId: 'agent_b' })]);
		expect(lists.map(([look, agentId]) => `${look} ${agentId}`)).toEqual([
			'1 agent_a',
			'1 agent_b',
			'2 agent_b',
			'3 agent_b',
			'4 agent_b',
			'5 agent_b',
		]);
	});

	it('need the details of each conversation once, no matter who was called', async () => {
		const strangers = Array.from({ length: 20 }, (_, n) =>
			conversation(`conv_${n}`, { externalNumber: BEN }),
		);
		const { find, reads } = elevenLabsWith(strangers);
		expect(await find([dial(), dial(), dial()])).toEqual([undefined, undefined, undefined]);
		expect(reads).toHaveLength(20);
		expect(reads.every(([look]) => look === 1)).toBe(true);
	});
});

describe('the search for uncertain calls', () => {
	it('goes on after a list that fails', async () => {
		const { find, source, lists } = elevenLabsWith([conversation('conv_a')]);
		const { list } = source;
		source.list = async (...wanted) => {
			const listed = await list(...wanted);
			if (lists.length < 3) throw new Error('503');
			return listed;
		};
		expect(await find([dial()])).toEqual(['conv_a']);
		expect(lists.map(([look]) => look)).toEqual([1, 2, 3]);
	});

	it.each([
		['fails', async () => await Promise.reject(new Error('404'))],
		['can’t be read', async () => await Promise.resolve(undefined)],
	])('goes on after a conversation that %s', async (_, unreadable) => {
		const { find, source, reads } = elevenLabsWith([
			conversation('conv_x'),
			conversation('conv_a'),
		]);
		const { read } = source;
		source.read = async (id) => {
			const details = await read(id);
			return id === 'conv_x' ? await unreadable() : details;
		};
		expect(await find([dial(), dial({ toNumber: BEN })])).toEqual(['conv_a', undefined]);
		// What could not be read is read again; what was read is not.
		expect(reads.map(([look, id]) => `${look} ${id}`)).toEqual([
			'1 conv_x',
			'1 conv_a',
			'2 conv_x',
			'3 conv_x',
			'4 conv_x',
			'5 conv_x',
		]);
	});

	it('finds nothing, and throws nothing, if nothing can be asked', async () => {
		const { find, source } = elevenLabsWith([conversation('conv_a')]);
		source.list = async () => await Promise.reject(new Error('401'));
		expect(await find([dial(), dial()])).toEqual([undefined, undefined]);
	});

	it.each([1, 2, 3])('ends when the run is canceled before look %p', async (look) => {
		const { find, lists } = elevenLabsWith(
			[conversation('conv_a'), conversation('conv_b', { listedAtLook: look })],
			look,
		);
		expect(await find([dial(), dial()])).toEqual([look > 1 ? 'conv_a' : undefined, undefined]);
		expect(lists).toHaveLength(look - 1);
	});

	it('asks nothing if nothing was lost', async () => {
		const { find, lists } = elevenLabsWith([conversation('conv_a')]);
		expect(await find([])).toEqual([]);
		expect(lists).toEqual([]);
	});
});
