import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readLocator } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { batchCallId } from '../../parameters/batchCallId';

/**
 * Makes the code of an operation that does something with one batch and has no other parameter.
 * @param work returns the output
 */
export function batchOperation(
	work: (client: ElevenLabsClient, id: string) => Promise<IDataObject>,
) {
	return async function execute(
		this: IExecuteFunctions,
		client: ElevenLabsClient,
		item: number,
	): Promise<ItemOutput[]> {
		return [{ json: await work(client, readLocator(this, item, batchCallId)) }];
	};
}
