import { z } from 'zod';
import type { ElevenLabsClient } from './client';
import { ElevenLabsError } from './errors';
import { unchanged } from '../nodeError';
import { PATHS } from './paths';
import { listOf, optionalOf } from './schemas';

/** A branch of an agent that isn't archived. */
export interface Branch {
	id: string;
	name: string;
	/** How much of the agent's traffic goes to it, in percent. */
	livePercentage: number;
	/** Who may commit on it, e.g. `admin_perms_required`; absent if it isn't protected. */
	protection?: string;
}

const branchList = z.object({
	results: listOf(
		z.object({
			id: z.string(),
			name: optionalOf(z.string()),
			is_archived: optionalOf(z.boolean()),
			current_live_percentage: optionalOf(z.number()),
			protection_status: optionalOf(z.string()),
		}),
	),
});

/**
 * Lists the branches of an agent (`GET /v1/convai/agents/{id}/branches`). They are only needed for
 * better messages, so failing to read them is no error.
 * @returns undefined if ElevenLabs doesn't tell
 */
export async function findBranches(
	client: ElevenLabsClient,
	agentId: string,
): Promise<Branch[] | undefined> {
	const listed = await readBranches(client, agentId);
	return listed?.results.flatMap((branch) =>
		branch.is_archived === true
			? []
			: {
					id: branch.id,
					name: branch.name || branch.id,
					livePercentage: branch.current_live_percentage ?? 0,
					...(branch.protection_status ? { protection: branch.protection_status } : {}),
				},
	);
}

async function readBranches(client: ElevenLabsClient, agentId: string) {
	try {
		return await client.read(PATHS.branches(agentId), branchList, { include_archived: false });
	} catch (error) {
		if (error instanceof ElevenLabsError) return undefined;
		throw unchanged(error);
	}
}
