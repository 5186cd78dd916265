import { z } from 'zod';
import { isBlank } from '../values';
import type { Checked, Problem } from './problem';
import { invalid, valid } from './problem';

/** `conversation_config_override` as it is sent: only what was set. */
export type ConversationOverrides = Record<string, unknown>;

const MORE_OVERRIDES = 'More Overrides (JSON)';

/**
 * The overrides that have a field of their own: name of the parameter, its label, its place in
 * `conversation_config_override`, and how its value is read.
 */
export const OVERRIDE_FIELDS = [
	{ name: 'firstMessage', label: 'First Message', path: 'agent.first_message', kind: 'text' },
	{ name: 'language', label: 'Language', path: 'agent.language', kind: 'text' },
	{ name: 'prompt', label: 'System Prompt', path: 'agent.prompt.prompt', kind: 'text' },
	{ name: 'llm', label: 'LLM', path: 'agent.prompt.llm', kind: 'text' },
	{ name: 'toolIds', label: 'Tool IDs', path: 'agent.prompt.tool_ids', kind: 'list' },
	{
		name: 'knowledgeBase',
		label: 'Knowledge Base (JSON)',
		path: 'agent.prompt.knowledge_base',
		kind: 'json',
	},
	{ name: 'voiceId', label: 'Voice', path: 'tts.voice_id', kind: 'text' },
	{ name: 'modelId', label: 'Voice Model', path: 'tts.model_id', kind: 'text' },
	{ name: 'stability', label: 'Stability', path: 'tts.stability', kind: 'number' },
	{
		name: 'similarityBoost',
		label: 'Similarity Boost',
		path: 'tts.similarity_boost',
		kind: 'number',
	},
	{ name: 'speed', label: 'Speed', path: 'tts.speed', kind: 'number' },
	{
		name: 'maxDurationSeconds',
		label: 'Maximum Duration (Seconds)',
		path: 'conversation.max_duration_seconds',
		kind: 'number',
	},
	{
		name: 'maxConversationDurationMessage',
		label: 'Maximum Duration Message',
		path: 'agent.max_conversation_duration_message',
		kind: 'text',
	},
] as const;

/** Labels by path, for texts about an override. */
export const OVERRIDE_LABELS: Record<string, string> = Object.fromEntries(
	OVERRIDE_FIELDS.map(({ path, label }) => [path, label]),
);

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
const list = <T extends z.ZodTypeAny>(entry: T) => z.array(entry, wording('must be a list'));
const texts = list(text);
const between = (least: number, most: number) => {
	const message = `must be a number from ${least} to ${most}`;
	return z.number({ invalid_type_error: message }).min(least, message).max(most, message);
};
const object = <T extends z.ZodRawShape>(shape: T) => z.object(shape, wording('must be an object'));
const part = <T extends z.ZodRawShape>(shape: T) => object(shape).strict().partial();

// The API states no limits here; an agent's own settings have these, and a call that breaks them
// is not reliably refused (fact sheet: "validate client-side").
const overrideSchema = part({
	agent: part({
		first_message: text,
		language: text,
		max_conversation_duration_message: text,
		prompt: part({
			prompt: text,
			llm: text,
			tool_ids: texts,
			tool_ids_strict: z.boolean({ invalid_type_error: 'must be true or false' }),
			native_mcp_server_ids: texts,
			knowledge_base: z.array(
				object({
					type: choice('file', 'url', 'text', 'folder'),
					name: text,
					id: text,
					usage_mode: choice('prompt', 'auto').optional(),
				}).strict(),
				wording('must be a list of documents, each with type, name and id'),
			),
		}),
	}),
	tts: part({
		model_id: text,
		voice_id: text,
		supported_voices: list(object({ label: text, voice_id: text }).passthrough()),
		stability: between(0, 1),
		similarity_boost: between(0, 1),
		speed: between(0.7, 1.2),
		pronunciation_dictionary_locators: list(
			object({ pronunciation_dictionary_id: text, version_id: text.nullish() }).strict(),
		),
	}),
	conversation: part({
		text_only: z.boolean({ invalid_type_error: 'must be true or false' }),
		max_duration_seconds: between(1, 7200).int('must be a whole number of seconds'),
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
 * @param more JSON text or object with the shape of `conversation_config_override`; sent as it is
 */
export function readOverrides(
	fields: Record<string, unknown>,
	more: unknown,
): Checked<ConversationOverrides> {
	const rest = readJsonObject(more, MORE_OVERRIDES);
	if (!rest.ok) return rest;

	const overrides = structuredClone(rest.value ?? {});
	const problems: Problem[] = [];
	for (const { name, label, path, kind } of OVERRIDE_FIELDS) {
		const read = readField(fields[name], kind, label);
		if (!read.ok) problems.push(...read.problems);
		else if (read.value === undefined) continue;
		else if (!setAt(overrides, path.split('.'), read.value)) {
			problems.push({
				parameter: label,
				message: `is set here and in '${MORE_OVERRIDES}'`,
				advice: 'Keep one of the two.',
			});
		}
	}
	problems.push(...shapeProblems(overrides));
	return problems.length > 0 ? { ok: false, problems } : valid(overrides);
}

/**
 * Reads a parameter that takes JSON as text or as an object.
 * @returns the object; undefined where the parameter is blank
 */
export function readJsonObject(
	input: unknown,
	label: string,
): Checked<Record<string, unknown> | undefined> {
	const parsed = parseJson(input, label);
	if (!parsed.ok) return parsed;
	const { value } = parsed;
	if (value === undefined) return valid(undefined);
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return valid(value as Record<string, unknown>);
	}
	return invalid(label, 'is not a JSON object', 'Write it in braces, e.g. {"name": "value"}.');
}

function parseJson(input: unknown, label: string): Checked<unknown> {
	if (isBlank(input)) return valid(undefined);
	if (typeof input !== 'string') return valid(input);
	try {
		return valid(JSON.parse(input) as unknown);
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

function readField(
	value: unknown,
	kind: (typeof OVERRIDE_FIELDS)[number]['kind'],
	label: string,
): Checked<unknown> {
	if (isBlank(value)) return valid(undefined);
	// The value that the editor fills in; an empty list is one all the same where it comes from a row.
	if (kind === 'json') return value === '[]' ? valid(undefined) : parseJson(value, label);
	if (kind === 'list' && typeof value === 'string') {
		const entries = value
			.split(',')
			.map((entry) => entry.trim())
			.filter(Boolean);
		return valid(entries.length > 0 ? entries : undefined);
	}
	if (kind === 'number' && typeof value === 'string') {
		const number = Number(value);
		return valid(Number.isNaN(number) ? value : number);
	}
	// A cell that looks like a number arrives as one, also where a text is wanted.
	if (kind === 'text' && ['number', 'boolean'].includes(typeof value)) return valid(String(value));
	return valid(value);
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

function shapeProblems(overrides: ConversationOverrides): Problem[] {
	const parsed = overrideSchema.safeParse(overrides);
	if (parsed.success) return [];
	return parsed.error.issues.map((issue) => {
		const path = issue.path.join('.');
		const own = Object.entries(OVERRIDE_LABELS).find(
			([known]) => path === known || path.startsWith(`${known}.`),
		);
		const inside = own === undefined ? path : path.slice(own[0].length + 1);
		const message = issueText(issue);
		return {
			parameter: own?.[1] ?? MORE_OVERRIDES,
			message: inside === '' ? message : `at '${inside}' ${message}`,
			advice: 'Correct the value, or the expression that gives it.',
		};
	});
}

function issueText(issue: z.ZodIssue): string {
	if (issue.code === 'unrecognized_keys') {
		return `has the unknown name ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
	}
	return issue.message.startsWith('must ') ? issue.message : `is not right: ${issue.message}`;
}
