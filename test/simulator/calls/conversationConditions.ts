import type { ConversationCondition } from './conversations';
import { matchesVariable, parseVariableFilter } from './dynamicVariableFilter';
import { callResults } from '../schema/enums';
import { includesText } from '../server/paging';
import type { Field } from '../schema/pydantic';
import { isTrue } from '../schema/pydantic';

const evaluationShape = new RegExp(`^(.+):(${callResults.join('|')})$`, 's');

/** `criterion:result`. */
export const evaluationFilter: Field = (value, loc, findings) => {
	if (!evaluationShape.test(String(value))) {
		const results = callResults.join('|');
		findings.add(
			loc,
			'value_error',
			`Value error, expected criteria_id:result where result is one of ${results}`,
		);
	}
};

type ByValue = (value: string) => ConversationCondition;

type ByValues = (values: readonly string[]) => ConversationCondition;

const nothing: ConversationCondition = () => false;

/** Parameters that count with one value. */
const byValue: Record<string, ByValue> = {
	call_successful: (value) => (entry, now) => entry.callSuccessful(now) === value,
	call_duration_min_secs: (value) => (entry, now) => entry.durationSecs(now) >= Number(value),
	call_duration_max_secs: (value) => (entry, now) => entry.durationSecs(now) <= Number(value),
	rating_min: (value) => (entry) => (entry.review.rating ?? 0) >= Number(value),
	rating_max: (value) => (entry) => (entry.review.rating ?? Infinity) <= Number(value),
	has_feedback_comment: (value) => (entry) =>
		(entry.review.comment !== undefined) === isTrue(value),
	branch_id: (value) => (entry) => entry.branchId === value,
	version_id: (value) => (entry) => entry.versionId === value,
	conversation_initiation_source: (value) => (entry) => entry.call.provider === value,
	text_only: (value) => () => !isTrue(value),
	conversation_product_type: (value) => () => value === 'agents',
	search: (value) => (entry, now) =>
		value === '' || entry.transcript(now).some(({ message }) => includesText(message, value)),
	// No simulated call has any of these.
	parent_conversation_id: () => nothing,
	workflow_node_entered_id: () => nothing,
};

/** Parameters that count with all of their values: one of them must match, unless stated otherwise. */
const byValues: Record<string, ByValues> = {
	exclude_statuses: (values) => (entry, now) => !values.includes(entry.status(now)),
	visited_agent_ids: (values) => (entry) => values.includes(entry.call.agentId),
	visited_agent_branch_ids: (values) => (entry) => values.includes(entry.branchId ?? ''),
	main_languages: (values) => (entry, now) => values.includes(entry.mainLanguage(now) ?? ''),
	tool_names: (values) => (entry, now) =>
		entry.toolNames(now).some((name) => values.includes(name)),
	tool_names_successful: (values) => (entry, now) =>
		entry.toolNames(now).some((name) => values.includes(name)),
	termination_reasons: (values) => (entry, now) =>
		values.includes(entry.terminationReason(now) ?? ''),
	tag_ids: (values) => (entry) => (entry.review.tagIds ?? []).some((id) => values.includes(id)),
	// All of these must match.
	evaluation_params: (values) => (entry, now) => {
		const evaluation = entry.evaluation(now);
		return values.every((value) => {
			const [, id = '', result] = evaluationShape.exec(value) ?? [];
			return evaluation[id] === result;
		});
	},
	data_collection_params: (values) => {
		const filters = values.flatMap((value) => parseVariableFilter(value) ?? []);
		return (entry, now) => {
			const data = entry.data(now);
			return filters.every((filter) => matchesVariable(filter, data));
		};
	},
	// No simulated call has any of these.
	triggered_procedure_ids: () => nothing,
	tool_names_errored: () => nothing,
	topic_ids: () => nothing,
	guardrail_types: () => nothing,
	custom_guardrail_names: () => nothing,
};

/** The conditions on a conversation that these (already checked) parameters ask for. */
export const conditionsIn = (
	query: Record<string, string>,
	lists: Record<string, string[]>,
): ConversationCondition[] => [
	...Object.entries(query).flatMap(([name, value]) => byValue[name]?.(value) ?? []),
	...Object.entries(lists).flatMap(([name, values]) =>
		values.length > 0 ? (byValues[name]?.(values) ?? []) : [],
	),
];
