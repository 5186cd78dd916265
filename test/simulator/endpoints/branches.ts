import { documentNotFound } from '../server/apiErrors';
import { branchesOf } from '../workspace/branches';
import { integer, isTrue, truth } from '../schema/pydantic';
import type { BranchList } from '../schema/wireTypes';
import type { Endpoint } from './endpoint';
import { queryOf } from './endpoint';

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
