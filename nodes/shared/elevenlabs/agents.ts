import type { IDataObject } from 'n8n-workflow';
import type { ElevenLabsClient } from './client';
import type { Page, PageSearch } from './pages';
import { rawListReader, readPage, readUpTo } from './pages';
import { PATHS } from './paths';
import type { Agent, AgentSummary } from './schemas';
import { agent, agentSummaries, llmList, record } from './schemas';

/** `GET /v1/convai/agents` */
export const AGENT_LIST = { path: PATHS.agents, field: 'agents', entries: agentSummaries };

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
	return await client.read(PATHS.agent(agentId), agent, branchQuery(branchId));
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
	return await client.read(PATHS.agent(agentId), record, branchQuery(branchId));
}

/**
 * Reads one page of agents, for the editor.
 * @throws ElevenLabsError
 */
export async function readAgentPage(
	client: ElevenLabsClient,
	{ search, cursor }: PageSearch,
): Promise<Page<AgentSummary>> {
	const query = search ? { search } : {};
	return await readPage(client, { ...AGENT_LIST, query }, cursor);
}

/** Lists agents, with every field as ElevenLabs sent it. */
export const listRawAgents = rawListReader(AGENT_LIST);

/**
 * Lists all agents of the workspace.
 * @throws ElevenLabsError
 */
export async function listAgents(client: ElevenLabsClient): Promise<AgentSummary[]> {
	return await readUpTo(
		Infinity,
		async (cursor, pageSize) => await readPage(client, { ...AGENT_LIST, pageSize }, cursor),
	);
}

/**
 * Lists the LLMs that ElevenLabs offers for agents, by the names that `agent.prompt.llm` takes.
 * @throws ElevenLabsError
 */
export async function readLlms(client: ElevenLabsClient): Promise<string[]> {
	const { llms } = await client.read(PATHS.llms, llmList);
	return llms.map(({ llm }) => llm);
}

function branchQuery(branchId: string | undefined): IDataObject | undefined {
	return branchId ? { branch_id: branchId } : undefined;
}
