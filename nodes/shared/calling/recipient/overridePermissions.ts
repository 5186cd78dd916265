import type { Agent } from '../../elevenlabs/schemas';
import { valueAt } from '../../json';
import { isRecord } from '../../values';
import type { Notice } from './notice';
import type { ConversationOverrides } from './overrides';
import { KNOWN_OVERRIDES } from './overrides';

/** Overrides that ElevenLabs ignores if they aren't allowed (`x-convai-soft-override-disallowed`). */
const SOFT_OVERRIDES = ['asr.keywords', 'tts.supported_voices'];

/**
 * Leaves out overrides that the agent doesn't allow and that ElevenLabs would ignore: the call
 * goes on without them.
 * @param overrides as the item sets them; they are not changed
 */
export function withoutIgnoredOverrides(
	overrides: ConversationOverrides,
	agent: Agent,
): { overrides: ConversationOverrides; notices: Notice[] } {
	const ignored = SOFT_OVERRIDES.filter(
		(path) =>
			valueAt(overrides, ...path.split('.')) !== undefined && permissionAt(agent, path) !== true,
	);
	return {
		overrides: ignored.reduce(withoutPath, overrides),
		notices: ignored.map((setting) => ({ setting, why: "which the agent doesn't allow" })),
	};
}

/** Lists the overrides that the agent doesn't allow, by their paths, e.g. `agent.first_message`. */
export function disallowedPaths(overrides: ConversationOverrides, agent: Agent): string[] {
	return leafPaths(overrides).filter((path) => isDisallowed(agent, path));
}

/** The paths of all values that are set, e.g. `agent.first_message`. */
function leafPaths(value: unknown, path: string[] = []): string[] {
	if (!isRecord(value)) return [path.join('.')];
	return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key]));
}

/** An unknown override may be new and need no permission, unless the agent forbids it. */
function isDisallowed(agent: Agent, path: string): boolean {
	const permission = permissionAt(agent, path);
	const isKnown = KNOWN_OVERRIDES.some((known) => path === known || path.startsWith(`${known}.`));
	return isKnown ? permission !== true : permission === false;
}

/** The agent's permission for an override, or for the whole part it belongs to. */
function permissionAt(agent: Agent, path: string): unknown {
	let permission: unknown = agent.platform_settings?.overrides?.conversation_config_override;
	// tool_ids_strict has no switch of its own: it may be set whenever tool_ids may.
	for (const key of path.replace(/\.tool_ids_strict$/, '.tool_ids').split('.')) {
		permission = valueAt(permission, key);
		if (typeof permission === 'boolean') return permission;
	}
	return permission;
}

/**
 * A copy of a tree without the value at a path of two keys, and without the part if this leaves it
 * empty.
 */
function withoutPath(tree: Record<string, unknown>, path: string): Record<string, unknown> {
	const [part = '', leaf = ''] = path.split('.');
	const { [part]: branch, ...others } = tree;
	if (!isRecord(branch)) return tree;
	const rest = Object.entries(branch).filter(([key]) => key !== leaf);
	return rest.length === 0 ? others : { ...tree, [part]: Object.fromEntries(rest) };
}
