import { variablesUsedByTools, variablesUsedIn } from './dynamicVariables';
import type { Problem } from './problem';

/** What the check reads of an agent; the shape of `GET /v1/convai/agents/{id}`, all of it optional. */
export interface CheckedAgent {
	name?: string | null;
	conversation_config?: {
		agent?: {
			first_message?: string | null;
			language?: string | null;
			dynamic_variables?: { dynamic_variable_placeholders?: Record<string, unknown> | null } | null;
			prompt?: { prompt?: string | null; tools?: unknown; built_in_tools?: unknown } | null;
		} | null;
		language_presets?: Record<string, LanguagePreset | null> | null;
	} | null;
	platform_settings?: { overrides?: Record<string, unknown> | null } | null;
}

interface LanguagePreset {
	overrides?: {
		agent?: { first_message?: string | null; prompt?: { prompt?: string | null } | null } | null;
	} | null;
}

/** What one call wants of its agent. */
export interface WantedCall {
	/** As it goes into `conversation_config_override`. */
	overrides: Record<string, unknown>;
	/** The names of the dynamic variables that are given. */
	variables: string[];
	/** The label of the parameter that they are given in. */
	variablesParameter?: string;
	hasCustomLlmBody: boolean;
	startingWorkflowNodeId?: string;
	procedureIds?: string[];
}

/** A variable of an agent, for a form. */
export interface AgentVariable {
	name: string;
	/** Whether a call drops without it. */
	required: boolean;
	/** The value the dashboard uses for tests; it is no default in a call. */
	testValue?: unknown;
}

/** Labels of overrides by their path in the API; a path that is missing here is shown as it is. */
export type OverrideLabels = Record<string, string>;

const TURN_OFF = "or turn off 'Check Agent' under Options if you are certain that it works.";

/**
 * Lists the variables that an agent declares or uses. Declared ones that no text uses are optional:
 * their dashboard values are only for tests, but nothing drops without them.
 */
export function agentVariables(agent: CheckedAgent): AgentVariable[] {
	const declared =
		agent.conversation_config?.agent?.dynamic_variables?.dynamic_variable_placeholders ?? {};
	const needed = neededVariables(agent, {});
	return [...new Set([...needed.keys(), ...Object.keys(declared)])].map((name) => ({
		name,
		required: needed.has(name),
		...(Object.hasOwn(declared, name) ? { testValue: declared[name] } : {}),
	}));
}

/**
 * Finds what ElevenLabs would accept with a 200 and then drop as soon as the person picks up: an
 * override that the agent does not allow, or a missing variable.
 */
export function checkAgainstAgent(
	call: WantedCall,
	agent: CheckedAgent,
	labels: OverrideLabels,
): Problem[] {
	return [
		...disallowedOverrides(call, agent, labels),
		...unsupportedLanguage(call, agent),
		...missingVariables(call, agent),
		...failingStart(call, agent),
	];
}

function disallowedOverrides(
	call: WantedCall,
	agent: CheckedAgent,
	labels: OverrideLabels,
): Problem[] {
	const allowed = agent.platform_settings?.overrides ?? {};
	const refused = leafPaths(call.overrides, allowed.conversation_config_override).filter(
		(path) => !isAllowed(allowed.conversation_config_override, path),
	);
	const names = refused.map((path) => labels[path] ?? path);
	if (call.hasCustomLlmBody && allowed.custom_llm_extra_body !== true) {
		names.push('Custom LLM Extra Body (JSON)');
	}
	return names.map((parameter) => ({
		parameter,
		message: `is not allowed by the agent${named(agent)}, so the call would drop when it is answered`,
		advice: `Allow this override in the agent's Security settings in ElevenLabs, remove it here, ${TURN_OFF}`,
	}));
}

/** The paths, e.g. `agent.first_message`, at which the agent decides whether they may be set. */
function leafPaths(value: unknown, permissions: unknown, path: string[] = []): string[] {
	const decidesHere = typeof permissions === 'boolean' && path.length > 0;
	if (!isRecord(value) || decidesHere) return [path.join('.')];
	return Object.entries(value).flatMap(([key, child]) =>
		leafPaths(child, isRecord(permissions) ? permissions[key] : undefined, [...path, key]),
	);
}

function isAllowed(permissions: unknown, path: string): boolean {
	// tool_ids_strict has no switch of its own: it may be set whenever tool_ids may.
	const keys = path.replace(/\.tool_ids_strict$/, '.tool_ids').split('.');
	return (
		keys.reduce<unknown>((tree, key) => (isRecord(tree) ? tree[key] : undefined), permissions) ===
		true
	);
}

function unsupportedLanguage(call: WantedCall, agent: CheckedAgent): Problem[] {
	const wanted = wantedAgentOverrides(call.overrides).language;
	if (typeof wanted !== 'string') return [];
	const own = agent.conversation_config?.agent?.language;
	const languages = [
		...(typeof own === 'string' ? [own] : []),
		...Object.keys(agent.conversation_config?.language_presets ?? {}),
	];
	if (languages.length === 0 || languages.includes(wanted)) return [];
	return [
		{
			parameter: 'Language',
			message: `is '${wanted}', which the agent${named(agent)} does not speak (it has ${languages.join(', ')})`,
			advice: `Add the language to the agent in ElevenLabs, choose one of its own, ${TURN_OFF}`,
		},
	];
}

function missingVariables(call: WantedCall, agent: CheckedAgent): Problem[] {
	const missing = [...neededVariables(agent, call.overrides)].filter(
		([name]) => !call.variables.includes(name),
	);
	if (missing.length === 0) return [];
	const listed = missing.map(([name, place]) => `'${name}' (used in the ${place})`).join(', ');
	return [
		{
			parameter: call.variablesParameter ?? 'Dynamic Variables',
			message: `has no value for ${listed}, so the call would drop when it is answered`,
			advice: `Give each of these variables a value for this item, ${TURN_OFF}`,
		},
	];
}

/** Names of the variables without which a call drops, each with the text that needs it first. */
function neededVariables(
	agent: CheckedAgent,
	overrides: Record<string, unknown>,
): Map<string, string> {
	const own = agent.conversation_config?.agent;
	const wanted = wantedAgentOverrides(overrides);
	const wantedPrompt = isRecord(wanted.prompt) ? wanted.prompt : {};
	const presets = agent.conversation_config?.language_presets ?? {};
	const preset =
		typeof wanted.language === 'string' && Object.hasOwn(presets, wanted.language)
			? presets[wanted.language]?.overrides?.agent
			: undefined;
	// Other tools in place of the agent's own need what they need; only they are not to be seen here.
	const tools = wantedPrompt.tool_ids === undefined ? own?.prompt?.tools : undefined;
	const places: Array<[place: string, names: string[]]> = [
		['first message', usedIn(wanted.first_message ?? preset?.first_message ?? own?.first_message)],
		['system prompt', usedIn(wantedPrompt.prompt ?? preset?.prompt?.prompt ?? own?.prompt?.prompt)],
		[
			'tools',
			[...variablesUsedByTools(tools), ...variablesUsedByTools(own?.prompt?.built_in_tools)],
		],
	];
	const needed = new Map<string, string>();
	for (const [place, names] of places) {
		for (const name of names) if (!needed.has(name)) needed.set(name, place);
	}
	return needed;
}

function usedIn(text: unknown): string[] {
	return typeof text === 'string' ? variablesUsedIn(text) : [];
}

function wantedAgentOverrides(overrides: Record<string, unknown>): Record<string, unknown> {
	return isRecord(overrides.agent) ? overrides.agent : {};
}

function named(agent: CheckedAgent): string {
	return agent.name ? ` '${agent.name}'` : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Finds what fails the start of a conversation: a starting point or procedures that the agent does
 * not let its callers choose, or does not have (OpenAPI: ConversationInitiationClientDataConfig).
 */
function failingStart(
	{ startingWorkflowNodeId: nodeId, procedureIds }: WantedCall,
	agent: CheckedAgent & { workflow?: unknown; procedures?: unknown },
): Problem[] {
	const allowed = agent.platform_settings?.overrides ?? {};
	const nodes = isRecord(agent.workflow) ? agent.workflow.nodes : undefined;
	const starts = [
		{
			parameter: 'Starting Workflow Node ID',
			ids: nodeId === undefined ? undefined : [nodeId],
			isAllowed: allowed.enable_starting_workflow_node_id_from_client === true,
			known: nodes,
			what: "in the agent's workflow",
		},
		{
			parameter: 'Procedure IDs',
			ids: procedureIds,
			isAllowed: allowed.enable_procedure_ids_from_client === true,
			known: agent.procedures,
			what: "among the agent's procedures",
		},
	];
	return starts.flatMap(({ parameter, ids, isAllowed: may, known, what }) => {
		if (ids === undefined) return [];
		if (!may) {
			return [
				{
					parameter,
					message: `is not allowed by the agent${named(agent)}, so the call would fail when it is answered`,
					advice: `Allow it in the agent's Security settings in ElevenLabs, remove it here, ${TURN_OFF}`,
				},
			];
		}
		const unknown = isRecord(known) ? ids.filter((id) => !Object.hasOwn(known, id)) : [];
		return unknown.map((id) => ({
			parameter,
			message: `has '${id}', which is not ${what}, so the call would fail when it is answered`,
			advice: `Copy the ID from the agent${named(agent)} in ElevenLabs, ${TURN_OFF}`,
		}));
	});
}
