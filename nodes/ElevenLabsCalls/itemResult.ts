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
}

/** The result of an operation for one item: its output, why there is none, or that it never began. */
export type ItemResult =
	| {
			item: number;
			json: IDataObject;
			/** Nobody was called for it on purpose. */
			isSkipped?: true;
			/** Its deduplication key keeps later executions from placing the call again. */
			hasKey?: true;
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

/** The ID by which a placed call can be found again, of the conversation or else of the carrier. */
export function callIdOf(answer: IDataObject): string | undefined {
	const { conversation_id, callSid, sip_call_id } = answer;
	const id = [conversation_id, callSid, sip_call_id].find((value) => typeof value === 'string');
	return typeof id === 'string' ? id : undefined;
}
