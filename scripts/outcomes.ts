import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { NodeRuns } from '../test/n8n/execution';

/** The outcome of one row of the example. */
export interface Outcome {
	row: string;
	/** As it stands in the row. */
	number: string;
	/** Empty if nobody was called. */
	conversationId: string;
	/** Why nobody was called; undefined if the row did not come out at all. */
	reason: string | undefined;
}

/** The rows that went into a node, each with what came out for it, errors included. */
export function outcomesOf(runs: NodeRuns, nodeName: string): Outcome[] {
	const run = runs[nodeName]?.at(-1);
	if (!run?.input) return [];
	const rows = runs[run.input.node]?.at(-1)?.outputs[run.input.output] ?? [];
	const results = new Map(run.outputs.flat().map((item) => [rowIndex(item), item]));
	return rows.map(({ json }, index) => ({
		row: columnLike(json, /name|customer|contact/i) || `Row ${index + 1}`,
		number: columnLike(json, /phone|number|mobile/i),
		...resultOf(results.get(index)),
	}));
}

function rowIndex({ pairedItem }: INodeExecutionData): number {
	const first = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'object' ? first.item : (first ?? 0);
}

function resultOf(
	result: INodeExecutionData | undefined,
): Pick<Outcome, 'conversationId' | 'reason'> {
	if (!result) return { conversationId: '', reason: undefined };
	const { json, error } = result;
	const reasons = [json.error, json.reason, json.outcome, json.message].map(textOf);
	return {
		conversationId: textOf(json.conversation_id),
		reason: error?.message ?? reasons.find(Boolean) ?? 'no answer',
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
