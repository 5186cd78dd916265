import { documentNotFound } from '../apiErrors';
import { includesText, pageOf } from '../paging';
import { integer, text } from '../pydantic';
import type { Agent, AgentSummary } from '../wireTypes';
import type { Endpoint } from './endpoint';
import { queryOf } from './endpoint';

const summary = (agent: Agent): AgentSummary => ({
	agent_id: agent.agent_id,
	name: agent.name,
	voice_id: agent.conversation_config.tts?.voice_id ?? '',
	tags: agent.tags ?? [],
	created_at_unix_secs: agent.metadata.created_at_unix_secs,
	access_info: agent.access_info ?? {
		is_creator: false,
		creator_name: '',
		creator_email: '',
		role: 'viewer',
	},
	last_call_time_unix_secs: null,
	archived: false,
});

export const listAgents: Endpoint = {
	method: 'GET',
	path: '/v1/convai/agents',
	scope: 'convai_read',
	answer({ recorded }, { workspace }) {
		const query = queryOf(recorded, {
			page_size: integer({ ge: 1, le: 100 }),
			search: text(),
			cursor: text(),
		});
		const found = [...workspace.agents.values()].filter((agent) =>
			includesText(agent.name, query.search ?? ''),
		);
		const { page, next } = pageOf(
			found,
			(agent) => agent.agent_id,
			Number(query.page_size ?? 30),
			query.cursor,
		);
		return { agents: page.map(summary), next_cursor: next, has_more: next !== null };
	},
};

export const getAgent: Endpoint = {
	method: 'GET',
	path: '/v1/convai/agents/{id}',
	scope: 'convai_read',
	answer({ id }, { workspace }) {
		const agent = workspace.agents.get(id);
		if (!agent) throw documentNotFound(id);
		return agent;
	},
};
