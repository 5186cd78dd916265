import type { PlacedCall } from '../test/simulator/simulator';
import type { Outcome } from './outcomes';

/** How a run of the example ended. */
export interface ExampleRun {
	/** n8n's status of the execution. */
	status: string;
	error: { message: string } | undefined;
	outcomes: Outcome[];
}

type CountedCall = Pick<PlacedCall, 'conversationId' | 'number'>;

/**
 * Prints a table of rows, masked numbers, calls to each number and outcomes. Throws, with every problem on a line, unless the
 * run succeeded, someone was called, each row came out, and the calls counted are those reported, one per number.
 */
export function reportOf(
	run: ExampleRun,
	calls: readonly CountedCall[],
	log: (line: string) => void,
) {
	const counted = new Map(calls.map((call) => [call.conversationId, call]));
	const callsTo = (number: string) => calls.filter((call) => call.number === number).length;
	const reported = new Set(run.outcomes.map(({ conversationId }) => conversationId));
	const unreported = calls.filter(({ conversationId }) => !reported.has(conversationId));

	log(
		table([
			['Row', 'Number', 'Calls', 'Outcome'],
			...run.outcomes.map(({ row, number, conversationId, reason }) => {
				const call = counted.get(conversationId);
				const outcome = conversationId
					? `called, ${conversationId}`
					: `not called: ${reason ?? 'the row did not come out'}`;
				const dialed = call?.number ?? '';
				return [row, masked(dialed || number), String(callsTo(dialed)), outcome];
			}),
			...unreported.map(({ number, conversationId }) => [
				'(no row)',
				masked(number),
				String(callsTo(number)),
				`called, ${conversationId}`,
			]),
		]),
	);

	const called = run.outcomes.filter(({ conversationId }) => conversationId);
	const problems = [
		...(run.status === 'success'
			? []
			: [
					`The example ended with status "${run.status}": ${run.error?.message ?? 'no reason given'}`,
				]),
		...(called.length > 0 ? [] : ['Nobody was called.']),
		...run.outcomes
			.filter(({ conversationId, reason }) => !conversationId && reason === undefined)
			.map(({ row }) => `${row} went in and did not come out.`),
		...called
			.filter(({ conversationId }) => !counted.has(conversationId))
			.map(({ row }) => `${row} is reported as called, but the simulator has no such call.`),
		...unreported.map(({ number }) => `No row reports a call to ${masked(number)}.`),
		...[...new Set(calls.map(({ number }) => number))]
			.filter((number) => callsTo(number) !== 1)
			.map((number) => `${masked(number)} was called ${callsTo(number)} times.`),
	];
	if (problems.length > 0) throw new Error(problems.join('\n'));
	log(`\n${called.length} of ${run.outcomes.length} rows called, each number once.`);
}

/** The last four digits of a number. */
const masked = (number: string): string => number && `…${number.replace(/\D/g, '').slice(-4)}`;

/** Lines up the cells of each column; the first line is the header. */
function table(lines: string[][]): string {
	const widths = (lines[0] ?? []).map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	return lines
		.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
		.map((line) => `  ${line}`.trimEnd())
		.join('\n');
}
