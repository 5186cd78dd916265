import type {
	DialAttempt,
	DialRunOptions,
} from '../../../../nodes/shared/calling/dialing/dialRunOptions';
import type { DialOutcome } from '../../../../nodes/shared/calling/dialing/ledger';
import { dialRun } from '../../../../nodes/shared/calling/dialing/dialRun';
import { Pace } from '../../../../nodes/shared/calling/dialing/pace';
import { RunClock, VirtualTime } from '../../../clock/virtualTime';

// What the property of dialRun.test.ts leaves open.

const failure = { message: 'No', advice: '' };
const placed: DialAttempt<string> = { verdict: 'placed', answer: 'yes' };

/** Dials one call after the other. @param answers by call */
async function run(
	answers: Record<string, DialAttempt<string>>,
	more: Partial<DialRunOptions<string, string>> = {},
) {
	const time = new VirtualTime(0);
	const clock = new RunClock(time);
	const dialedAt: number[] = [];
	const outcomes = new Map<string, DialOutcome<string>>();
	await time.until(
		dialRun<string, string>(Object.keys(answers), {
			dial: async (call) => {
				dialedAt.push(time.now());
				return await Promise.resolve(answers[call]!);
			},
			find: async (lost) => await Promise.resolve(lost.map(() => undefined)),
			recipientOf: (call) => call,
			record: (call, outcome) => outcomes.set(call, outcome),
			outcomeOf: (call) => outcomes.get(call),
			failureOf: () => failure,
			abandoned: () => failure,
			clock,
			pace: new Pace(clock),
			random: () => 0.5,
			maxConcurrentCalls: 1,
			keepTryingMs: 0,
			stops: false,
			...more,
		}),
	);
	return { dialedAt, kinds: [...outcomes.values()].map(({ kind }) => kind) };
}

it.each([
	['as long as ElevenLabs asks, at most as long as calls are tried', 5_000, [0, 5_000]],
	['not at all if calls are tried once', 0, [0, 0]],
])('after a call that was given up, the next one waits %s', async (_, keepTryingMs, expected) => {
	const tooMany: DialAttempt<string> = { verdict: 'not placed', failure, retryAfterMs: 60_000 };
	const { dialedAt, kinds } = await run({ first: tooMany, second: placed }, { keepTryingMs });
	expect(dialedAt).toEqual(expected);
	expect(kinds).toEqual(['failed', 'placed']);
});

it("a claim that can't be released changes no outcome", async () => {
	const { kinds } = await run(
		{ first: { verdict: 'refused', failure }, second: placed },
		{
			claim: async () => await Promise.resolve(undefined),
			release: async () => await Promise.reject(new Error('database is locked')),
		},
	);
	expect(kinds).toEqual(['failed', 'placed']);
});

it.each([
	['long', 120_000, ['claim', 'release', 'claim'], 'skipped'],
	['short', 50_000, ['claim', 'release'], 'failed'],
])(
	'a call that had to wait is claimed again if that was %s',
	async (_, retryAfterMs, asked, end) => {
		const done: string[] = [];
		const { dialedAt, kinds } = await run(
			{ first: { verdict: 'not placed', failure, retryAfterMs } },
			{
				keepTryingMs: retryAfterMs,
				claim: async () => {
					done.push('claim');
					return await Promise.resolve(done.includes('release') ? 'called meanwhile' : undefined);
				},
				release: async () => {
					done.push('release');
					await Promise.resolve();
				},
			},
		);
		expect(done).toEqual(asked);
		expect(kinds).toEqual([end]);
		expect(dialedAt).toHaveLength(end === 'skipped' ? 1 : 2);
	},
);
