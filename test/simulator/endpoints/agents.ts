import { ApiError, documentNotFound } from '../server/apiErrors';
import { branchesOf, requireBranch } from '../workspace/branches';
import { sortDirections } from '../schema/enums';
import { includesText, pageOf } from '../server/paging';
import { updated } from '../schema/partialUpdate';
import { postCallWebhookField, requireWebhook } from '../webhooks/postCallWebhook';
import type { Field } from '../schema/pydantic';
import {
	dictionary,
	integer,
	isObject,
	isTrue,
	listOf,
	model,
	nullable,
	oneOf,
	text,
	truth,
} from '../schema/pydantic';
import type { Agent, AgentSummary } from '../schema/wireTypes';
import type { Workspace } from '../workspace/workspace';
import type { Endpoint } from './endpoint';
import { bodyOf, listsOf, queryOf } from './endpoint';

const isArchived = ({ platform_settings: settings }: Agent) => settings?.archived === true;

const summary = (agent: Agent, lastCallSecs: number | null): AgentSummary => ({
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
	last_call_time_unix_secs: lastCallSecs,
	archived: isArchived(agent),
});

export const listAgents: Endpoint = {
	method: 'GET',
	path: '/v1/convai/agents',
	scope: 'convai_read',
	answer({ recorded }, { workspace, conversations, clock }) {
		const query = queryOf(recorded, {
			page_size: integer({ ge: 1, le: 100 }),
			search: text(),
			archived: truth,
			show_only_owned_agents: truth,
			created_by_user_id: text(),
			sort_by: oneOf(['name', 'created_at', 'call_count_7d']),
			sort_direction: oneOf(sortDirections),
			cursor: text(),
		});
		const { tags } = listsOf(recorded, { tags: listOf(text()) });
		const { archived, created_by_user_id: creator, show_only_owned_agents: owned } = query;
		// The workspace has one user.
		const onlyOwned = creator === undefined ? isTrue(owned ?? 'false') : creator === '@me';
		const found = [...workspace.agents.values()].filter(
			(agent) =>
				includesText(agent.name, query.search ?? '') &&
				(archived === undefined || isArchived(agent) === isTrue(archived)) &&
				(tags.length === 0 || (agent.tags ?? []).some((tag) => tags.includes(tag))) &&
				(!onlyOwned || agent.access_info?.is_creator === true) &&
				(creator === undefined || creator === '@me'),
		);
		const weekAgo = Math.floor(clock.now() / 1000) - 7 * 24 * 3600;
		const callsWith = ({ agent_id: id }: Agent) => conversations.callsWith(id, weekAgo);
		const { sort_by: order = query.sort_direction && 'created_at' } = query;
		if (order !== undefined) {
			const compare: Record<string, (one: Agent, other: Agent) => number> = {
				name: (one, other) => one.name.localeCompare(other.name),
				created_at: (one, other) =>
					one.metadata.created_at_unix_secs - other.metadata.created_at_unix_secs,
				call_count_7d: (one, other) => callsWith(one).count - callsWith(other).count,
			};
			found.sort(compare[order]);
			if (query.sort_direction !== 'asc') found.reverse();
		}
		const { page, next } = pageOf(
			found,
			(agent) => agent.agent_id,
			Number(query.page_size ?? 30),
			query.cursor,
		);
		return {
			agents: page.map((agent) => summary(agent, callsWith(agent).lastSecs)),
			next_cursor: next,
			has_more: next !== null,
		};
	},
};

export const getAgent: Endpoint = {
	method: 'GET',
	path: '/v1/convai/agents/{id}',
	scope: 'convai_read',
	answer({ recorded, id }, { workspace }) {
		const { branch_id: branchId } = queryOf(recorded, { version_id: text(), branch_id: text() });
		const agent = workspace.agents.get(id);
		if (!agent) throw documentNotFound(id);
		if (branchId !== undefined) requireBranch(workspace, agent, branchId);
		return agent;
	},
};

/** Only what is about webhooks is checked here. */
const platformSettings = nullable(
	model({
		optional: {
			...Object.fromEntries(
				[
					'evaluation',
					'widget',
					'data_collection',
					'data_collection_scopes',
					'analysis_items',
					'overrides',
					'testing',
					'archived',
					'guardrails',
					'summary_language',
					'auto_translate_transcript_to_app_language',
					'auth',
					'call_limits',
					'queueing_config',
					'privacy',
					'trust_context',
					'analysis_llm',
					'topic_discovery',
					'sentiment_analysis',
					'alerting',
				].map((name): [string, Field] => [name, () => {}]),
			),
			workspace_overrides: model({
				optional: {
					conversation_initiation_client_data_webhook: nullable(dictionary),
					webhooks: postCallWebhookField,
				},
			}),
		},
	}),
);

/** Procedures under IDs of the caller's, each pinned to a version. */
const procedureVersions: Field = (value, loc, findings) => {
	dictionary(value, loc, findings);
	if (!isObject(value)) return;
	const version = model({ required: { procedure_id: text(), version_id: text() } });
	for (const [id, procedure] of Object.entries(value)) version(procedure, [...loc, id], findings);
};

const rolesThatMayCommit = {
	writer_perms_required: ['admin', 'editor'],
	admin_perms_required: ['admin'],
};

/** Refuses a commit on a branch that is protected from the key's owner. */
function requireMayCommit(workspace: Workspace, agent: Agent): void {
	const branch = branchesOf(workspace, agent).find(({ id }) => id === agent.main_branch_id);
	const protection = branch?.protection_status;
	const role = branch?.access_info?.role ?? agent.access_info?.role ?? 'admin';
	if (!protection || rolesThatMayCommit[protection].includes(role)) return;
	throw new ApiError(403, {
		type: 'authorization_error',
		code: protection,
		message: `Branch ${branch.id} is protected.`,
	});
}

/**
 * Each update makes a version; calls that were placed before it keep theirs. It ends the user's draft
 * on the branch, from which procedures are published if the request says nothing about them.
 */
export const updateAgent: Endpoint = {
	method: 'PATCH',
	path: '/v1/convai/agents/{id}',
	scope: 'convai_write',
	answer({ recorded, id }, { workspace, deliveries, identifiers, clock }) {
		const { branch_id: branchId } = queryOf(recorded, {
			branch_id: text(),
			enable_versioning_if_not_enabled: truth,
		});
		const changes = bodyOf(recorded, {
			optional: {
				conversation_config: nullable(dictionary),
				platform_settings: platformSettings,
				workflow: nullable(dictionary),
				name: nullable(text()),
				tags: nullable(listOf(text())),
				// Kept with the version; no answer here contains it.
				version_description: nullable(text()),
				procedures: nullable(procedureVersions),
			},
		});
		const agent = workspace.agents.get(id);
		if (!agent) throw documentNotFound(id);
		if (branchId !== undefined && branchId !== agent.branch_id) throw documentNotFound(branchId);
		requireMayCommit(workspace, agent);
		const { platform_settings: settings } = changes;
		const overrides = isObject(settings) ? settings.workspace_overrides : undefined;
		requireWebhook(workspace, isObject(overrides) ? overrides.webhooks : undefined);
		deliveries.collect();

		// `null` on the top level is the same as absent.
		const given = Object.entries(changes).filter(
			([name, value]) => value !== null && name !== 'version_description',
		);
		const { procedures: published, ...rest } = Object.fromEntries(given);
		const after = updated({ ...agent }, rest) as unknown as Agent;
		const draft = workspace.drafts.get(id);
		if (published !== undefined) {
			after.procedures = { ...(published as Agent['procedures']) };
		} else if (draft?.procedures) {
			after.procedures = draft.procedures;
		}
		workspace.drafts.delete(id);
		after.metadata = {
			...agent.metadata,
			updated_at_unix_secs: Math.floor(clock.now() / 1000),
		};
		if (agent.version_id !== undefined) after.version_id = identifiers.version();
		workspace.agents.set(id, after);
		return after;
	},
};
