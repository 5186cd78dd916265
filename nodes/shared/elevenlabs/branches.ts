import { z } from 'zod';
import type { ElevenLabsClient } from './client';

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
	results: z.array(
		z
			.object({
				id: z.string(),
				name: z.string().nullish(),
				is_archived: z.boolean().nullish().catch(undefined),
				current_live_percentage: z.number().nullish().catch(undefined),
				protection_status: z.string().nullish().catch(undefined),
			})
			.nullable()
			.catch(null),
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
	const exchange = await client.send({
		method: 'GET',
		path: `/v1/convai/agents/${encodeURIComponent(agentId)}/branches`,
		query: { include_archived: false },
	});
	const read =
		exchange.answered && exchange.status === 200 ? branchList.safeParse(exchange.body) : undefined;
	if (!read?.success) return undefined;
	return read.data.results.flatMap((branch) =>
		branch === null || branch.is_archived === true
			? []
			: {
					id: branch.id,
					name: branch.name || branch.id,
					livePercentage: branch.current_live_percentage ?? 0,
					...(branch.protection_status ? { protection: branch.protection_status } : {}),
				},
	);
}
