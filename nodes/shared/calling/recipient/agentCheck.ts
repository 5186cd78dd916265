import { isRecord } from '../../values';
import {
	variablesAssignedIn,
	variablesReferencedIn,
	variablesUsedByTools,
	variablesUsedIn,
} from './dynamicVariables';
import type { Notice } from './notice';
import { KNOWN_OVERRIDES, VOICE_MODELS } from './overrides';
import type { Problem } from '../../result';

/** What the check reads of an agent; the shape of `GET /v1/convai/agents/{id}`, all of it optional. */
export interface CheckedAgent {
	name?: string | null;
	conversation_config?: {
		agent?: {
			first_message?: string | null;
			language?: string | null;
			dynamic_variables?: { dynamic_variable_placeholders?: Record<string, unknown> | null } | null;
			prompt?: {
				prompt?: string | null;
				llm?: unknown;
				tools?: unknown;
				built_in_tools?: unknown;
			} | null;
		} | null;
		tts?: unknown;
		language_presets?: Record<string, LanguagePreset | null> | null;
	} | null;
	platform_settings?: { overrides?: Record<string, unknown> | null } | null;
	workflow?: unknown;
	procedures?: unknown;
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

/** Overrides that ElevenLabs ignores where they aren't allowed (`x-convai-soft-override-disallowed`). */
const SOFT_OVERRIDES = ['asr.keywords', 'tts.supported_voices'];

/** The LLM of agents that bring their own; no list has it. */
const CUSTOM_LLM = 'custom-llm';

/**
 * Leaves out the overrides that the agent doesn't allow and that ElevenLabs would ignore: the call
 * goes on without them.
 * @param overrides as they were wanted; they are not changed
 */
export function withoutIgnoredOverrides(
	overrides: Record<string, unknown>,
	agent: CheckedAgent,
): { overrides: Record<string, unknown>; notices: Notice[] } {
	const ignored = SOFT_OVERRIDES.filter(
		(path) => valueAt(overrides, path) !== undefined && permissionAt(agent, path) !== true,
	);
	return {
		overrides: ignored.reduce(withoutPath, overrides),
		notices: ignored.map((setting) => ({ setting, why: "which the agent doesn't allow" })),
	};
}

/**
 * Finds what ElevenLabs would accept with a 200 and then drop as soon as the person picks up: an
 * override that the agent does not allow, or a missing variable. Also finds a language, LLM or voice
 * model that is not known to work.
 * @param llms names of those that ElevenLabs offers; absent: not known, so each may be right
 */
export function checkAgainstAgent(
	call: WantedCall,
	agent: CheckedAgent,
	labels: OverrideLabels,
	llms?: readonly string[],
): Problem[] {
	const { overrides } = withoutIgnoredOverrides(call.overrides, agent);
	return [
		...disallowedOverrides({ ...call, overrides }, agent, labels),
		...unsupportedLanguage(call, agent),
		...unknownLlm(call, agent, llms),
		...unknownVoiceModel(call, agent),
		...missingVariables(call, agent),
		...failingStart(call, agent),
	];
}

function disallowedOverrides(
	call: WantedCall,
	agent: CheckedAgent,
	labels: OverrideLabels,
): Problem[] {
	const names = leafPaths(call.overrides)
		.filter((path) => isDisallowed(agent, path))
		.map((path) => (Object.hasOwn(labels, path) ? labels[path] : undefined) ?? path);
	if (call.hasCustomLlmBody && agent.platform_settings?.overrides?.custom_llm_extra_body !== true) {
		names.push('Custom LLM Extra Body (JSON)');
	}
	return names.map((parameter) => ({
		parameter,
		message: `is not allowed by the agent${named(agent)}, so the call would drop when it is answered`,
		advice: `Allow this override in the agent's Security settings in ElevenLabs, remove it here, ${TURN_OFF}`,
	}));
}

/** The paths of all values that are wanted, e.g. `agent.first_message`. */
function leafPaths(value: unknown, path: string[] = []): string[] {
	if (!isRecord(value)) return [path.join('.')];
	return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key]));
}

/** What isn't known here may be something new that needs no permission, unless the agent says no. */
function isDisallowed(agent: CheckedAgent, path: string): boolean {
	const permission = permissionAt(agent, path);
	const isKnown = KNOWN_OVERRIDES.some((known) => path === known || path.startsWith(`${known}.`));
	return isKnown ? permission !== true : permission === false;
}

/** What an agent says of an override, or of the whole part that it belongs to. */
function permissionAt(agent: CheckedAgent, path: string): unknown {
	let permission: unknown = agent.platform_settings?.overrides?.conversation_config_override;
	// tool_ids_strict has no switch of its own: it may be set whenever tool_ids may.
	for (const key of path.replace(/\.tool_ids_strict$/, '.tool_ids').split('.')) {
		permission = childOf(permission, key);
		if (typeof permission === 'boolean') return permission;
	}
	return permission;
}

function valueAt(tree: unknown, path: string): unknown {
	return path.split('.').reduce(childOf, tree);
}

function childOf(tree: unknown, key: string): unknown {
	return isRecord(tree) && Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** A copy of a tree without the value at a path of two keys, and without the part that is empty then. */
function withoutPath(tree: Record<string, unknown>, path: string): Record<string, unknown> {
	const [part = '', leaf = ''] = path.split('.');
	const { [part]: branch, ...others } = tree;
	if (!isRecord(branch)) return tree;
	const rest = Object.entries(branch).filter(([key]) => key !== leaf);
	return rest.length === 0 ? others : { ...tree, [part]: Object.fromEntries(rest) };
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

function unknownLlm(
	call: WantedCall,
	agent: CheckedAgent,
	llms: readonly string[] | undefined,
): Problem[] {
	const wanted = wantedLlm(call.overrides);
	const own = agent.conversation_config?.agent?.prompt?.llm;
	if (wanted === undefined || wanted === own || (llms?.includes(wanted) ?? true)) return [];
	return [
		{
			parameter: 'LLM',
			message: `is '${wanted}', which ElevenLabs does not offer`,
			advice: `Choose one from the list, ${TURN_OFF}`,
		},
	];
}

/**
 * Gives the LLM that a call wants in place of its agent's own.
 * @returns undefined where there is none to be looked up in ElevenLabs' list
 */
export function wantedLlm(overrides: Record<string, unknown>): string | undefined {
	const wanted = valueAt(overrides, 'agent.prompt.llm');
	return typeof wanted === 'string' && wanted !== CUSTOM_LLM ? wanted : undefined;
}

function unknownVoiceModel(call: WantedCall, agent: CheckedAgent): Problem[] {
	const wanted = valueAt(call.overrides, 'tts.model_id');
	const own = valueAt(agent.conversation_config, 'tts.model_id');
	const known: readonly unknown[] = [...VOICE_MODELS, own];
	if (typeof wanted !== 'string' || known.includes(wanted)) return [];
	return [
		{
			parameter: 'Voice Model',
			message: `is '${wanted}', which this version of the node does not know`,
			advice:
				"Choose one from the list. If ElevenLabs offers this model, it is newer than this version: turn off 'Check Agent' under Options to use it.",
		},
	];
}

function missingVariables(call: WantedCall, agent: CheckedAgent): Problem[] {
	const missing = [...neededVariables(agent, call.overrides)].filter(
		([name]) => !call.variables.includes(name),
	);
	if (missing.length === 0) return [];
	const listed = missing.map(([name, place]) => `'${name}' (used in ${place})`).join(', ');
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
	const assigned = variablesAssignedIn([tools, own?.prompt?.built_in_tools, agent.workflow]);
	const referencedIn = (part: unknown) =>
		variablesReferencedIn(part).filter((name) => !assigned.includes(name));
	const places: Array<[place: string, names: string[]]> = [
		[
			'the first message',
			usedIn(wanted.first_message ?? preset?.first_message ?? own?.first_message),
		],
		[
			'the system prompt',
			usedIn(wantedPrompt.prompt ?? preset?.prompt?.prompt ?? own?.prompt?.prompt),
		],
		[
			'the tools',
			[...variablesUsedByTools(tools), ...variablesUsedByTools(own?.prompt?.built_in_tools)],
		],
		['the workflow', referencedIn(agent.workflow)],
		['a procedure', referencedIn(agent.procedures)],
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
