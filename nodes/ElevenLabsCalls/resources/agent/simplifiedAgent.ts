import type { IDataObject } from 'n8n-workflow';
import { agentVariables } from '../../../shared/calling/recipient/agentCheck';
import type { Agent } from '../../../shared/elevenlabs/schemas';

/**
 * Tells what a call with an agent needs and may change. The keys are always the same; what
 * ElevenLabs does not say, and a limit that there is not, is null.
 */
export function simplifyAgent(agent: Agent): IDataObject {
	const language = agent.conversation_config?.agent?.language ?? null;
	const presets = Object.keys(agent.conversation_config?.language_presets ?? {});
	const limits = at(agent, 'platform_settings', 'call_limits');
	const tools = at(agent, 'conversation_config', 'agent', 'prompt', 'built_in_tools');
	return {
		agent_id: agent.agent_id,
		name: agent.name ?? null,
		language,
		languages: [...new Set([...(language === null ? [] : [language]), ...presets])],
		variables: agentVariables(agent).map(({ name, required, testValue }) => ({
			name,
			required,
			// A variable has the type of the value it was given in the dashboard.
			type: ['number', 'boolean'].includes(typeof testValue) ? typeof testValue : 'string',
		})),
		allowed_overrides: [
			...allowedPaths(at(agent, 'platform_settings', 'overrides', 'conversation_config_override')),
			...(at(agent, 'platform_settings', 'overrides', 'custom_llm_extra_body') === true
				? ['custom_llm_extra_body']
				: []),
		].sort(),
		voicemail_detection: Boolean(at(tools, 'voicemail_detection')),
		max_duration_secs: limitOf(
			at(agent, 'conversation_config', 'conversation', 'max_duration_seconds'),
		),
		concurrent_calls_limit: limitOf(at(limits, 'agent_concurrency_limit')),
		daily_calls_limit: limitOf(at(limits, 'daily_limit')),
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

function at(value: unknown, ...path: string[]): unknown {
	return path.reduce(
		(inner, name) =>
			typeof inner === 'object' && inner !== null
				? (inner as Record<string, unknown>)[name]
				: undefined,
		value,
	);
}

/** A negative number stands for no limit. */
function limitOf(value: unknown): number | null {
	return typeof value === 'number' && value >= 0 ? value : null;
}
