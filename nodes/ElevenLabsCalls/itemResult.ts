import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { Failure } from '../shared/failure';

/** One thing that comes out for an item. */
export interface ItemOutput {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** What an operation gives for one item: output, why there is none, or that its turn never came. */
export type ItemResult =
	| {
			item: number;
			json: IDataObject;
			/** On purpose, nobody was called for it. */ isSkipped?: true;
	  }
	/** Any number of outputs, e.g. the rows of a list. */
	| { item: number; outputs: ItemOutput[] }
	| { item: number; failure: Failure }
	| { item: number; skipped: true };

/**
 * The text for a failed item.
 * @param item its index, counted from 0 as everywhere in n8n
 */
export function failureText({ message }: Failure, item: number): string {
	return `${message} [item ${item}]`;
}

/** What to do about a failed item, and what ElevenLabs' support would ask for. */
export function failureAdvice({ advice, requestId }: Failure): string {
	return requestId === undefined ? advice : `${advice} (Request ID: ${requestId})`.trim();
}

/** The ID by which a placed call can be found again, of the conversation or else of the carrier. */
export function callIdOf(answer: IDataObject): string | undefined {
	const { conversation_id, callSid, sip_call_id } = answer;
	const id = [conversation_id, callSid, sip_call_id].find((value) => typeof value === 'string');
	return typeof id === 'string' ? id : undefined;
}
