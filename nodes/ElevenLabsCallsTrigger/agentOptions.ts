import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { elevenLabsClient } from '../shared/elevenlabs/client';
import { listAgents } from '../shared/elevenlabs/postCallWebhook';
import { triggerError } from './triggerError';

/** Lists the agents to choose from. */
export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const agents = await listAgents(await elevenLabsClient(this));
		return agents.map(({ agentId, name }) => ({ name, value: agentId }));
	} catch (error) {
		throw triggerError(this.getNode(), error);
	}
}
