import type { INode, IWorkflowSettings } from 'n8n-workflow';
import type { ExecutionResult } from '../n8n/execution';
import type { N8nInstance } from '../n8n/instance';
import type { FaultAction, PlacedCall, RecordedRequest, Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
import { openEditor, PUSH_BY_EVENTS } from './openEditor';
import type { Row } from './rowsWorkflow';
import { elevenLabsCalls, httpRequest, rowsFrom, rowsWorkflow } from './rowsWorkflow';
import { until } from './until';

// The heart of the engine's fault matrix in a real n8n: five people are called, and the call of the third one ends in
// some way, under every setting of n8n that decides what comes after it. Beside it the same through the HTTP Request
// node. The cells are executions that run at once; each has numbers and an agent of its own.

/** The expected outcome of the item whose first request meets the fault. */
type End =
	/** An ordinary answer. */
	| 'placed'
	/** Its conversation was found; an ordinary answer. */
	| 'found'
	/** It fails, and would be called by a second try of n8n. */
	| 'refused'
	/** It fails, and nothing may call it again. */
	| 'uncertain';

interface DialEnd {
	name: string;
	end: End;
	action?: FaultAction;
	/** What the output panel says when all is well in the end. */
	hint?: string;
}

const html = '<html>Bad Gateway</html>';
const foundAgain = '1 found among the conversations after the response was lost.';

const dialEnds: DialEnd[] = [
	{ name: 'is placed', end: 'placed' },
	{
		name: 'meets one 429',
		end: 'placed',
		action: { status: 429 },
		hint: '1 retried because ElevenLabs did not accept them at first.',
	},
	{ name: 'is refused with 422', end: 'refused', action: { status: 422 } },
	{ name: 'gets success: false', end: 'refused', action: { successFalse: 'No credit' } },
	{ name: 'is reset before the call', end: 'uncertain', action: { reset: 'before' } },
	{ name: 'is reset after the call', end: 'found', action: { reset: 'after' }, hint: foundAgain },
	{ name: 'gets half an answer', end: 'found', action: { truncate: true }, hint: foundAgain },
	{
		name: 'gets a 502 and is placed',
		end: 'found',
		action: { status: 502, body: html, placeCall: true },
		hint: foundAgain,
	},
];

interface Setting {
	name: string;
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail: boolean;
}

const settings: Setting[] = (
	[
		['stop', 'stopWorkflow'],
		['continue', 'continueRegularOutput'],
		['error output', 'continueErrorOutput'],
	] as const
).flatMap(([name, onError]) => [
	{ name, onError, retryOnFail: false },
	{ name: `${name}, retry`, onError, retryOnFail: true },
]);

const contestants = ['ElevenLabs Calls', 'HTTP Request'] as const;

interface Cell {
	contestant: (typeof contestants)[number];
	dialEnd: DialEnd;
	setting: Setting;
	agentId: string;
	rows: Row[];
}

const PEOPLE = 5;
const FAULTY = 2;

const cells: Cell[] = contestants
	.flatMap((contestant) =>
		dialEnds.flatMap((dialEnd) => settings.map((setting) => ({ contestant, dialEnd, setting }))),
	)
	.map((cell, index) => ({
		...cell,
		agentId: `agent_cell${index}`,
		rows: rowsFrom(1000 + PEOPLE * index, PEOPLE),
	}));

/** What came of a cell. */
interface CellRun {
	run: ExecutionResult;
	calls: PlacedCall[];
	dials: RecordedRequest[];
	/** Calls that a person got beyond the first one. */
	doubleCalls: number;
	/** IDs of placed calls that a user of n8n gets to see nowhere. */
	lostIds: string[];
}

const runs = new Map<Cell, CellRun>();

let simulator: Simulator;
let n8n: N8nInstance;

beforeAll(async () => {
	simulator = await startSimulator();
	n8n = await startCallingN8n(simulator, { env: PUSH_BY_EVENTS });
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
});

const shownOf = (run: ExecutionResult) =>
	JSON.stringify([
		run.items('Call'),
		run.items('Call', 1),
		run.error?.message,
		run.error?.description,
	]);

describe('a call that', () => {
	beforeAll(async () => {
		const template = simulator.agents.get('agent_simlocked');
		const ids: string[] = [];
		for (const { contestant, dialEnd, setting, agentId, rows } of cells) {
			simulator.agents.set(agentId, { ...template!, agent_id: agentId });
			if (dialEnd.action) {
				simulator.addFault({ match: { toNumber: rows[FAULTY]?.phone }, action: dialEnd.action });
			}
			const call: INode = {
				...(contestant === 'HTTP Request'
					? httpRequest(simulator, agentId)
					: elevenLabsCalls({}, { agentId })),
				onError: setting.onError,
				retryOnFail: setting.retryOnFail,
				maxTries: 3,
				waitBetweenTries: 100,
			};
			const name = [contestant, dialEnd.name, setting.name].join(', ');
			ids.push(await n8n.startWorkflow(rowsWorkflow(name, rows, call)));
		}
		const ended = await Promise.all(ids.map((id) => n8n.waitForExecution(id)));
		for (const [index, cell] of cells.entries()) runs.set(cell, cellRun(cell, ended[index]!));
	}, START_MS);

	function cellRun({ rows }: Cell, run: ExecutionResult): CellRun {
		const isOwn = (number: string | undefined) => rows.some(({ phone }) => phone === number);
		const calls = simulator.calls.filter(({ number }) => isOwn(number));
		const shown = shownOf(run);
		return {
			run,
			calls,
			dials: simulator.requests.filter(({ toNumber }) => isOwn(toNumber)),
			doubleCalls: calls.length - new Set(calls.map(({ number }) => number)).size,
			lostIds: calls
				.map(({ conversationId }) => conversationId)
				.filter((conversationId) => !shown.includes(conversationId)),
		};
	}

	describe.each(dialEnds.map((dialEnd) => [dialEnd.name, dialEnd] as const))('%s', (_, dialEnd) => {
		const own = cells.filter(
			(cell) => cell.contestant === 'ElevenLabs Calls' && cell.dialEnd === dialEnd,
		);

		it.each(own.map((cell) => [cell.setting.name, cell] as const))('with %s', (__, cell) => {
			const cellRun = runs.get(cell)!;
			expect(cellRun).toMatchObject({ doubleCalls: 0, lostIds: [] });
			expectFaultyCall(cell, cellRun);
			expectOutput(cell, cellRun);
			expect(shownOf(cellRun.run)).not.toContain('sim-full');
		});
	});

	it('goes differently through the HTTP Request node', () => {
		// eslint-disable-next-line no-console -- the figures are what this is for
		console.log(table());
		const others = cells.filter(({ contestant }) => contestant === 'HTTP Request');
		expect(sumOf(others, ({ doubleCalls }) => doubleCalls)).toBeGreaterThan(0);
		expect(sumOf(others, ({ lostIds }) => lostIds.length)).toBeGreaterThan(0);
		expect(runs.size).toBe(dialEnds.length * settings.length * contestants.length);
	});
});

/** n8n retries after an error; in its continue modes, only if the first item failed. */
const isTriedAgain = ({ setting }: Cell) =>
	setting.retryOnFail && setting.onError === 'stopWorkflow';

const isWellInTheEnd = (cell: Cell) =>
	['placed', 'found'].includes(cell.dialEnd.end) ||
	(cell.dialEnd.end === 'refused' && isTriedAgain(cell));

function expectFaultyCall(cell: Cell, { calls, dials }: CellRun): void {
	const phone = cell.rows[FAULTY]?.phone;
	expect(calls.filter(({ number }) => number === phone)).toHaveLength(isWellInTheEnd(cell) ? 1 : 0);
	if (['found', 'uncertain'].includes(cell.dialEnd.end)) {
		expect(dials.filter(({ toNumber }) => toNumber === phone)).toHaveLength(1);
	}
}

function expectOutput(cell: Cell, { run, calls }: CellRun): void {
	const { dialEnd, setting, rows } = cell;
	const answers = rows.map(({ phone }) => {
		const call = calls.find(({ number }) => number === phone);
		return expect.objectContaining({ success: true, conversation_id: call?.conversationId });
	});
	const outputs = [0, 1].map((output) => run.items('Call', output).map(({ json }) => json));
	if (isWellInTheEnd(cell)) {
		expect(run.status).toBe('success');
		expect(outputs).toEqual([answers, []]);
		const hints = run.runs.Call?.[0]?.hints.map(({ message }) => message);
		if (dialEnd.hint) expect(hints).toEqual([`${PEOPLE} of ${PEOPLE} called. ${dialEnd.hint}`]);
		return;
	}

	const phone = rows[FAULTY]?.phone ?? '';
	const says = `The call to …${phone.slice(-4)} ${dialEnd.end === 'uncertain' ? 'may have been' : 'was not'} placed: `;
	if (setting.onError === 'stopWorkflow') {
		expect(run.status).toBe('error');
		expect(outputs).toEqual([[], []]);
		expect(run.error?.message).toContain(says);
		for (const { row, phone: other } of rows.filter(({ row }) => row !== FAULTY)) {
			const wasCalled = calls.some(({ number }) => number === other);
			expect(run.error?.description).toMatch(
				wasCalled ? new RegExp(`item ${row}: conv_`) : /Not called: items? /,
			);
		}
		return;
	}
	expect(run.status).toBe('success');
	const failed = { ...rows[FAULTY], error: expect.stringContaining(says) };
	const reason = expect.objectContaining(failed);
	expect(outputs).toEqual(
		setting.onError === 'continueErrorOutput'
			? [answers.filter((_, row) => row !== FAULTY), [reason]]
			: [answers.map((answer, row) => (row === FAULTY ? reason : answer)), []],
	);
}

const sumOf = (some: Cell[], figure: (run: CellRun) => number) =>
	some.reduce((sum, cell) => sum + figure(runs.get(cell)!), 0);

/** Double calls and lost IDs: one line for each way a call ends, one column for each setting. */
function table(): string {
	const figures = (some: Cell[]) =>
		`${sumOf(some, ({ doubleCalls }) => doubleCalls)} / ${sumOf(some, ({ lostIds }) => lostIds.length)}`;
	const line = (first: string, rest: string[]) =>
		first.padEnd(28) + rest.map((column) => column.padStart(21)).join('');
	return [
		`Double calls / lost IDs of ${PEOPLE} people, where the call of the third one …`,
		...contestants.flatMap((contestant) => {
			const own = cells.filter((cell) => cell.contestant === contestant);
			const calls = sumOf(own, (run) => run.calls.length);
			return [
				'',
				line(
					contestant,
					settings.map(({ name }) => name),
				),
				...dialEnds.map((dialEnd) =>
					line(
						`  … ${dialEnd.name}`,
						settings.map((setting) =>
							figures(own.filter((cell) => cell.dialEnd === dialEnd && cell.setting === setting)),
						),
					),
				),
				`  In all: ${figures(own)} of ${calls} calls in ${own.length} runs`,
			];
		}),
	].join('\n');
}

describe('a deduplication key', () => {
	const rows = rowsFrom(3000, PEOPLE);
	const once = Object.fromEntries(rows.map(({ phone }) => [phone, 1]));
	const keyed = (day: string) =>
		rowsWorkflow(`Five people on ${day}`, rows, {
			...elevenLabsCalls({ deduplicationKey: `=${day} {{ $json.row }}` }),
			onError: 'continueRegularOutput',
			retryOnFail: true,
			waitBetweenTries: 100,
		});

	it('is called once by two executions of a workflow, one after the other', async () => {
		const id = await n8n.saveWorkflow(keyed('monday'));
		await n8n.runWorkflow(id);
		const run = await n8n.runWorkflow(id);

		expect(simulator.callCounts()).toEqual(once);
		expect(run.items('Call').map(({ json }) => json)).toEqual(
			rows.map(({ phone }) => ({
				success: false,
				message: 'Not called: the deduplication key was used before',
				reason: 'duplicate',
				to_number: phone,
			})),
		);
	});

	it('is called once by two executions at once', async () => {
		simulator.latencyMs = 50;
		try {
			const id = await n8n.saveWorkflow(keyed('tuesday'));
			const both = await Promise.all([n8n.runWorkflow(id), n8n.runWorkflow(id)]);

			expect(simulator.callCounts()).toEqual(once);
			const outputs = both.flatMap((run) => run.items('Call').map(({ json }) => json));
			expect(outputs.filter(({ success }) => success === true)).toHaveLength(5);
			expect(outputs.filter(({ reason }) => reason === 'duplicate')).toHaveLength(5);
		} finally {
			simulator.latencyMs = 0;
		}
	});
});

describe('an execution that ends while people are called', () => {
	const rows = rowsFrom(4000, 60);
	const IN_FLIGHT = 4;
	const onErrors = ['stopWorkflow', 'continueRegularOutput'] as const;
	const sixtyPeople = (onError: (typeof onErrors)[number], settings: IWorkflowSettings = {}) => {
		const call = { ...elevenLabsCalls({ maxInFlight: IN_FLIGHT }), onError };
		const workflow = rowsWorkflow(`Sixty people, ${onError}`, rows, call);
		return { ...workflow, settings: { ...workflow.settings, ...settings } };
	};

	/** Calls whose answers have been sent. */
	const answeredCalls = () => {
		const answered = simulator.requests.filter(({ status }) => status === 200);
		return simulator.calls.filter(({ number }) =>
			answered.some(({ toNumber }) => toNumber === number),
		);
	};

	/** Once it is over, and a lane that went on would have dialed at the sight of its last answer. */
	async function callsWithoutId(shown: string): Promise<PlacedCall[]> {
		await until('the last answers are sent', () => simulator.inFlight === 0);
		const missing = simulator.calls.filter(({ conversationId }) => !shown.includes(conversationId));
		await until("n8n's log has the IDs that came too late", () =>
			missing.every(({ conversationId }) => n8n.log().includes(conversationId)),
		);
		expect(Object.values(simulator.callCounts()).filter((times) => times !== 1)).toEqual([]);
		expect(missing.length).toBeLessThanOrEqual(IN_FLIGHT);
		for (const { number } of missing) {
			expect(shown).toContain(`The call to …${number.slice(-4)} may have been placed`);
		}
		return missing;
	}

	beforeEach(() => (simulator.latencyMs = 300));
	afterEach(() => (simulator.latencyMs = 0));

	it.each(onErrors)('at its time limit keeps what it knows of every item (%s)', async (onError) => {
		// However long n8n takes to begin, the limit comes in the middle of the calls.
		simulator.latencyMs = 2_000;
		const run = await n8n.runWorkflow(sixtyPeople(onError, { executionTimeout: 10 }));
		const missing = await callsWithoutId(shownOf(run));

		expect(run.status).toBe('canceled');
		expect(run.items('Call').map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map(({ row }) => ({ item: row })),
		);
		for (const [row, { json }] of run.items('Call').entries()) {
			const call = simulator.calls.find(({ number }) => number === rows[row]?.phone);
			if (call === undefined) expect(json.error).toContain('Not called');
			else if (missing.includes(call)) expect(json.error).toContain('may have been placed');
			else expect(json).toMatchObject({ success: true, conversation_id: call.conversationId });
		}
	});

	it.each(onErrors)('by a stop dials nobody anymore and shows every ID (%s)', async (onError) => {
		const editor = await openEditor(n8n);
		try {
			const id = await editor.run(await n8n.saveWorkflow(sixtyPeople(onError)));
			await until('two rounds of answers have come', () => answeredCalls().length >= 8);
			const answered = answeredCalls();
			await n8n.rest('POST', `/rest/executions/${id}/stop`);

			// When n8n 2.41 stops an execution, it stores what it had before the running node. So it is the open
			// editor, and not the stored execution, that has the output; of that, its custom data has the IDs.
			expect((await n8n.waitForExecution(id)).status).toBe('canceled');
			const shown = await until('the editor is told the output of the node', () =>
				editor.outputOf('Call'),
			);
			const missing = await callsWithoutId(shown);
			expect(missing.filter((call) => answered.includes(call))).toEqual([]);
			const kept = await until('n8n has saved the IDs', async () => {
				const { customData } = await n8n.waitForExecution(id);
				return Object.values(customData).join();
			});
			expect(answered.filter(({ conversationId }) => !kept.includes(conversationId))).toEqual([]);
			expect(simulator.calls.length).toBeLessThan(rows.length);
		} finally {
			editor.close();
		}
	});
});
