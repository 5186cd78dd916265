import fc from 'fast-check';
import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { FaultAction } from '../simulator/simulator';
import { DeduplicationStore } from './deduplicationStore';
import { callRows, dialRequests, lostIds, masked, number, rowsOf } from './plainCalls';
import type { RunOptions, RunOutcome } from './workflowRun';
import { simulator } from './quickSimulator';

// Failed items are wired back to the node, or on to another one, in the same execution.

beforeAll(async () => {
	await DataDeduplicationService.init(new DeduplicationStore());
});

beforeEach(() => {
	simulator.conversationVisibleAfterMs = 10 ** 9;
});

const onErrors = ['continueRegularOutput', 'continueErrorOutput'] as const;

const hasFailed = ({ json }: INodeExecutionData) => json.error !== undefined;

/** Sends failed items back, max a few times. */
const failedBack = (
	more: Partial<NonNullable<RunOptions['next']>> = {},
): Pick<RunOptions, 'next'> => {
	let rounds = 0;
	return {
		next: {
			pick: (items) => (rounds++ < 4 ? items.filter(hasFailed) : []),
			to: 'Calls',
			...more,
		},
	};
};

const fault = (index: number, action: FaultAction, times = 1) =>
	simulator.addFault({ match: { toNumber: number(index) }, action, times });

const skippedTo = (index: number) => ({
	success: false,
	message: 'Not called: an earlier call to this number in this execution may have been placed',
	reason: 'may_have_been_placed',
	advice: 'Look for it under Conversations in ElevenLabs before anyone calls this number again.',
	to_number: number(index),
});

const skipped = skippedTo(1);

const jsonsOf = ({ run }: RunOutcome, name = 'Calls'): IDataObject[][] =>
	(run.data.resultData.runData[name] ?? []).map(({ data }) =>
		(data?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json)),
	);

const hintsOf = ({ tasks }: RunOutcome) =>
	tasks.map(({ hints }) => (hints ?? []).map(({ message }) => message).join());

describe.each(onErrors)('with %s', (onError) => {
	/** On the error output, n8n would leave out the row. */
	const meant = onError === 'continueRegularOutput' ? { to_number: number(0) } : {};

	describe('a call that may have been placed', () => {
		const lose = () => fault(1, { reset: 'after' });

		it('is not made again when its item comes back, and the item says why', async () => {
			lose();
			const outcome = await callRows(simulator, rowsOf(3), {}, { onError, ...failedBack() });
			expect(dialRequests(simulator, number(1))).toHaveLength(1);
			expect(dialRequests(simulator)).toHaveLength(3);
			const [, second, third] = jsonsOf(outcome);
			expect(second).toEqual([skipped]);
			expect(third).toBeUndefined();
			expect(hintsOf(outcome)[1]).toBe(
				'0 of 1 called. 1 skipped (an earlier call may have been placed).',
			);
		});

		it('is not made by another node of the workflow', async () => {
			lose();
			const more = failedBack({ to: 'Other Calls' });
			const outcome = await callRows(simulator, rowsOf(3), {}, { onError, ...more });
			expect(dialRequests(simulator, number(1))).toHaveLength(1);
			expect(jsonsOf(outcome, 'Other Calls')).toEqual([[skipped]]);
		});

		it('is not made after a wait for which n8n saved the execution', async () => {
			lose();
			const more = failedBack({ waits: true });
			const outcome = await callRows(simulator, rowsOf(3), {}, { onError, ...more });
			expect(outcome.run.finished).toBe(true);
			expect(dialRequests(simulator, number(1))).toHaveLength(1);
			expect(jsonsOf(outcome)[1]).toEqual([skipped]);
		});

		it.each([{ skipRepeatedNumbers: false }, { deduplicationKey: '={{ $json.phone + $now }}' }])(
			'is not made whatever %j says',
			async (options) => {
				lose();
				await callRows(simulator, rowsOf(3), options, { onError, ...failedBack() });
				expect(dialRequests(simulator, number(1))).toHaveLength(1);
				expect(dialRequests(simulator)).toHaveLength(3);
			},
		);

		it('is shown by a dry run, which dials nobody', async () => {
			lose();
			const options = { dryRun: '={{ $json.error !== undefined }}' };
			const outcome = await callRows(simulator, rowsOf(3), options, { onError, ...failedBack() });
			expect(dialRequests(simulator, number(1))).toHaveLength(1);
			expect(jsonsOf(outcome)[1]?.map(({ reason }) => reason)).toEqual(['dry_run']);
		});

		it('and was found is an ordinary one, which comes back only if the workflow hands it back', async () => {
			simulator.conversationVisibleAfterMs = 0;
			lose();
			const more = failedBack({
				pick: (items) => (simulator.calls.length < 3 + 1 ? items.slice(1, 2) : []),
			});
			const rows = rowsOf(3);
			const outcome = await callRows(simulator, rows, {}, { onError, ...more });
			// The answer holds no number: nobody can be called for it.
			expect(simulator.callsTo(number(1))).toBe(1);
			expect(lostIds(simulator, outcome)).toEqual([]);
		});
	});

	it('a call that was definitely not placed is made when its item comes back, with nothing stale in it', async () => {
		fault(1, { status: 422 });
		const outcome = await callRows(simulator, rowsOf(3), {}, { onError, ...failedBack() });
		expect(simulator.callCounts()).toEqual({ [number(0)]: 1, [number(1)]: 1, [number(2)]: 1 });
		const placed = simulator.calls.find(({ number: to }) => to === number(1));
		expect(jsonsOf(outcome)[1]).toEqual([
			{
				success: true,
				message: 'Call initiated successfully',
				conversation_id: placed?.conversationId,
				callSid: placed?.callSid,
				to_number: number(1),
			},
		]);
	});

	describe('an item that fails twice', () => {
		const refusedThenLost = () => {
			fault(0, { status: 422 });
			fault(0, { reset: 'after' });
		};

		it('has the details of its last failure', async () => {
			refusedThenLost();
			const [row] = rowsOf(1);
			const outcome = await callRows(simulator, [row!], {}, { onError, ...failedBack() });
			const [first, second, third] = jsonsOf(outcome);
			expect(first).toEqual([
				{
					...row,
					...meant,
					error: expect.stringContaining(`The call to ${masked(0)} was not placed: `),
					details: {
						description: expect.any(String),
						http_status: 422,
						request_id: expect.any(String),
						to_number: number(0),
						call_may_have_been_placed: false,
					},
				},
			]);
			expect(second).toEqual([
				{
					...row,
					...meant,
					error: expect.stringContaining(`The call to ${masked(0)} may have been placed: `),
					details: {
						description: expect.any(String),
						to_number: number(0),
						call_may_have_been_placed: true,
					},
				},
			]);
			expect(third).toEqual([skippedTo(0)]);
		});

		it('keeps a column of its own called details, and says in the error what to do', async () => {
			refusedThenLost();
			const row = { phone: number(0), details: { description: 'the old house', floor: 2 } };
			const outcome = await callRows(simulator, [row], {}, { onError, ...failedBack() });
			const [first, second] = jsonsOf(outcome);
			expect(first).toEqual([
				{ ...row, ...meant, error: expect.stringMatching(/ was not placed: .+\. .+ \[item 0\]$/) },
			]);
			expect(second).toEqual([
				{
					...row,
					...meant,
					error: expect.stringMatching(
						/ may have been placed: .+ before anyone calls this number again\. .+ \[item 0\]$/,
					),
				},
			]);
		});

		it('keeps a column of its own called error within the details', async () => {
			refusedThenLost();
			const row = { phone: number(0), error: 'bounced mail' };
			const outcome = await callRows(simulator, [row], {}, { onError, ...failedBack() });
			expect(jsonsOf(outcome).slice(0, 2)).toEqual([
				[
					{
						...row,
						...meant,
						error: expect.stringContaining('was not placed'),
						details: expect.objectContaining({ input_error: 'bounced mail' }),
					},
				],
				[
					{
						...row,
						...meant,
						error: expect.stringContaining('may have been placed'),
						details: {
							description: expect.any(String),
							to_number: number(0),
							call_may_have_been_placed: true,
							input_error: 'bounced mail',
						},
					},
				],
			]);
		});
	});
});

describe('in one run', () => {
	const twice = [{ phone: number(0) }, { phone: number(1) }, { phone: '+1 (202) 555-1000' }];

	it.each([1, 4])(
		'a number whose call may have been placed is not called for a later item, %i at once',
		async (maxInFlight) => {
			fault(0, { reset: 'after' });
			const { items } = await callRows(
				simulator,
				twice,
				{ skipRepeatedNumbers: false, maxInFlight },
				{ onError: 'continueRegularOutput' },
			);
			expect(dialRequests(simulator, number(0))).toHaveLength(1);
			expect(items[2]?.json).toEqual(skippedTo(0));
		},
	);

	it.each([1, 4])(
		'a number whose call is found is called for a later item, if it may be, %i at once',
		async (maxInFlight) => {
			simulator.conversationVisibleAfterMs = 0;
			fault(0, { reset: 'after' });
			const { items } = await callRows(
				simulator,
				twice,
				{ skipRepeatedNumbers: false, maxInFlight },
				{ onError: 'continueRegularOutput' },
			);
			expect(simulator.callsTo(number(0))).toBe(2);
			expect(new Set(items.map(({ json }) => json.conversation_id)).size).toBe(3);
		},
	);
});

it.each(['before', 'after'] as const)(
	'the call of a round before is not taken for one whose answer was lost (%s it was placed)',
	async (reset) => {
		simulator.conversationVisibleAfterMs = 0;
		simulator.addFault({ match: { toNumber: number(0), nth: 2 }, action: { reset } });
		const outcome = await callRows(
			simulator,
			rowsOf(1),
			{},
			{ onError: 'continueRegularOutput', rounds: 2 },
		);
		const [[first], [second]] = jsonsOf(outcome) as [[IDataObject], [IDataObject]];
		const ids = simulator.calls.map(({ conversationId }) => conversationId);
		expect([first.conversation_id, second.conversation_id]).toEqual([ids[0], ids[1]]);
		expect(second.error === undefined).toBe(reset === 'after');
	},
);

it('a later execution knows nothing of it', async () => {
	fault(0, { reset: 'after' });
	await callRows(simulator, rowsOf(1), {}, { onError: 'continueRegularOutput' });
	await callRows(simulator, rowsOf(1), {}, { onError: 'continueRegularOutput' });
	expect(dialRequests(simulator)).toHaveLength(2);
});

it('whatever comes of the dials, nobody is called twice, and an uncertain number never again', async () => {
	const ends: FaultAction[] = [
		{ status: 422 },
		{ status: 429 },
		{ successFalse: 'No credit' },
		{ reset: 'before' },
		{ reset: 'after' },
		{ truncate: true },
		{ status: 500 },
		{ status: 502, placeCall: true },
	];
	const isLost = (action: FaultAction) =>
		'reset' in action ||
		'truncate' in action ||
		('status' in action && Number(action.status) >= 500);
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.record({ index: fc.nat(3), end: fc.nat(ends.length - 1) }), { maxLength: 8 }),
			fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
			fc.constantFrom(...onErrors),
			fc.boolean(),
			fc.boolean(),
			fc.boolean(),
			async (faults, indexes, onError, isFound, waits, isOther) => {
				simulator.reset();
				simulator.conversationVisibleAfterMs = isFound ? 0 : 10 ** 9;
				for (const { index, end } of faults) fault(index, ends[end]!);
				const outcome = await callRows(
					simulator,
					indexes.map((index) => ({ phone: number(index) })),
					{ keepTryingSecs: 0 },
					{
						onError,
						...failedBack({
							to: isOther ? 'Other Calls' : 'Calls',
							...(waits ? { waits: true } : {}),
						}),
					},
				);
				for (const index of [0, 1, 2, 3]) {
					expect(simulator.callsTo(number(index))).toBeLessThanOrEqual(1);
					const met = faults.filter((one) => one.index === index);
					const lostAt = met.findIndex(({ end }) => isLost(ends[end]!));
					if (lostAt >= 0) {
						expect(dialRequests(simulator, number(index)).length).toBeLessThanOrEqual(lostAt + 1);
					}
				}
				for (const json of [...jsonsOf(outcome), ...jsonsOf(outcome, 'Other Calls')].flat()) {
					if (json.error === undefined) continue;
					expect((json.details as IDataObject).call_may_have_been_placed).toBe(
						String(json.error).includes('may have been placed'),
					);
				}
			},
		),
		{ numRuns: 40, endOnFailure: true },
	);
});
