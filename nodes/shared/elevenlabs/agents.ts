import type { IDataObject } from 'n8n-workflow';
import type { ElevenLabsClient } from './client';
import { record } from './pagination';
import type { Agent } from './schemas';
import { agent, llmList } from './schemas';

/**
 * Reads an agent as it is on one of its branches.
 * @param branchId absent: the main branch
 * @throws ElevenLabsError
 */
export async function readAgent(
	client: ElevenLabsClient,
	agentId: string,
	branchId?: string,
): Promise<Agent> {
	return await client.read(agentPath(agentId), agent, branchQuery(branchId));
}

/**
 * Reads an agent with every field as ElevenLabs sent it.
 * @param branchId absent: the main branch
 * @throws ElevenLabsError
 */
export async function readRawAgent(
	client: ElevenLabsClient,
	agentId: string,
	branchId?: string,
): Promise<IDataObject> {
	return await client.read(agentPath(agentId), record, branchQuery(branchId));
}

/**
 * Lists the LLMs that ElevenLabs offers for agents, by the names that `agent.prompt.llm` takes.
 * @throws ElevenLabsError
 */
export async function readLlms(client: ElevenLabsClient): Promise<string[]> {
	const { llms } = await client.read('/v1/convai/llm/list', llmList);
	return llms.map(({ llm }) => llm);
}

function agentPath(agentId: string): string {
	return `/v1/convai/agents/${encodeURIComponent(agentId)}`;
}

function branchQuery(branchId: string | undefined): IDataObject | undefined {
	return branchId ? { branch_id: branchId } : undefined;
}
