import { conditionsIn, evaluationFilter } from '../calls/conversationConditions';
import { parseVariableFilter, variableFilter } from '../calls/dynamicVariableFilter';
import {
	callResults,
	conversationSources,
	conversationStatuses,
	guardrailTypes,
	sortDirections,
} from '../schema/enums';
import { integer, listOf, oneOf, text, truth } from '../schema/pydantic';
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
			sort_direction: oneOf(sortDirections),
			summary_mode: oneOf(['exclude', 'include']),
			agent_id: text(),
			user_id: text(),
			branch_id: text(),
			version_id: text(),
			parent_conversation_id: text(),
			call_start_after_unix: integer(),
			call_start_before_unix: integer(),
			call_duration_min_secs: integer(),
			call_duration_max_secs: integer(),
			call_successful: oneOf([...callResults, 'error']),
			rating_min: integer({ ge: 1, le: 5 }),
			rating_max: integer({ ge: 1, le: 5 }),
			has_feedback_comment: truth,
			include_invalid_tool_calls: truth,
			search: text(),
			conversation_initiation_source: oneOf(conversationSources),
			text_only: truth,
			conversation_product_type: oneOf(['agents', 'speech_engine']),
			workflow_node_entered_id: text(),
		});
		const lists = listsOf(recorded, {
			exclude_statuses: listOf(oneOf(conversationStatuses)),
			dynamic_variable_params: listOf(variableFilter),
			data_collection_params: listOf(variableFilter),
			evaluation_params: listOf(evaluationFilter),
			evaluation_criteria_ids: listOf(text()),
			data_collection_ids: listOf(text()),
			visited_agent_ids: listOf(text(), { atMost: 50 }),
			visited_agent_branch_ids: listOf(text(), { atMost: 50 }),
			triggered_procedure_ids: listOf(text(), { atMost: 50 }),
			tool_names: listOf(text()),
			tool_names_successful: listOf(text()),
			tool_names_errored: listOf(text()),
			main_languages: listOf(text()),
			topic_ids: listOf(text()),
			tag_ids: listOf(text()),
			termination_reasons: listOf(text()),
			guardrail_types: listOf(oneOf(guardrailTypes)),
			custom_guardrail_names: listOf(text()),
		});
		return conversations.list({
			agentId: query.agent_id,
			userId: query.user_id,
			startAfterSecs: numberIn(query.call_start_after_unix),
			startBeforeSecs: numberIn(query.call_start_before_unix),
			variables: lists.dynamic_variable_params.flatMap(
				(parameter) => parseVariableFilter(parameter) ?? [],
			),
			conditions: conditionsIn(query, lists),
			parts: {
				summary: query.summary_mode === 'include',
				evaluationIds: lists.evaluation_criteria_ids,
				dataIds: lists.data_collection_ids,
			},
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
	answer({ recorded, id }, { conversations }) {
		queryOf(recorded, { format: oneOf(['json', 'opentelemetry']) });
		return conversations.get(id);
	},
};

export const getConversationAudio: Endpoint = {
	method: 'GET',
	path: '/v1/convai/conversations/{id}/audio',
	scope: 'convai_read',
	answer: ({ id }, { conversations }) => conversations.recording(id),
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
		const { agent_ids: agentIds } = listsOf(recorded, {
			agent_ids: listOf(text(), { atMost: 25 }),
		});
		return conversations.liveCount(agentIds.length > 0 ? agentIds : [agentId ?? []].flat());
	},
};
