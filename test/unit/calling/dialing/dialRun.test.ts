import fc from 'fast-check';
import type {
	DialAttempt,
	DialRunOptions,
	UncertainCall,
} from '../../../../nodes/shared/calling/dialing/dialRunOptions';
import type { DialOutcome } from '../../../../nodes/shared/calling/dialing/ledger';
import { dialRun } from '../../../../nodes/shared/calling/dialing/dialRun';
import type { Failure } from '../../../../nodes/shared/failure';
import { Pace } from '../../../../nodes/shared/calling/dialing/pace';
import { MAX_ATTEMPTS } from '../../../../nodes/shared/calling/dialing/backoff';
import { ledgerOf } from '../../../../nodes/shared/calling/dialing/ledger';
import { RunClock, VirtualTime } from '../../../clock/virtualTime';

type Verdict = DialAttempt<Answer>['verdict'];

interface Answer {
	item: number;
}

interface Fault {
	verdict: Verdict;
	takesMs: number;
	retryAfterMs?: number;
}

interface Call {
	item: number;
	faults: Fault[];
	isFound: boolean;
	key?: string;
	/** Who is called; absent: somebody whom no other call is for. */
	recipient?: string;
	claimThrows: boolean;
	/** Milliseconds after the beginning from which it is held back. */
	heldFromMs?: number;
}

interface RunPlan {
	cancelAfterMs?: number;
	maxConcurrentCalls: number;
	oneByOne: boolean;
	/** How long a call lasts after it was placed. */
	followMs: number;
	stops: boolean;
	keepTryingMs: number;
	callsPerMinute?: number;
	claimMs: number;
	findMs: number;
	/** How the workspace answers when it is asked for room, one after the other; then it has room. */
	room: Array<'yes' | 'no' | 'throws'>;
	random: number;
}

interface Scenario {
	calls: Call[];
	takenKeys: string[];
	runs: RunPlan[];
}

const LONGEST_DIAL_MS = 4_000;
const LONGEST_CLAIM_MS = 300;
const LONGEST_FIND_MS = 20_000;
const ROOM_MS = 100;
const LONGEST_FOLLOW_MS = 90_000;
const ROOM_LOOK_MS = 5_000;

const takes = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 1, max }));

const fault: fc.Arbitrary<Fault> = fc.record(
	{
		verdict: fc.constantFrom<Verdict>('not placed', 'not placed', 'placed', 'refused', 'uncertain'),
		takesMs: takes(LONGEST_DIAL_MS),
		retryAfterMs: fc.constantFrom(0, 700, 5_000, 45_000, 900_000),
	},
	{ requiredKeys: ['verdict', 'takesMs'] },
);

const call: fc.Arbitrary<Omit<Call, 'item'>> = fc.record(
	{
		faults: fc.array(fault, { maxLength: 12 }),
		isFound: fc.boolean(),
		key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
		recipient: fc.constantFrom('Anna', 'Ben'),
		claimThrows: fc.nat(9).map((dice) => dice === 0),
		heldFromMs: takes(60_000),
	},
	{ requiredKeys: ['faults', 'isFound', 'claimThrows'] },
);

const runPlan: fc.Arbitrary<RunPlan> = fc.record(
	{
		cancelAfterMs: takes(60_000),
		maxConcurrentCalls: fc.integer({ min: 1, max: 6 }),
		oneByOne: fc.boolean(),
		followMs: takes(LONGEST_FOLLOW_MS),
		stops: fc.boolean(),
		keepTryingMs: fc.constantFrom(0, 1_000, 60_000, 600_000),
		callsPerMinute: fc.constantFrom(1, 20, 600),
		claimMs: takes(LONGEST_CLAIM_MS),
		findMs: takes(LONGEST_FIND_MS),
		room: fc.array(fc.constantFrom('yes', 'yes', 'no', 'throws'), { maxLength: 6 }),
		random: fc.double({ min: 0, max: 1, noNaN: true }),
	},
	{
		requiredKeys: [
			'maxConcurrentCalls',
			'oneByOne',
			'followMs',
			'stops',
			'keepTryingMs',
			'claimMs',
			'findMs',
			'room',
			'random',
		],
	},
);

const scenario: fc.Arbitrary<Scenario> = fc.record({
	calls: fc
		.array(call, { maxLength: 12, size: 'max' })
		.map((calls) => calls.map((one, item) => ({ ...one, item }))),
	takenKeys: fc.subarray(['a', 'b', 'c']),
	runs: fc.array(runPlan, { minLength: 1, maxLength: 3 }),
});

const failure = (item: number): Failure => ({ message: `call ${item}`, advice: '' });

const ownerOf = ({ message }: Failure) => Number(message.replace('call ', ''));

/** As `expect`, which is too slow for millions of promises. */
function must(isKept: boolean, promise: string): void {
	if (!isKept) throw new Error(`Broken: ${promise}`);
}

const isSuccess = ({ kind }: DialOutcome<Answer>) => kind === 'placed' || kind === 'skipped';

/** What happens outside, over all runs of one node in one execution. */
class World {
	readonly time = new VirtualTime();

	/** Whose call holds a key; -1 is somebody else's. */
	readonly claims = new Map<string, number>();

	/** Items whose phone rings, or may. */
	readonly reached = new Set<number>();

	readonly dialed = new Map<number, number>();

	readonly execution = {};

	constructor(takenKeys: string[]) {
		for (const key of takenKeys) this.claims.set(key, -1);
	}
}

/** The outcomes of calls, as they are recorded when their run ends. */
async function recordedBy<C, A>(
	calls: C[],
	options: DialRunOptions<C, A>,
): Promise<Array<DialOutcome<A> | undefined>> {
	await dialRun(calls, options);
	return calls.map((one) => options.outcomeOf(one));
}

/** Runs the node once, as the node does it, and holds each step against what was promised. */
async function runOnce(world: World, all: Call[], plan: RunPlan): Promise<void> {
	const { time, claims, reached } = world;
	const ledger = ledgerOf<Answer>(world.execution);
	ledger.begin();
	const isOverBefore = plan.stops && ledger.hasFailure();
	const calls = isOverBefore ? [] : all.filter(({ item }) => ledger.of(item) === undefined);

	const clock = new RunClock(time);
	const start = time.now();
	let cancelledAt: number | undefined;
	if (plan.cancelAfterMs !== undefined) {
		time.at(start + plan.cancelAfterMs, () => {
			cancelledAt = time.now();
			clock.cancel();
		});
	}
	const last = new Map<number, { verdict: Verdict; mayRepeatAt: number }>();
	const attempts = new Map<number, number>();
	const told = new Map<number, Array<DialOutcome<Answer>>>();
	const held = new Set<number>();
	const dialedLast = new Map<number, number>();
	const failing = new Set<number>();
	const room = [...plan.room];
	const dialing = new Set<number>();
	/** The recipients whose last dial is under way, or uncertain and not looked for yet, with its item. */
	const open = new Map<string, number>();
	const recipientOf = ({ item, recipient }: Call) => recipient ?? `recipient of ${item}`;
	let following = 0;
	const followed = new Set<number>();
	let looks = 0;

	const dial = async (one: Call): Promise<DialAttempt<Answer>> => {
		const { item, faults, heldFromMs = Infinity } = one;
		must(time.now() < start + heldFromMs, 'nobody is dialed whom a guard holds back');
		const opened = open.get(recipientOf(one));
		must(
			opened === undefined || opened === item,
			'nobody is dialed while another call to them is under way, or is to be looked for',
		);
		const before = last.get(item);
		must(!reached.has(item), 'nobody who was reached, or may be, is dialed again');
		must(before === undefined || before.verdict === 'not placed', 'only these are repeated');
		must(time.now() >= (before?.mayRepeatAt ?? 0), 'no repeat comes before ElevenLabs wants it');
		must(cancelledAt === undefined, 'nobody is dialed after the run was cancelled');
		// Only a call that is under way may be tried on.
		must(!plan.stops || before !== undefined || failing.size === 0, 'a failure ends the run');
		must(held.has(item), 'nobody is dialed without a claim');
		dialing.add(item);
		open.set(recipientOf(one), item);
		dialedLast.set(item, time.now());
		must(dialing.size + following <= plan.maxConcurrentCalls, 'no more are in flight than may be');
		must(!plan.oneByOne || dialing.size === 1, 'they are dialed one by one');
		attempts.set(item, (attempts.get(item) ?? 0) + 1);
		const count = world.dialed.get(item) ?? 0;
		world.dialed.set(item, count + 1);
		const { verdict, takesMs, retryAfterMs } = faults[count] ?? { verdict: 'placed', takesMs: 10 };
		if (verdict === 'placed' || verdict === 'uncertain') reached.add(item);
		await time.after(takesMs);
		dialing.delete(item);
		if (verdict !== 'uncertain') open.delete(recipientOf(one));
		last.set(item, { verdict, mayRepeatAt: time.now() + (retryAfterMs ?? 0) });
		if (verdict === 'placed') return { verdict, answer: { item } };
		return {
			verdict,
			failure: failure(item),
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		};
	};
	const find = async (lost: Array<UncertainCall<Call>>) => {
		looks++;
		must(
			dialing.size === 0 || !plan.stops,
			'nobody is dialed while it is open whether the run goes on',
		);
		const recipients = new Set(lost.map(({ call: one }) => recipientOf(one)));
		must(recipients.size === lost.length, 'nobody is looked for twice at once');
		must(
			all.every((one) => !dialing.has(one.item) || !recipients.has(recipientOf(one))),
			'nobody is dialed while a call to them is looked for',
		);
		for (const { call: one, dialedAt } of lost) {
			must(last.get(one.item)?.verdict === 'uncertain', 'only lost calls are looked for');
			must(dialedAt === dialedLast.get(one.item), 'a lost call is known by its time');
		}
		await clock.wait(plan.findMs);
		for (const { call: one } of lost) open.delete(recipientOf(one));
		return lost.map(({ call: one }) => (one.isFound ? { item: one.item } : undefined));
	};

	const verdictAtLast = (item: number) => last.get(item)?.verdict;
	const outcomes = await time.until(
		recordedBy<Call, Answer>(calls, {
			dial,
			find,
			recipientOf,
			skip: ({ item, heldFromMs }) =>
				heldFromMs !== undefined && time.now() >= start + heldFromMs ? { item } : undefined,
			claim: async ({ item, key, claimThrows }) => {
				await time.after(plan.claimMs);
				if (claimThrows) throw new Error(`no claim for ${item}`);
				must(!held.has(item), 'no call is claimed twice');
				if (key !== undefined && claims.has(key)) return { item };
				if (key !== undefined) claims.set(key, item);
				held.add(item);
				return undefined;
			},
			release: async ({ item, key }) => {
				must(!reached.has(item), 'the claim of a call that may have been placed is kept');
				must(held.delete(item), 'only what was claimed is released, once');
				await time.after(plan.claimMs);
				if (key === undefined) return;
				must(claims.get(key) === item, 'only an own claim is released');
				claims.delete(key);
			},
			record: ({ item }, outcome) => {
				ledger.record(item, outcome);
				told.set(item, [...(told.get(item) ?? []), outcome]);
				if (isSuccess(outcome)) failing.delete(item);
				else failing.add(item);
			},
			outcomeOf: ({ item }) => ledger.of(item),
			follow: async ({ item }) => {
				const outcome = ledger.of(item);
				must(outcome?.kind === 'placed' && reached.has(item), 'only placed calls are followed');
				must(!followed.has(item), 'no call is followed twice');
				followed.add(item);
				following++;
				await clock.wait(plan.followMs);
				following--;
			},
			failureOf: () => failure(-1),
			abandoned: ({ item }) => failure(item),
			clock,
			pace: new Pace(clock, {
				callsPerMinute: plan.callsPerMinute,
				...(plan.room.length === 0
					? {}
					: {
							hasRoom: async () => {
								await time.after(ROOM_MS);
								const answer = room.shift() ?? 'yes';
								if (answer === 'throws') throw new Error('no count');
								return answer === 'yes';
							},
						}),
			}),
			random: () => plan.random,
			maxConcurrentCalls: plan.maxConcurrentCalls,
			oneByOne: plan.oneByOne,
			keepTryingMs: plan.keepTryingMs,
			stops: plan.stops,
		}),
	);

	const underWay = new Set(dialing);
	const toldInTime = new Map(told);
	const verdictInTime = new Map([...last].map(([item, { verdict }]) => [item, verdict]));
	const endedAt = time.now();
	const wasCancelled = cancelledAt !== undefined;
	if (wasCancelled) {
		must(endedAt === cancelledAt, 'a cancelled run ends at once');
		// What it leaves behind comes to its own end.
		await time.drain();
	} else {
		must(underWay.size === 0, 'every dial is awaited');
	}
	const ended = outcomes.some((outcome) => outcome !== undefined && !isSuccess(outcome));
	for (const [index, { item, key, isFound }] of calls.entries()) {
		const outcome = outcomes[index];
		const verdict = verdictInTime.get(item);
		const news = toldInTime.get(item) ?? [];
		const isAbandoned = underWay.has(item);
		if (outcome === undefined) {
			must(wasCancelled || (plan.stops && ended), 'every call has an outcome');
			must(
				verdict === undefined ||
					verdict === 'not placed' ||
					(verdict === 'refused' && wasCancelled),
				'no outcome is lost',
			);
			must(
				news.every(({ kind }) => wasCancelled && (kind === 'skipped' || kind === 'failed')),
				'nothing is told of a call that was not tried',
			);
		} else {
			const isFoundAgain = outcome.kind === 'placed' && outcome.foundAgain === true;
			const kinds = news.map(({ kind }) => kind).join();
			const isToldMore =
				wasCancelled && outcome.kind === 'uncertain' && kinds === 'uncertain,placed';
			must(
				kinds === (isFoundAgain ? 'uncertain,placed' : outcome.kind) || isToldMore,
				'each outcome is told once, and that of a lost call before it is looked for',
			);
			must(
				(isToldMore ? news[0] : news.at(-1)) === outcome,
				'the outcome is what was told last, unless the run was cancelled',
			);
			must(
				outcome.kind !== 'placed' || outcome.dialedAt === dialedLast.get(item),
				'a placed call is known by the time of its dial',
			);
			must(
				outcome.kind !== 'placed' || followed.has(item) || wasCancelled || (plan.stops && ended),
				'placed calls are followed',
			);
			const owner = 'answer' in outcome ? outcome.answer.item : ownerOf(outcome.failure);
			must(owner === item || owner === -1, 'an outcome stands at the index of its call');
			must(
				!('attempts' in outcome) || outcome.attempts === (attempts.get(item) ?? 0),
				'attempts are counted',
			);
			const expected: Record<typeof outcome.kind, Array<Verdict | undefined>> = {
				placed: isFoundAgain ? ['uncertain'] : ['placed'],
				uncertain: isAbandoned ? [undefined, 'not placed'] : ['uncertain'],
				failed: ['refused', 'not placed', undefined],
				skipped: ['not placed', undefined],
			};
			must(expected[outcome.kind].includes(verdict), 'an outcome is what ElevenLabs said last');
			must(!isFoundAgain || isFound, 'only what is found is found');
			must(
				outcome.kind !== 'uncertain' || !isFound || wasCancelled,
				'what can be found is looked for',
			);
		}
		must((attempts.get(item) ?? 0) <= MAX_ATTEMPTS, 'attempts are bounded');
		const isReached = reached.has(item);
		must(held.has(item) === isReached, 'whoever was not reached gives the claim back');
		must(
			wasCancelled || news.length === (told.get(item) ?? []).length,
			'only of a cancelled run more is told later',
		);
		must(
			!isAbandoned ||
				verdictAtLast(item) !== 'placed' ||
				told
					.get(item)
					?.map(({ kind }) => kind)
					.join() === 'uncertain,placed',
			'of a call that was under way is told that it was placed after all',
		);
		must(
			key === undefined || (claims.get(key) === item) === isReached,
			'a key is held by the call that was placed, or may have been',
		);
	}

	const tries = calls.length * MAX_ATTEMPTS;
	const aTry =
		LONGEST_DIAL_MS +
		2 * LONGEST_CLAIM_MS +
		ROOM_MS +
		plan.keepTryingMs +
		plan.followMs +
		(plan.callsPerMinute === undefined ? 0 : 60_000 / plan.callsPerMinute);
	const most =
		tries * aTry + plan.room.length * (ROOM_LOOK_MS + ROOM_MS) + calls.length * LONGEST_FIND_MS;
	must(endedAt - start <= most, 'a run ends in time');
	must(looks <= calls.length, 'lost calls are not looked for without end');
}

/** Two calls are claimed and wait for the look-up of an uncertain one when the run is canceled. */
const cancelledWhilePaused: Scenario = {
	calls: [
		{ item: 0, faults: [{ verdict: 'uncertain', takesMs: 0 }], isFound: false, claimThrows: false },
		{ item: 1, faults: [], isFound: false, claimThrows: false },
		{ item: 2, faults: [], isFound: false, claimThrows: false },
	],
	takenKeys: [],
	runs: [
		{
			cancelAfterMs: 0,
			maxConcurrentCalls: 3,
			oneByOne: false,
			followMs: 1,
			stops: true,
			keepTryingMs: 0,
			claimMs: 0,
			findMs: 1,
			room: [],
			random: 0,
		},
	],
};

it('never calls anyone twice, and keeps every other promise, whatever happens', async () => {
	await fc.assert(
		fc.asyncProperty(scenario, async ({ calls, takenKeys, runs }) => {
			const world = new World(takenKeys);
			for (const plan of runs) await runOnce(world, calls, plan);
		}),
		{ numRuns: 10_000, examples: [[cancelledWhilePaused]] },
	);
}, 600_000);
