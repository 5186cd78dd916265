import { documentNotFound } from '../apiErrors';
import { integer, isTrue, truth } from '../pydantic';
import type { Agent, Branch, BranchList } from '../wireTypes';
import type { Workspace } from '../workspace';
import type { Endpoint } from './endpoint';
import { queryOf } from './endpoint';

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

export const listBranches: Endpoint = {
	method: 'GET',
	path: '/v1/convai/agents/{id}/branches',
	scope: 'convai_read',
	answer({ recorded, id }, { workspace }): BranchList {
		const query = queryOf(recorded, {
			include_archived: truth,
			limit: integer({ ge: 1 }),
			include_commit_status: truth,
		});
		const agent = workspace.agents.get(id);
		if (!agent) throw documentNotFound(id);
		const found = branchesOf(workspace, agent).filter(
			({ is_archived: isArchived }) => !isArchived || isTrue(query.include_archived ?? 'false'),
		);
		return { results: found.slice(0, Number(query.limit ?? 100)) };
	},
};
