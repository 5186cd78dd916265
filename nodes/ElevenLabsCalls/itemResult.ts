import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { Failure } from '../shared/failure';

/** One output of an item. */
export interface ItemOutput {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** An item that has no output, and everything that is wrong with it, at least one thing. */
export interface FailedResult {
	item: number;
	failures: Failure[];
	/** The person may have been called anyway. */
	mayHaveBeenPlaced?: true;
	/** The recipient in E.164, if the item got far enough to have one. */
	toNumber?: string;
}

/** The result of an operation for one item: its output, why there is none, or that it never began. */
export type ItemResult =
	| {
			item: number;
			json: IDataObject;
			/** All items that the output stands for, if there are more than one. */
			items?: number[];
			/** Nobody was called for it on purpose. */
			isSkipped?: true;
			/** Its deduplication key keeps later executions from placing the call again. */
			hasKey?: true;
			/** The output has the fields of the input, too. */
			keepsInput?: true;
	  }
	/** Any number of outputs, e.g. the rows of a list. */
	| { item: number; outputs: ItemOutput[] }
	| FailedResult
	| { item: number; neverBegun: true };

/**
 * The text for a failed item.
 * @param item its index, counted from 0 as everywhere in n8n
 */
export function failureText({ message }: Failure, item: number): string {
	return `${message} [item ${item}]`;
}

/** What to do about a failure, and what ElevenLabs' support would ask for. */
export function failureAdvice({ advice, requestId }: Failure): string {
	return requestId === undefined ? advice : `${advice} (Request ID: ${requestId})`.trim();
}

/** What happened, and what to do about it. */
export function withAdvice(message: string, advice: string): string {
	return advice === '' ? message : `${message}. ${advice}`;
}

/**
 * The ID by which a placed call can be found again, of the conversation or else of the carrier, or of
 * its batch.
 */
export function callIdOf(answer: IDataObject): string | undefined {
	const { conversation_id, callSid, sip_call_id, batch_id, id: ownId } = answer;
	const ids = [conversation_id, callSid, sip_call_id, batch_id, ownId];
	const id = ids.find((value) => typeof value === 'string');
	return typeof id === 'string' ? id : undefined;
}

/**
 * Lists placed calls with their IDs, e.g. `4: conv_1` or, for those in a batch, `0–2, 5: btcal_1`.
 * @param placed items with the answers they got
 */
export function placedIds(placed: Array<[item: number, answer: IDataObject]>): string[] {
	const itemsById = new Map<string, number[]>();
	for (const [item, answer] of placed) {
		const id = callIdOf(answer) ?? 'no ID';
		const items = itemsById.get(id);
		if (items === undefined) itemsById.set(id, [item]);
		else items.push(item);
	}
	return [...itemsById].map(([id, items]) => `${itemRanges(items)}: ${id}`);
}

/** `[0, 1, 2, 5]` as `0–2, 5`. */
export function itemRanges(items: number[]): string {
	return runsOf(items).map(runText).join(', ');
}

/** Runs of many rows have thousands of items. */
const MAX_NAMED = 12;

/**
 * `[3]` as `Item 3`, `[0, 1, 2, 5]` as `Items 0–2 and 5`; of very many, only the first.
 * @param maxNamed how many runs of items are very many
 */
export function itemsText(items: number[], maxNamed = MAX_NAMED): string {
	if (items.length === 1) return `Item ${items[0]}`;
	const runs = runsOf(items);
	const named = runs.length > maxNamed + 1 ? runs.slice(0, maxNamed) : runs;
	const unnamed = items.length - named.reduce((sum, [first, last]) => sum + last - first + 1, 0);
	const parts = [...named.map(runText), ...(unnamed > 0 ? [`${unnamed} more`] : [])];
	const end = parts.splice(-1).join('');
	return `Items ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${end}`;
}

type Run = [first: number, last: number];

function runsOf(items: number[]): Run[] {
	const runs: Run[] = [];
	for (const item of items) {
		const run = runs.at(-1);
		if (run !== undefined && item === run[1] + 1) run[1] = item;
		else runs.push([item, item]);
	}
	return runs;
}

function runText([first, last]: Run): string {
	return first === last ? `${first}` : `${first}–${last}`;
}
