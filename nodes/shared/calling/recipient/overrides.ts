import { z } from 'zod';
import { unsendableIn } from '../../json';
import { readIds } from '../../ids';
import type { NumberRange } from '../../values';
import { isBlank, isRecord, noValueIn, readCode, readNumber, readText } from '../../values';
import type { Result, Problem } from '../../result';
import { invalid, valid } from '../../result';

/** `conversation_config_override` as it is sent: only what was set. */
export type ConversationOverrides = Record<string, unknown>;

const MORE_OVERRIDES = 'More Overrides (JSON)';
const CORRECT_IT = 'Correct the value, or the expression that gives it.';

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

// The API states no limits here; an agent's own settings have these, and a call that breaks them
// is not reliably refused (fact sheet: "validate client-side").
const SHARE = { min: 0, max: 1 };
const SPEED = { min: 0.7, max: 1.2 };
const DURATION = { min: 1, max: 7200, whole: true };

/** Reads the field of an override; undefined where it is blank, and so not set. */
type FieldReader = (value: unknown, label: string) => Result<unknown>;

const within =
	(range: NumberRange): FieldReader =>
	(value, label) =>
		isBlank(value) ? valid(undefined) : readNumber(value, label, range);

/** What every code looks like that ElevenLabs knows, but for its case: they are all in lower case. */
const LANGUAGE_CODE = /^[a-z]{2}(?:-[a-z]{2})?$/i;

const readLanguage: FieldReader = (value, label) => {
	const code = readCode(value, label);
	return code.ok && code.value !== undefined && LANGUAGE_CODE.test(code.value)
		? valid(code.value.toLowerCase())
		: code;
};

const readDocuments: FieldReader = (value, label) => {
	// The value that the editor fills in; an empty list is one all the same where it comes from a row.
	if (typeof value === 'string' && value.trim() === '[]') return valid(undefined);
	const parsed = parseJson(value, label);
	if (!parsed.ok || parsed.value === undefined) return parsed;
	const problems = shapeProblems(documentsSchema, parsed.value, label);
	return problems.length > 0 ? { ok: false, problems } : parsed;
};

/**
 * The overrides that have a field of their own: name of the parameter, its label, its place in
 * `conversation_config_override`, and how its value is read.
 */
export const OVERRIDE_FIELDS = [
	{ name: 'firstMessage', label: 'First Message', path: 'agent.first_message', read: readText },
	{ name: 'language', label: 'Language', path: 'agent.language', read: readLanguage },
	{ name: 'prompt', label: 'System Prompt', path: 'agent.prompt.prompt', read: readText },
	{ name: 'llm', label: 'LLM', path: 'agent.prompt.llm', read: readCode },
	{ name: 'toolIds', label: 'Tool IDs', path: 'agent.prompt.tool_ids', read: readIds },
	{
		name: 'knowledgeBase',
		label: 'Knowledge Base (JSON)',
		path: 'agent.prompt.knowledge_base',
		read: readDocuments,
	},
	{ name: 'voiceId', label: 'Voice', path: 'tts.voice_id', read: readCode },
	{ name: 'modelId', label: 'Voice Model', path: 'tts.model_id', read: readCode },
	{ name: 'stability', label: 'Stability', path: 'tts.stability', read: within(SHARE) },
	{
		name: 'similarityBoost',
		label: 'Similarity Boost',
		path: 'tts.similarity_boost',
		read: within(SHARE),
	},
	{ name: 'speed', label: 'Speed', path: 'tts.speed', read: within(SPEED) },
	{
		name: 'maxDurationSeconds',
		label: 'Max Duration (Seconds)',
		path: 'conversation.max_duration_seconds',
		read: within(DURATION),
	},
	{
		name: 'maxConversationDurationMessage',
		label: 'Max Duration Message',
		path: 'agent.max_conversation_duration_message',
		read: readText,
	},
] as const satisfies ReadonlyArray<{
	name: string;
	label: string;
	path: string;
	read: FieldReader;
}>;

/** Labels by path, for texts about an override. */
export const OVERRIDE_LABELS: Record<string, string> = Object.fromEntries(
	OVERRIDE_FIELDS.map(({ path, label }) => [path, label]),
);

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

const wording = (invalid_type_error: string) => ({
	required_error: 'must be given',
	invalid_type_error,
});
const choice = <T extends [string, ...string[]]>(...values: T) =>
	z.enum(values, {
		errorMap: (issue, { data }) => ({
			message:
				issue.code === 'invalid_type' && data === undefined
					? 'must be given'
					: `must be one of: ${values.join(', ')}`,
		}),
	});
const text = z.string(wording('must be text'));
const truth = z.boolean({ invalid_type_error: 'must be true or false' });
const list = <T extends z.ZodTypeAny>(entry: T) => z.array(entry, wording('must be a list'));
const texts = list(text);
const between = ({ min, max, whole }: { min: number; max: number; whole?: boolean }) => {
	const message = `must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max}`;
	const number = z.number({ invalid_type_error: message }).min(min, message).max(max, message);
	return whole ? number.int(message) : number;
};
const object = <T extends z.ZodRawShape>(shape: T) => z.object(shape, wording('must be an object'));
/** Names that are not known here may be known to ElevenLabs. */
const part = <T extends z.ZodRawShape>(shape: T) => object(shape).passthrough().partial();

const document = object({
	type: choice('file', 'url', 'text', 'folder'),
	name: text,
	id: text,
	usage_mode: choice('prompt', 'auto').optional(),
});
const documents = <T extends z.ZodTypeAny>(entry: T) =>
	z.array(entry, wording('must be a list of documents, each with type, name and id'));
const documentsSchema = documents(document.strict());

const overrideSchema = part({
	agent: part({
		first_message: text,
		language: text,
		max_conversation_duration_message: text,
		prompt: part({
			prompt: text,
			llm: text,
			tool_ids: texts,
			tool_ids_strict: truth,
			native_mcp_server_ids: texts,
			knowledge_base: documents(document.passthrough()),
		}),
	}),
	tts: part({
		model_id: text,
		voice_id: text,
		supported_voices: list(object({ label: text, voice_id: text }).passthrough()),
		stability: between(SHARE),
		similarity_boost: between(SHARE),
		speed: between(SPEED),
		pronunciation_dictionary_locators: list(
			object({ pronunciation_dictionary_id: text, version_id: text.nullish() }).passthrough(),
		),
	}),
	conversation: part({
		text_only: truth,
		max_duration_seconds: between(DURATION),
	}),
	turn: part({
		soft_timeout_config: part({
			message: text.min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
			additional_soft_timeout_messages: texts.max(7, 'must have at most 7 entries'),
		}),
	}),
	asr: part({ keywords: texts.max(50, 'must have at most 50 entries') }),
});

/**
 * Reads the overrides of one item. Blank fields count as not set: an empty override would be one
 * all the same, and where the agent does not allow it, the call drops when it is answered.
 * @param fields values by parameter name, as the workflow supplies them
 * @param more JSON text or object with the shape of `conversation_config_override`. What is known of
 *   it is checked, all of it is sent as it is.
 */
export function readOverrides(
	fields: Record<string, unknown>,
	more: unknown,
): Result<ConversationOverrides> {
	const rest = readJsonObject(more, MORE_OVERRIDES);
	const problems: Problem[] = rest.ok
		? shapeProblems(overrideSchema, rest.value ?? {}, MORE_OVERRIDES)
		: [...rest.problems];
	const overrides = (rest.ok && problems.length === 0 ? rest.value : undefined) ?? {};
	for (const { name, label, path, read } of OVERRIDE_FIELDS) {
		const checked = read(fields[name], label);
		if (!checked.ok) problems.push(...checked.problems);
		else if (checked.value === undefined) continue;
		else if (!setAt(overrides, path.split('.'), checked.value)) {
			problems.push({
				parameter: label,
				message: `is set here and in '${MORE_OVERRIDES}'`,
				advice: 'Keep one of the two.',
			});
		}
	}
	return problems.length > 0 ? { ok: false, problems } : valid(overrides);
}

/**
 * Reads a parameter that takes JSON as text or as an object.
 * @returns a copy of the object, with what JSON can hold; undefined where the parameter is blank
 */
export function readJsonObject(
	input: unknown,
	label: string,
): Result<Record<string, unknown> | undefined> {
	const parsed = parseJson(input, label);
	if (!parsed.ok) return parsed;
	const { value } = parsed;
	if (value === undefined) return valid(undefined);
	return isRecord(value)
		? valid(value)
		: invalid(label, 'is not a JSON object', 'Write it in braces, e.g. {"name": "value"}.');
}

function parseJson(input: unknown, label: string): Result<unknown> {
	if (isBlank(input)) return valid(undefined);
	if (typeof input !== 'string') return asJson(input, label);
	try {
		return asJson(JSON.parse(input.trim()) as unknown, label);
	} catch (error) {
		// The rest of the engine's words quotes the text, which may hold a phone number.
		const [place] = /at position \d+/.exec(String(error)) ?? [];
		return invalid(
			label,
			place === undefined ? 'is not valid JSON' : `is not valid JSON (${place})`,
			'Correct the JSON. A text that comes from a row needs JSON.stringify() around it, so that its quotes survive.',
		);
	}
}

/** What is no value would silently become null, and a number too large another one. */
function asJson(value: unknown, label: string): Result<unknown> {
	const wrong = unsendableIn(value, noValueIn);
	if (wrong === undefined) return valid(JSON.parse(JSON.stringify(value)) as unknown);
	const place = wrong.path.length === 0 ? '' : ` at '${wrong.path.join('.')}'`;
	return invalid(
		label,
		`${wrong.message}${place}`,
		'Correct the JSON, or the expression that gives it. A number of more than 15 digits needs quotes.',
	);
}

/** Sets a value deep in an object; false where something stands there already. */
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

/** @param parameter the label of the parameter that holds the value */
function shapeProblems(schema: z.ZodTypeAny, value: unknown, parameter: string): Problem[] {
	const parsed = schema.safeParse(value);
	if (parsed.success) return [];
	return parsed.error.issues.map((issue) => {
		const path = issue.path.join('.');
		const message = issueText(issue);
		return {
			parameter,
			message: path === '' ? message : `at '${path}' ${message}`,
			advice: CORRECT_IT,
		};
	});
}

function issueText(issue: z.ZodIssue): string {
	if (issue.code === 'unrecognized_keys') {
		return `has the unknown name ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
	}
	return issue.message.startsWith('must ') ? issue.message : `is not right: ${issue.message}`;
}
