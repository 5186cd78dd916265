import type { ElevenLabsClient } from './client';
import type { Agent } from './schemas';
import { agent } from './schemas';

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
	return await client.read(
		`/v1/convai/agents/${encodeURIComponent(agentId)}`,
		agent,
		branchId ? { branch_id: branchId } : undefined,
	);
}
