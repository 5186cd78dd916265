import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { readAgent, readRawAgent } from '../../../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { agentId } from '../../parameters/agentId';
import { outputFields, readShownParts, shownFields } from '../../parameters/simplify';
import { readLocator } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { AGENT_OUTPUT, simplifyAgent } from './simplifiedAgent';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['agent'], operation: ['get'] } },
	[{ ...agentId, description: 'The agent to retrieve' }, ...outputFields(AGENT_OUTPUT)],
);

/** Reads an agent. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const id = readLocator(this, item, agentId);
	const shown = readShownParts(this, item, AGENT_OUTPUT);
	return shown.isRaw
		? [{ json: await readRawAgent(client, id) }]
		: [{ json: shownFields(simplifyAgent(await readAgent(client, id)), shown) }];
}
