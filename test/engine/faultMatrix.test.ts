import type { IDataObject, INode } from 'n8n-workflow';
import type { FaultAction } from '../simulator/simulator';
import { askAgent } from './agentRun';
import {
	callRows,
	dialRequests,
	digitsOf,
	lostIds,
	number,
	ON_WHATSAPP,
	rowsOf,
	shownOf,
} from './plainCalls';
import { refuseConnectionOfDial } from './refusedConnection';
import type { RunOptions, RunOutcome } from './workflowRun';
import { simulator } from './quickSimulator';

// Every way in which a request to dial can end, under every setting of n8n that decides what comes
// after it. In every cell, nobody is called twice, and no placed call gets lost.

/** The expected outcome of the item whose first request meets the fault. */
type End =
	/** An ordinary answer. */
	| 'placed'
	/** Its conversation was found; an ordinary answer. */
	| 'found'
	/** It fails, and would be called by a second try of n8n. */
	| 'refused'
	/** It fails, at every try. */
	| 'never taken'
	/** It fails, and nothing may call it again. */
	| 'uncertain';

interface DialEnd {
	name: string;
	end: End;
	/** How often the person's phone rings, without a second try of n8n. */
	rings: 0 | 1;
	action?: FaultAction;
	/** Every request meets the fault, not only the first. */
	always?: true;
	connectionRefused?: true;
	conversationVisibleAfterMs?: number;
	phoneCallKnownAfterMs?: number;
}

const html = '<html>ok</html>';

const dialEnds: DialEnd[] = [
	{ name: 'is placed', end: 'placed', rings: 1 },
	{ name: 'meets one 429', end: 'placed', rings: 1, action: { status: 429 } },
	{
		name: 'meets 429 without end',
		end: 'never taken',
		rings: 0,
		action: { status: 429 },
		always: true,
	},
	{ name: 'is refused with 422', end: 'refused', rings: 0, action: { status: 422 } },
	{ name: 'gets success: false', end: 'refused', rings: 0, action: { successFalse: 'No credit' } },
	{ name: 'is reset before the call', end: 'uncertain', rings: 0, action: { reset: 'before' } },
	{ name: 'is reset after the call', end: 'found', rings: 1, action: { reset: 'after' } },
	{ name: 'gets half an answer', end: 'found', rings: 1, action: { truncate: true } },
	{
		name: 'gets a 502 and is placed',
		end: 'found',
		rings: 1,
		action: { status: 502, body: html, placeCall: true },
	},
	{ name: 'gets a 500 and is not placed', end: 'uncertain', rings: 0, action: { status: 500 } },
	{
		name: 'gets a 408 and is placed',
		end: 'found',
		rings: 1,
		action: { status: 408, placeCall: true },
	},
	{ name: 'gets a 408 and is not placed', end: 'uncertain', rings: 0, action: { status: 408 } },
	{
		name: 'gets HTML with a 200 and is placed',
		end: 'found',
		rings: 1,
		action: { status: 200, body: html, placeCall: true },
	},
	{ name: 'finds its connection refused', end: 'placed', rings: 1, connectionRefused: true },
	{
		name: 'is reset, its conversation listed late',
		end: 'found',
		rings: 1,
		action: { reset: 'after' },
		conversationVisibleAfterMs: 15_000,
	},
	{
		name: 'is reset, its conversation never listed',
		end: 'uncertain',
		rings: 1,
		action: { reset: 'after' },
		conversationVisibleAfterMs: 10 ** 9,
	},
	{
		name: 'is reset, the number of its conversation known late',
		end: 'found',
		rings: 1,
		action: { reset: 'after' },
		phoneCallKnownAfterMs: 15_000,
	},
];

const onErrors = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

/** The ways to call a person: the parameters, and how a number is dialed. */
const channels = {
	phone: { parameters: {}, dialed: number },
	whatsApp: { parameters: ON_WHATSAPP, dialed: (index: number) => digitsOf(number(index)) },
};

interface Cell extends DialEnd {
	channel: keyof typeof channels;
	onError: (typeof onErrors)[number] & INode['onError'];
	retryOnFail: boolean;
	count: 1 | 5;
}

const channelNames = ['phone', 'whatsApp'] as const;

const cells: Cell[] = channelNames.flatMap((channel) =>
	dialEnds.flatMap((dialEnd) =>
		onErrors.flatMap((onError) =>
			[true, false].flatMap((retryOnFail) =>
				([1, 5] as const).map((count) => ({ ...dialEnd, channel, onError, retryOnFail, count })),
			),
		),
	),
);

const counted = { cells: 0, calls: 0, twice: 0, lost: 0 };

async function run(cell: Cell): Promise<RunOutcome> {
	const { count, onError, retryOnFail, channel } = cell;
	const { parameters } = channels[channel];
	return await meetingFault(
		cell,
		faultyOf(cell),
		async () => await callRows(simulator, rowsOf(count), {}, { onError, retryOnFail, parameters }),
		channel,
	);
}

/** Runs something in which the dial to one number meets the fault. */
async function meetingFault<T>(
	dialEnd: DialEnd,
	faulty: number,
	work: () => Promise<T>,
	channel: Cell['channel'] = 'phone',
) {
	const { action, always } = dialEnd;
	simulator.reset();
	simulator.conversationVisibleAfterMs = dialEnd.conversationVisibleAfterMs ?? 0;
	simulator.phoneCallKnownAfterMs = dialEnd.phoneCallKnownAfterMs ?? 0;
	if (action !== undefined) {
		simulator.addFault({
			match: { toNumber: channels[channel].dialed(faulty) },
			action,
			...(always ? { times: 1_000 } : {}),
		});
	}
	const restore = dialEnd.connectionRefused ? refuseConnectionOfDial(faulty + 1) : undefined;
	try {
		return await work();
	} finally {
		restore?.();
	}
}

/** The item in the middle. */
const faultyOf = ({ count }: Cell) => (count === 1 ? 0 : 2);

/** n8n retries after an error, and in continue modes if the first item has a `json.error`. */
/** A number as the call of a cell dials it. */
const dialed = ({ channel }: Cell, item: number) => channels[channel].dialed(item);

const isTriedAgain = ({ retryOnFail, onError, count }: Cell) =>
	retryOnFail && (onError === 'stopWorkflow' || count === 1);

const isWellInTheEnd = (cell: Cell) =>
	cell.end === 'placed' || cell.end === 'found' || (cell.end === 'refused' && isTriedAgain(cell));

describe.each(channelNames)('by %s', (channel) => {
	describe.each(onErrors)('with %s', (onError) => {
		describe.each([true, false])('and Retry On Fail %s', (retryOnFail) => {
			describe.each([1, 5])('in a run of %i', (count) => {
				const own = cells.filter(
					(cell) =>
						cell.channel === channel &&
						cell.onError === onError &&
						cell.retryOnFail === retryOnFail &&
						cell.count === count,
				);

				it.each(own.map((cell) => [cell.name, cell] as const))(
					'a call that %s',
					async (_, cell) => {
						const outcome = await run(cell);

						const lost = lostIds(simulator, outcome);
						counted.cells += 1;
						counted.calls += simulator.calls.length;
						expectNobodyCalledTwice(cell);
						expectNoCallLost(cell, lost);
						expectEnd(cell, outcome);
						expectRestOfTheRun(cell, outcome);
					},
				);
			});
		});
	});
});

describe.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'with %s, failed items come back to the node three times',
	(onError) => {
		describe.each([true, false])('and Retry On Fail %s', (retryOnFail) => {
			it.each(dialEnds.map((dialEnd) => [dialEnd.name, dialEnd] as const))(
				'a call that %s',
				async (_, dialEnd) => {
					let rounds = 0;
					const pick: NonNullable<RunOptions['next']>['pick'] = (items) =>
						rounds++ < 3 ? items.filter(({ json }) => json.error !== undefined) : [];
					const outcome = await meetingFault(
						dialEnd,
						2,
						async () =>
							await callRows(
								simulator,
								rowsOf(5),
								{},
								{ onError, retryOnFail, next: { pick, to: 'Calls' } },
							),
					);
					const runs = outcome.tasks.map(({ data }) => data?.main ?? []);
					count(dialEnd, 2, JSON.stringify(runs));
					const rings = dialEnd.end === 'refused' ? 1 : dialEnd.rings;
					expect(simulator.callsTo(number(2))).toBe(rings);
					const last = runs.at(-1)?.flatMap((items) => items ?? []) ?? [];
					const isUncertain = dialEnd.end === 'uncertain';
					expect(last.map(({ json }) => json.reason)).toEqual(
						isUncertain ? ['may_have_been_placed'] : last.map(() => undefined),
					);
				},
			);
		});
	},
);

describe.each(['invoking', 'requesting'] as const)('as the tool of an %s agent', (kind) => {
	describe.each(onErrors.filter((onError) => onError !== 'continueErrorOutput'))(
		'with %s',
		(onError) => {
			describe.each([true, false])('and Retry On Fail %s', (retryOnFail) => {
				it.each(dialEnds.map((dialEnd) => [dialEnd.name, dialEnd] as const))(
					'a call that is asked for three times and %s',
					async (_, dialEnd) => {
						const settings = { onError, retryOnFail, waitBetweenTries: 1 };
						const rounds = [[number(0)], [number(0), number(0)], [number(1)]];
						const told = await meetingFault(
							dialEnd,
							0,
							async () => await askAgent(simulator, kind, rounds, settings),
						);
						count(dialEnd, 0, told.join());
						expect(simulator.callsTo(number(0))).toBe(
							dialEnd.end === 'refused' ? 1 : dialEnd.rings,
						);
						expect(simulator.callsTo(number(1))).toBe(1);
						expect(told).toHaveLength(4);
						for (const text of told) {
							const [json, ...more] = JSON.parse(text) as IDataObject[];
							expect(more).toEqual([]);
							expect([true, false]).toContain(json?.success);
						}
					},
				);
			});
		},
	);
});

/** Counts who was called twice, and which IDs are shown nowhere. */
function count(dialEnd: DialEnd, faulty: number, shown: string): void {
	const unknowable = dialEnd.end === 'uncertain' ? number(faulty) : undefined;
	const lost = simulator.calls.filter(
		({ conversationId, number: to }) => to !== unknowable && !shown.includes(conversationId),
	);
	counted.cells += 1;
	counted.calls += simulator.calls.length;
	counted.twice += Object.values(simulator.callCounts()).filter((times) => times > 1).length;
	counted.lost += lost.length;
	expect(lost).toEqual([]);
	if (dialEnd.end === 'uncertain') expect(dialRequests(simulator, number(faulty))).toHaveLength(1);
}

it('makes 612 cells, each of which was run', () => {
	expect(cells).toHaveLength(dialEnds.length * 12 * 2);
	expect(counted).toEqual({
		cells: dialEnds.length * (12 * 2 + 4 + 8),
		calls: expect.any(Number),
		twice: 0,
		lost: 0,
	});
	expect(counted.cells).toBe(612);
});

function expectNobodyCalledTwice(cell: Cell): void {
	const counts = Object.values(simulator.callCounts());
	counted.twice += counts.filter((times) => times > 1).length;
	expect(counts.filter((times) => times > 1)).toEqual([]);
	const rings = cell.end === 'refused' && isTriedAgain(cell) ? 1 : cell.rings;
	expect(simulator.callsTo(dialed(cell, faultyOf(cell)))).toBe(rings);
	if (['found', 'uncertain'].includes(cell.end)) {
		expect(dialRequests(simulator, dialed(cell, faultyOf(cell)))).toHaveLength(1);
	}
}

/** Only ElevenLabs knows the ID of a conversation that it never shows; that a call is meant is said. */
function expectNoCallLost(cell: Cell, lost: string[]): void {
	const unknowable = simulator.calls
		.filter(({ number: to }) => cell.end === 'uncertain' && to === dialed(cell, faultyOf(cell)))
		.map(({ conversationId }) => conversationId);
	const forgotten = lost.filter((id) => !unknowable.includes(id));
	counted.lost += forgotten.length;
	expect(forgotten).toEqual([]);
}

function expectEnd(cell: Cell, outcome: RunOutcome): void {
	const faulty = faultyOf(cell);
	const ofItem = [...outcome.items, ...outcome.errorItems].filter(({ pairedItem }) =>
		isPairedWith(pairedItem, faulty),
	);
	if (isWellInTheEnd(cell)) {
		const placed = simulator.calls.find(({ number: to }) => to === dialed(cell, faulty));
		expect(outcome.error).toBeUndefined();
		expect(ofItem.map(({ json }) => json)).toEqual([
			{
				success: true,
				message: expect.stringMatching(/^Call initiated/),
				conversation_id: placed?.conversationId,
				to_number: number(faulty),
				...(cell.channel === 'phone' ? { callSid: placed?.callSid } : { note: expect.any(String) }),
			},
		]);
		return;
	}
	const says = `The call to …${number(faulty).slice(-4)} ${cell.end === 'uncertain' ? 'may have been' : 'was not'} placed: `;
	if (cell.onError === 'stopWorkflow') {
		expect(outcome.error?.message).toContain(says);
		expect(ofItem).toEqual([]);
		return;
	}
	expect(ofItem.map(({ json }) => json)).toEqual([
		{
			phone: number(faulty),
			row: faulty,
			...(cell.onError === 'continueRegularOutput' && { to_number: number(faulty) }),
			error: expect.stringContaining(says),
			details: expect.objectContaining({ call_may_have_been_placed: cell.end === 'uncertain' }),
		},
	]);
	const there = cell.onError === 'continueErrorOutput' ? outcome.errorItems : outcome.items;
	expect(there).toContain(ofItem[0]);
}

function expectRestOfTheRun(cell: Cell, outcome: RunOutcome): void {
	const all = Array.from({ length: cell.count }, (_, item) => item);
	const paired = all.map((item) => ({ item }));
	const pairs = ({ items }: Pick<RunOutcome, 'items'>) => items.map(({ pairedItem }) => pairedItem);
	if (isWellInTheEnd(cell)) {
		if (cell.end !== 'refused') expect(hintsOf(outcome)).toEqual(expectedHints(cell));
		expect(pairs(outcome)).toEqual(paired);
		expect(outcome.errorItems).toEqual([]);
		return;
	}
	if (cell.onError === 'stopWorkflow') {
		expect(outcome.items).toEqual([]);
		// Of the others each is either placed, and named with its ID, or said not to have been called.
		const others = all.filter((item) => item !== faultyOf(cell));
		for (const item of others) {
			const times = simulator.callsTo(dialed(cell, item));
			if (times === 0) expect(outcome.error?.description).toMatch(/Not called: items? /);
			else expect(outcome.error?.description).toContain(`item ${item}: conv_`);
		}
		return;
	}
	const both = { items: [...outcome.items, ...outcome.errorItems] };
	expect(pairs(both)).toHaveLength(cell.count);
	expect(pairs(both)).toEqual(expect.arrayContaining(paired));
	if (cell.onError === 'continueRegularOutput') expect(pairs(outcome)).toEqual(paired);
	else expect(outcome.errorItems).toHaveLength(1);
	expect(shownOf(outcome)).not.toContain('sim-full');
}

const hintsOf = ({ task }: RunOutcome) => (task.hints ?? []).map(({ message }) => message);

/** They also show that a call met its fault: a second attempt, or a look among the conversations. */
function expectedHints({ end, count, action, connectionRefused }: Cell): string[] {
	const begin = `${count} of ${count} called.`;
	if (end === 'found') {
		return [`${begin} 1 found among the conversations after the response was lost.`];
	}
	if (action === undefined && !connectionRefused) return count > 1 ? [begin] : [];
	return [`${begin} 1 retried because ElevenLabs did not accept them at first.`];
}

function isPairedWith(pairedItem: unknown, item: number): boolean {
	return JSON.stringify(pairedItem) === JSON.stringify({ item });
}
