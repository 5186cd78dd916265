import type { Limit } from './limits';
import type { PackageFigures } from './packageFigures';
import type { Result } from './scenario';
import { hundredths, table, whole } from './wording';

/** @param yardstick whose time is 1.00 */
export function resultTable(results: Result[], yardstick: Result): string {
	return table(
		[
			'node',
			'time, ms',
			'runs, ms',
			'ratio',
			'requests',
			'in flight',
			'calls',
			'called again',
			'items out',
			'paired',
		],
		results.map((result) => [
			result.name,
			whole(result.milliseconds),
			`${whole(result.fastest)}–${whole(result.slowest)}`,
			hundredths(result.milliseconds / yardstick.milliseconds),
			whole(result.requests),
			whole(result.inFlight),
			whole(result.calls),
			whole(result.calledAgain),
			whole(result.items),
			whole(result.paired),
		]),
	);
}

export function packageTable({ tarballBytes, entryFiles, n8nWorkflowMs }: PackageFigures): string {
	const loads = [
		...entryFiles,
		{ name: 'n8n-workflow, as a yardstick', milliseconds: n8nWorkflowMs },
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
