import { parseVariableFilter, variableFilter } from '../dynamicVariableFilter';
import { conversationStatuses } from '../enums';
import { integer, listOf, oneOf, text } from '../pydantic';
import type { ConversationStatus } from '../wireTypes';
import type { Endpoint } from './endpoint';
import { listsOf, queryOf } from './endpoint';

const numberIn = (value: string | undefined) => (value === undefined ? undefined : Number(value));

export const listConversations: Endpoint = {
	method: 'GET',
	path: '/v1/convai/conversations',
	scope: 'convai_read',
	answer({ recorded }, { conversations }) {
		const query = queryOf(recorded, {
			page_size: integer({ ge: 1, le: 100 }),
			cursor: text(),
			agent_id: text(),
			user_id: text(),
			call_start_after_unix: integer(),
			call_start_before_unix: integer(),
			call_successful: oneOf(['success', 'failure', 'unknown', 'error']),
			summary_mode: oneOf(['exclude', 'include']),
			search: text(),
			sort_direction: oneOf(['asc', 'desc']),
		});
		const lists = listsOf(recorded, {
			exclude_statuses: listOf(oneOf(conversationStatuses)),
			dynamic_variable_params: listOf(variableFilter),
		});
		return conversations.list({
			agentId: query.agent_id,
			userId: query.user_id,
			startAfterSecs: numberIn(query.call_start_after_unix),
			startBeforeSecs: numberIn(query.call_start_before_unix),
			callSuccessful: query.call_successful,
			excludeStatuses: new Set(lists.exclude_statuses as ConversationStatus[]),
			variables: lists.dynamic_variable_params.flatMap(
				(parameter) => parseVariableFilter(parameter) ?? [],
			),
			search: query.search ?? '',
			withSummary: query.summary_mode === 'include',
			newestFirst: query.sort_direction !== 'asc',
			pageSize: Number(query.page_size ?? 30),
			cursor: query.cursor,
		});
	},
};

export const getConversation: Endpoint = {
	method: 'GET',
	path: '/v1/convai/conversations/{id}',
	scope: 'convai_read',
	answer: ({ id }, { conversations }) => conversations.get(id),
};

export const deleteConversation: Endpoint = {
	method: 'DELETE',
	path: '/v1/convai/conversations/{id}',
	scope: 'convai_write',
	answer({ id }, { conversations }) {
		conversations.delete(id);
		return {};
	},
};

export const liveCount: Endpoint = {
	method: 'GET',
	path: '/v1/convai/analytics/live-count',
	scope: 'convai_read',
	answer({ recorded }, { conversations }) {
		const { agent_id: agentId } = queryOf(recorded, { agent_id: text() });
		const { agent_ids: agentIds } = listsOf(recorded, { agent_ids: listOf(text()) });
		return conversations.liveCount(agentIds.length > 0 ? agentIds : [agentId ?? []].flat());
	},
};
