import { z } from 'zod';
import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';

const CORRECT_IT = 'Correct the value or its expression.';

// The API documents these limits for an agent's settings, not for a call, and doesn't reliably refuse
// a call that breaks them.
export const SHARE = { min: 0, max: 1 };
export const SPEED = { min: 0.7, max: 1.2 };
export const DURATION = { min: 1, max: 7200, whole: true };

const wording = (invalid_type_error: string) => ({
	required_error: 'must be given',
	invalid_type_error,
});
const oneOf = <T extends [string, ...string[]]>(...values: T) =>
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
/** ElevenLabs may know names that this version doesn't. */
const part = <T extends z.ZodRawShape>(shape: T) => object(shape).passthrough().partial();

const document = object({
	type: oneOf('file', 'url', 'text', 'folder'),
	name: text,
	id: text,
	usage_mode: oneOf('prompt', 'auto').optional(),
});
const documents = <T extends z.ZodTypeAny>(entry: T) =>
	z.array(entry, wording('must be a list of documents, each with type, name and id'));
/** `knowledge_base` in its own field: only what is documented. */
export const documentsSchema = documents(document.strict());

/** `conversation_config_override`, as far as it is documented; other names are passed on. */
export const overrideSchema = part({
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
 * Finds where a value doesn't have its shape.
 * @param label of the parameter that holds the value
 */
export function shapeFailures(schema: z.ZodTypeAny, value: unknown, label: string): Failure[] {
	const parsed = schema.safeParse(value);
	if (parsed.success) return [];
	return parsed.error.issues.map((issue) => {
		const path = issue.path.join('.');
		const message = issueText(issue);
		return parameterFailure(label, path === '' ? message : `at '${path}' ${message}`, CORRECT_IT);
	});
}

function issueText(issue: z.ZodIssue): string {
	if (issue.code === 'unrecognized_keys') {
		return `has the unknown name ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
	}
	return issue.message.startsWith('must ') ? issue.message : `is invalid: ${issue.message}`;
}
