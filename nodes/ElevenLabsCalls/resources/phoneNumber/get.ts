import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readPhoneNumber } from '../../../shared/elevenlabs/phoneNumbers';
import { phoneNumberIdOf } from '../../parameters/phoneNumberId';
import { readLocator } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';

const phoneNumberId = phoneNumberIdOf('searchAllPhoneNumbers', 'The phone number to retrieve');

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['phoneNumber'], operation: ['get'] } },
	[phoneNumberId],
);

/** Reads a phone number of the workspace. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const id = readLocator(this, item, phoneNumberId);
	return [{ json: await readPhoneNumber(client, id) }];
}
