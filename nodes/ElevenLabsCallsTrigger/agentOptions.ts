import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { elevenLabsClient } from '../shared/elevenlabs/client';
import { listAgents } from '../shared/elevenlabs/agents';
import { triggerError } from './triggerError';

/** Lists the agents to choose from, sorted by name. */
export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const agents = await listAgents(await elevenLabsClient(this));
		return agents
			.map(({ agent_id: id, name }) => ({ name: name || id, value: id }))
			.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
	} catch (error) {
		throw triggerError(this.getNode(), error);
	}
}
