import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import { readIds } from '../../ids';
import { readJson, readJsonObject } from '../../jsonParameter';
import type { Labels } from '../../labels';
import { labelOf } from '../../labels';
import type { Result } from '../../result';
import { valid } from '../../result';
import type { NumberRange } from '../../values';
import { isBlank, readCode, readNumber, readText } from '../../values';
import {
	documentsSchema,
	DURATION,
	overrideSchema,
	shapeFailures,
	SHARE,
	SPEED,
} from './overrideSchema';

/** `conversation_config_override` as it is sent: only what was set. */
export type ConversationOverrides = Record<string, unknown>;

/** The voice models of agents that this version knows, from `tts.model_id` in the API's schema. */
export const VOICE_MODELS = [
	'eleven_flash_v2',
	'eleven_flash_v2_5',
	'eleven_multilingual_v2',
	'eleven_turbo_v2',
	'eleven_turbo_v2_5',
	'eleven_v3_conversational',
	'eleven_v4',
	'eleven_v4_turbo',
] as const;

/** Reads the field of an override; undefined if it is blank, and so not set. */
type FieldReader = (value: unknown, label: string) => Result<unknown>;

const within =
	(range: NumberRange): FieldReader =>
	(value, label) =>
		isBlank(value) ? valid(undefined) : readNumber(value, label, range);

/** The shape of every code that ElevenLabs knows, in any case; ElevenLabs' are in lower case. */
const LANGUAGE_CODE = /^[a-z]{2}(?:-[a-z]{2})?$/i;

const readLanguage: FieldReader = (value, label) => {
	const code = readCode(value, label);
	return code.ok && code.value !== undefined && LANGUAGE_CODE.test(code.value)
		? valid(code.value.toLowerCase())
		: code;
};

const readDocuments: FieldReader = (value, label) => {
	// The value that the editor fills in; an empty list counts if it comes from a row.
	if (typeof value === 'string' && value.trim() === '[]') return valid(undefined);
	const parsed = readJson(value, label);
	if (!parsed.ok || parsed.value === undefined) return parsed;
	const failures = shapeFailures(documentsSchema, parsed.value, label);
	return failures.length > 0 ? { ok: false, failures } : parsed;
};

/**
 * The overrides with their own field: name of the parameter, its place in
 * `conversation_config_override`, and how its value is read.
 */
export const OVERRIDE_FIELDS = [
	{ name: 'firstMessage', path: 'agent.first_message', read: readText },
	{ name: 'language', path: 'agent.language', read: readLanguage },
	{ name: 'prompt', path: 'agent.prompt.prompt', read: readText },
	{ name: 'llm', path: 'agent.prompt.llm', read: readCode },
	{ name: 'toolIds', path: 'agent.prompt.tool_ids', read: readIds },
	{ name: 'knowledgeBase', path: 'agent.prompt.knowledge_base', read: readDocuments },
	{ name: 'voiceId', path: 'tts.voice_id', read: readCode },
	{ name: 'modelId', path: 'tts.model_id', read: readCode },
	{ name: 'stability', path: 'tts.stability', read: within(SHARE) },
	{ name: 'similarityBoost', path: 'tts.similarity_boost', read: within(SHARE) },
	{ name: 'speed', path: 'tts.speed', read: within(SPEED) },
	{ name: 'maxDurationSeconds', path: 'conversation.max_duration_seconds', read: within(DURATION) },
	{
		name: 'maxConversationDurationMessage',
		path: 'agent.max_conversation_duration_message',
		read: readText,
	},
] as const satisfies ReadonlyArray<{ name: string; path: string; read: FieldReader }>;

/** Labels by path in `conversation_config_override`. @param labels by parameter name */
export function overrideLabels(labels: Labels): Labels {
	return Object.fromEntries(OVERRIDE_FIELDS.map(({ name, path }) => [path, labelOf(labels, name)]));
}

/**
 * The paths of all overrides that this version knows (`ConversationConfigClientOverride` of the API).
 * An agent has a permission for each of them, except that `tool_ids_strict` goes with `tool_ids`.
 */
export const KNOWN_OVERRIDES: readonly string[] = [
	...OVERRIDE_FIELDS.map(({ path }) => path),
	'agent.prompt.tool_ids_strict',
	'agent.prompt.native_mcp_server_ids',
	'tts.supported_voices',
	'tts.pronunciation_dictionary_locators',
	'conversation.text_only',
	'turn.soft_timeout_config.message',
	'turn.soft_timeout_config.additional_soft_timeout_messages',
	'asr.keywords',
];

/**
 * Reads the overrides of one item. Blank fields count as not set: an empty override would still be an
 * override, and if the agent doesn't allow it, the call drops when it is answered.
 * @param fields values by parameter name, as the workflow supplies them; `moreOverrides` is JSON text
 *   or an object with the shape of `conversation_config_override`. Known parts are checked, and
 *   everything is sent unchanged.
 * @param labels by parameter name
 */
export function readOverrides(
	fields: Record<string, unknown>,
	labels: Labels,
): Result<ConversationOverrides> {
	const moreLabel = labelOf(labels, 'moreOverrides');
	const rest = readJsonObject(fields.moreOverrides, moreLabel);
	const failures: Failure[] = rest.ok
		? shapeFailures(overrideSchema, rest.value ?? {}, moreLabel)
		: [...rest.failures];
	const overrides = (rest.ok && failures.length === 0 ? rest.value : undefined) ?? {};
	for (const { name, path, read } of OVERRIDE_FIELDS) {
		const label = labelOf(labels, name);
		const checked = read(fields[name], label);
		if (!checked.ok) failures.push(...checked.failures);
		else if (checked.value === undefined) continue;
		else if (!setAt(overrides, path.split('.'), checked.value)) {
			failures.push(
				parameterFailure(label, `is set here and in '${moreLabel}'`, 'Keep one of the two.'),
			);
		}
	}
	return failures.length > 0 ? { ok: false, failures } : valid(overrides);
}

/** Sets a value deep in an object. @returns false if something is there already */
function setAt(target: Record<string, unknown>, keys: string[], value: unknown): boolean {
	const [key = '', ...rest] = keys;
	if (rest.length === 0) {
		if (Object.hasOwn(target, key)) return false;
		target[key] = value;
		return true;
	}
	const child = (target[key] ??= {});
	if (typeof child !== 'object' || Array.isArray(child)) return false;
	return setAt(child as Record<string, unknown>, rest, value);
}
