import type { JsonObject } from '../schema/pydantic';
import { isObject } from '../schema/pydantic';
import type { Agent } from '../schema/wireTypes';

type Path = readonly string[];

interface Overridable {
	path: Path;
	/** Where the permission stands, when not at the same path. */
	permission?: Path;
	/** Silently left out if it is not allowed; everything else drops the call. */
	ignoredSilently?: boolean;
}

/** Every field that a call may override, in the order in which the first one refused is named. */
const overridables: readonly Overridable[] = [
	{ path: ['asr', 'keywords'], ignoredSilently: true },
	{ path: ['turn', 'soft_timeout_config', 'message'] },
	{ path: ['turn', 'soft_timeout_config', 'additional_soft_timeout_messages'] },
	{ path: ['tts', 'model_id'] },
	{ path: ['tts', 'voice_id'] },
	{ path: ['tts', 'supported_voices'], ignoredSilently: true },
	{ path: ['tts', 'stability'] },
	{ path: ['tts', 'speed'] },
	{ path: ['tts', 'similarity_boost'] },
	{ path: ['tts', 'pronunciation_dictionary_locators'] },
	{ path: ['conversation', 'text_only'] },
	{ path: ['conversation', 'max_duration_seconds'] },
	{ path: ['agent', 'first_message'] },
	{ path: ['agent', 'language'] },
	{ path: ['agent', 'max_conversation_duration_message'] },
	{ path: ['agent', 'prompt', 'prompt'] },
	{ path: ['agent', 'prompt', 'llm'] },
	{ path: ['agent', 'prompt', 'tool_ids'] },
	{ path: ['agent', 'prompt', 'tool_ids_strict'], permission: ['agent', 'prompt', 'tool_ids'] },
	{ path: ['agent', 'prompt', 'native_mcp_server_ids'] },
	{ path: ['agent', 'prompt', 'knowledge_base'] },
];

/** Fields beside the overrides that an agent must allow as well, with the name of their switch. */
const switched: ReadonlyArray<
	[
		field: string,
		permission:
			| 'custom_llm_extra_body'
			| 'enable_starting_workflow_node_id_from_client'
			| 'enable_procedure_ids_from_client',
	]
> = [
	['custom_llm_extra_body', 'custom_llm_extra_body'],
	['starting_workflow_node_id', 'enable_starting_workflow_node_id_from_client'],
	['procedure_ids', 'enable_procedure_ids_from_client'],
];

const at = (tree: unknown, path: Path): unknown =>
	path.reduce<unknown>((branch, key) => (isObject(branch) ? branch[key] : undefined), tree);

const textAt = (tree: unknown, path: Path): string | undefined => {
	const value = at(tree, path);
	return typeof value === 'string' ? value : undefined;
};

/** An empty string is an override too; only `null` and an absent key are none. */
const isGiven = (value: unknown) => value !== undefined && value !== null;

const isEmptyObject = (value: unknown) => isObject(value) && Object.keys(value).length === 0;

function refusedField(agent: Agent, clientData: JsonObject): string | undefined {
	const wanted = clientData.conversation_config_override;
	const allowed = agent.platform_settings?.overrides;
	if (isObject(wanted)) {
		const refused = overridables.find(
			({ path, permission = path, ignoredSilently }) =>
				!ignoredSilently &&
				isGiven(at(wanted, path)) &&
				at(allowed?.conversation_config_override, permission) !== true,
		);
		if (refused) return refused.path.at(-1);
	}
	return switched.find(
		([field, permission]) =>
			isGiven(clientData[field]) &&
			!isEmptyObject(clientData[field]) &&
			allowed?.[permission] !== true,
	)?.[0];
}

/** What the call should start with but the agent does not have. */
function strayStart(agent: Agent, clientData: JsonObject): string | undefined {
	const { starting_workflow_node_id: node, procedure_ids: procedures } = clientData;
	if (typeof node === 'string' && !Object.hasOwn(agent.workflow?.nodes ?? {}, node)) {
		return `Workflow node '${node}' not found.`;
	}
	const unknown = (Array.isArray(procedures) ? procedures : []).find(
		(id) => !Object.hasOwn(agent.procedures ?? {}, String(id)),
	);
	return unknown === undefined ? undefined : `Procedure '${unknown}' not found.`;
}

function missingVariables(words: string, given: unknown): string[] {
	const used = new Set<string>();
	// Template tags, such as `{{#if vip}}`, `{{else}}` and `{{{raw}}}`, are not variables.
	for (const [, open, name, close] of words.matchAll(
		/(\{?)\{\{\s*([\p{L}\p{M}\p{N}_.-]+)\s*\}\}(\}?)/gu,
	)) {
		const isTag = name === 'else' || (open && close);
		if (name && !isTag && !name.startsWith('system__')) used.add(name);
	}
	return [...used].filter((name) => !isObject(given) || !Object.hasOwn(given, name));
}

/** A set of names as Python prints it. */
const pythonSet = (names: string[]) => `{${names.map((name) => `'${name}'`).join(', ')}}`;

function presetOf(agent: Agent, data: JsonObject) {
	const language = textAt(data, ['conversation_config_override', 'agent', 'language']);
	const presets = agent.conversation_config.language_presets;
	return language === undefined ? undefined : presets?.[language]?.overrides.agent;
}

/** The agent's texts, before its variables are filled in. */
export const firstMessageOf = (agent: Agent, data: JsonObject): string =>
	textAt(data, ['conversation_config_override', 'agent', 'first_message']) ??
	presetOf(agent, data)?.first_message ??
	agent.conversation_config.agent?.first_message ??
	'';

/**
 * Why the call would drop as soon as it is picked up, if it would. ElevenLabs answers 200 to these
 * mistakes and the phone rings; the placeholders declared in the dashboard are not defaults.
 */
export function dropOnPickup(agent: Agent, clientData: unknown): string | undefined {
	const data = isObject(clientData) ? clientData : {};
	const refused = refusedField(agent, data);
	if (refused) return `Override for field '${refused}' is not allowed by config.`;
	const stray = strayStart(agent, data);
	if (stray) return stray;

	const prompt =
		textAt(data, ['conversation_config_override', 'agent', 'prompt', 'prompt']) ??
		presetOf(agent, data)?.prompt?.prompt ??
		agent.conversation_config.agent?.prompt?.prompt;
	const spoken: Array<[where: string, words: string]> = [
		['first message', firstMessageOf(agent, data)],
		['prompt', prompt ?? ''],
	];
	for (const [where, words] of spoken) {
		const missing = missingVariables(words, data.dynamic_variables);
		if (missing.length > 0) {
			return `Missing required dynamic variables in ${where}: ${pythonSet(missing)}`;
		}
	}
	return undefined;
}
