import type { IDataObject } from 'n8n-workflow';
import { agentVariables } from '../../../shared/calling/recipient/agentVariables';
import { valueAt } from '../../../shared/json';
import type { Agent } from '../../../shared/elevenlabs/schemas';
import type { SimplifiedOutput } from '../../parameters/simplify';

/** What comes out of a simplified agent. */
export const AGENT_OUTPUT: SimplifiedOutput = {
	id: 'agent_id',
	fields: [
		'agent_id',
		'name',
		'language',
		'languages',
		'variables',
		'allowed_overrides',
		'voicemail_detection',
		'max_duration_secs',
		'concurrent_calls_limit',
		'daily_calls_limit',
	],
};

/**
 * Returns what a call with an agent needs and may change. The keys are always the same; what
 * ElevenLabs does not say is null, and so is a limit that isn't set.
 */
export function simplifyAgent(agent: Agent): IDataObject {
	const language = agent.conversation_config?.agent?.language ?? null;
	const presets = Object.keys(agent.conversation_config?.language_presets ?? {});
	const limits = valueAt(agent, 'platform_settings', 'call_limits');
	const tools = valueAt(agent, 'conversation_config', 'agent', 'prompt', 'built_in_tools');
	return {
		agent_id: agent.agent_id,
		name: agent.name ?? null,
		language,
		languages: [...new Set([...(language === null ? [] : [language]), ...presets])],
		variables: agentVariables(agent).map(({ name, required, type }) => ({ name, required, type })),
		allowed_overrides: [
			...allowedPaths(
				valueAt(agent, 'platform_settings', 'overrides', 'conversation_config_override'),
			),
			...(valueAt(agent, 'platform_settings', 'overrides', 'custom_llm_extra_body') === true
				? ['custom_llm_extra_body']
				: []),
		].sort(),
		voicemail_detection: Boolean(valueAt(tools, 'voicemail_detection')),
		max_duration_secs: limitOf(
			valueAt(agent, 'conversation_config', 'conversation', 'max_duration_seconds'),
		),
		concurrent_calls_limit: limitOf(valueAt(limits, 'agent_concurrency_limit')),
		daily_calls_limit: limitOf(valueAt(limits, 'daily_limit')),
	};
}

/** The overrides that are allowed, by their path in `conversation_config_override`. */
function allowedPaths(permissions: unknown, path: string[] = []): string[] {
	if (permissions === true) return [path.join('.')];
	if (typeof permissions !== 'object' || permissions === null) return [];
	return Object.entries(permissions).flatMap(([name, inner]) =>
		allowedPaths(inner, [...path, name]),
	);
}

/** A negative number stands for no limit. */
function limitOf(value: unknown): number | null {
	return typeof value === 'number' && value >= 0 ? value : null;
}
