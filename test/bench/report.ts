import type { BurstFigures } from './bursts';
import type { ClaimFigures } from './claims';
import type { Limit } from './limits';
import type { PackageFigures } from './packageFigures';
import type { Result } from './scenario';
import type { WaitingFigures } from './waiting';
import { hundredths, megabytes, table, whole } from './wording';

/** @param results the second one's time is 1.00 */
export function resultTable(results: Result[]): string {
	const yardstick = results[1]?.milliseconds ?? NaN;
	return table(
		[
			'node',
			'time, ms',
			'runs, ms',
			'ratio',
			'requests',
			'concurrent',
			'calls',
			'called again',
			'paired',
			'peak MB',
		],
		results.map((result) => [
			result.name,
			whole(result.milliseconds),
			`${whole(result.fastest)}–${whole(result.slowest)}`,
			hundredths(result.milliseconds / yardstick),
			whole(result.requests),
			whole(result.inFlight),
			whole(result.calls),
			whole(result.calledAgain),
			whole(result.paired),
			megabytes(result.peakBytes),
		]),
	);
}

export const waitingTable = (figures: WaitingFigures[]): string =>
	table(
		['waiting', 'requests', 'per call', 'ends noticed', 'latest, s'],
		figures.map(({ name, requests, perCall, ended, latestSecs }) => [
			name,
			whole(requests),
			hundredths(perCall),
			whole(ended),
			hundredths(latestSecs),
		]),
	);

export function packageTable({ tarballBytes, entryFiles, n8nWorkflowMs }: PackageFigures): string {
	const loads = [
		...entryFiles,
		{ name: 'n8n-workflow, for comparison', milliseconds: n8nWorkflowMs },
	];
	return table(
		['what', 'figure', 'ratio to n8n-workflow'],
		[
			['tarball', `${whole(tarballBytes)} bytes`, ''],
			...loads.map(({ name, milliseconds }) => [
				name,
				`${milliseconds.toFixed(1)} ms`,
				hundredths(milliseconds / n8nWorkflowMs),
			]),
		],
	);
}

export const limitLines = (limits: Limit[]): string =>
	limits
		.map(({ text, holds }) => `  ${holds ? 'holds         ' : 'does not hold '} ${text}`)
		.join('\n');

/** @param figures without a key, and then the one whose ratio is 1.00 */
export function claimTable(figures: ClaimFigures[]): string {
	const yardstick = figures[1]?.addedMsPerCall ?? NaN;
	return table(
		['keys', 'time, ms', 'added per call, ms', 'claims per second', 'ratio'],
		figures.map(({ name, milliseconds, addedMsPerCall, claimsPerSecond }, place) => [
			name,
			whole(milliseconds),
			...(place === 0
				? ['', '', '']
				: [
						addedMsPerCall.toFixed(1),
						whole(claimsPerSecond),
						hundredths(addedMsPerCall / yardstick),
					]),
		]),
	);
}

/** @param figures the last one's times are 1.00 */
export function burstTable(figures: BurstFigures[]): string {
	const yardstick = figures.at(-1);
	return table(
		[
			'receiver',
			'answered, ms',
			'ratio',
			'ended, ms',
			'ratio',
			'CPU each, ms',
			'ratio',
			'executions',
		],
		figures.map(({ name, answeredMs, endedMs, cpuMs, executions }) => [
			name,
			whole(answeredMs),
			hundredths(answeredMs / (yardstick?.answeredMs ?? NaN)),
			whole(endedMs),
			hundredths(endedMs / (yardstick?.endedMs ?? NaN)),
			cpuMs.toFixed(1),
			hundredths(cpuMs / (yardstick?.cpuMs ?? NaN)),
			whole(executions),
		]),
	);
}
