import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ExecutionResult } from '../test/n8n/execution';

/** What became of one row of the example. */
export interface Outcome {
	row: string;
	/** Only its last four digits are ever printed. */
	number: string;
	called: boolean;
	text: string;
}

/** Pairs everything that the node put out, errors included, with the row that it is about. */
export function outcomesOf(execution: ExecutionResult, nodeName: string): Outcome[] {
	const run = execution.runs[nodeName]?.at(-1);
	if (!run) return [];
	const rows = run.input ? execution.items(run.input.node, run.input.output) : [];
	return run.outputs
		.flat()
		.map((item) => ({ item, index: rowIndex(item) }))
		.sort((one, other) => one.index - other.index)
		.map(({ item, index }) => outcomeOf(item, rows[index]?.json ?? {}, index));
}

function rowIndex({ pairedItem }: INodeExecutionData): number {
	const first = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'object' ? first.item : (first ?? 0);
}

function outcomeOf({ json, error }: INodeExecutionData, row: IDataObject, index: number): Outcome {
	const conversation = textOf(json.conversation_id);
	const reason =
		error?.message ??
		[json.error, json.reason, json.outcome, json.message].map(textOf).find(Boolean);
	return {
		row: columnLike(row, /name|customer|contact/i) || `Row ${index + 1}`,
		number: masked(columnLike(row, /phone|number|mobile/i)),
		called: Boolean(conversation),
		text: conversation || reason || 'no answer',
	};
}

const textOf = (value: unknown): string => {
	if (typeof value === 'string') return value;
	if (typeof value === 'object' && value !== null && 'message' in value)
		return String(value.message);
	return '';
};

function columnLike(row: IDataObject, pattern: RegExp): string {
	const column = Object.keys(row).find((name) => pattern.test(name));
	const value = column === undefined ? '' : row[column];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export const masked = (number: string): string =>
	number && `…${number.replace(/\D/g, '').slice(-4)}`;

export function table(header: string[], rows: string[][]): string {
	const lines = [header, ...rows];
	const widths = header.map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	return lines
		.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`)
		.map((line) => line.trimEnd())
		.join('\n');
}
