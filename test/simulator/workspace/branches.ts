import { documentNotFound } from '../server/apiErrors';
import type { Agent, Branch } from '../schema/wireTypes';
import type { Workspace } from './workspace';

/** An agent has a main branch, to which all calls go, even if a test says nothing about branches. */
export function branchesOf(workspace: Workspace, agent: Agent): Branch[] {
	const branches = workspace.branches.get(agent.agent_id);
	if (branches) return branches;
	const { main_branch_id: id, metadata } = agent;
	if (!id) return [];
	return [
		{
			id,
			name: 'Main',
			agent_id: agent.agent_id,
			description: '',
			created_at: metadata.created_at_unix_secs,
			last_committed_at: metadata.updated_at_unix_secs,
			is_archived: false,
			current_live_percentage: 100,
			draft_exists: workspace.drafts.has(agent.agent_id),
		},
	];
}

/** @throws ApiError where the agent has no such branch */
export function requireBranch(workspace: Workspace, agent: Agent, id: string): void {
	const isKnown =
		id === agent.branch_id || branchesOf(workspace, agent).some((one) => one.id === id);
	if (!isKnown) throw documentNotFound(id);
}
