import { documentNotFound } from './apiErrors';
import type { Agent } from './wireTypes';

/** @throws ApiError where the agent has no such branch: the seeded ones have only their main one */
export function requireBranch({ branch_id: own, main_branch_id: main }: Agent, id: string): void {
	if (id !== own && id !== main) throw documentNotFound(id);
}
