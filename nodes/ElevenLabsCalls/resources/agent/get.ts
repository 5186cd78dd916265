import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { readAgent, readRawAgent } from '../../../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { agentId } from '../../parameters/agentId';
import { simplify } from '../../parameters/simplify';
import { readLocator, readSwitch } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { simplifyAgent } from './simplifiedAgent';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['agent'], operation: ['get'] } },
	[{ ...agentId, description: 'The agent to retrieve' }, simplify],
);

/** Reads an agent. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const id = readLocator(this, item, agentId);
	return readSwitch(this, item, simplify)
		? [{ json: simplifyAgent(await readAgent(client, id)) }]
		: [{ json: await readRawAgent(client, id) }];
}
