import fc from 'fast-check';
import { languages } from '../../../../nodes/ElevenLabsCalls/parameters/languages';
import { OVERRIDE_LABELS } from '../../../../nodes/ElevenLabsCalls/parameters/overrides';
import {
	KNOWN_OVERRIDES,
	OVERRIDE_FIELDS,
	overrideLabels,
	readOverrides,
} from '../../../../nodes/shared/calling/recipient/overrides';
import { readJsonObject } from '../../../../nodes/shared/jsonParameter';

const MORE = 'More Overrides (JSON)';
const readBoth = (fields: Record<string, unknown>, moreOverrides: unknown) =>
	readOverrides({ ...fields, moreOverrides }, OVERRIDE_LABELS);
const labelled = OVERRIDE_FIELDS.map((field) => ({
	...field,
	label: String(OVERRIDE_LABELS[field.name]),
}));
const refused = (
	parameter: string,
	message: string,
	advice: string = expect.any(String) as string,
) => ({
	ok: false,
	failures: [{ parameter, message: `'${parameter}' ${message}`, advice }],
});
const DURATION = 'Max Duration (Seconds)';
/** Parameters that are passed on as they are. */
const TEXTS = [
	['firstMessage', 'First Message'],
	['prompt', 'System Prompt'],
	['maxConversationDurationMessage', 'Max Duration Message'],
] as const;

/** Any JSON value, and what else an expression can return. */
const anything = fc.oneof(
	fc.jsonValue(),
	fc.anything({ withDate: true }),
	fc.double(),
	fc.array(fc.oneof(fc.string(), fc.constantFrom('a ', '', 'b', NaN))),
	fc.constantFrom<unknown>(
		...['0.9', ' 1\r\n', '0,9', 'a; b', '["a","b"]', '[]', '{}', ' de ', 'pt-BR', 'undefined'],
		...['[object Object]', 'NaN', 'Invalid DateTime', 2 ** 53, Infinity, NaN, true, 0, ''],
	),
);

/** What an empty cell or a list without entries gives. */
const isNothing = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	(Array.isArray(value) && value.every(isNothing)) ||
	(typeof value === 'string' &&
		/^[\s,;\u00ad\u200b-\u200f\ufeff]*$|^\s*\[[\s,"]*\]\s*$/.test(value));

const accepted = (value: unknown) => ({ ok: true, value });
const documents = [{ type: 'file', name: 'FAQ', id: 'doc_a', usage_mode: 'auto' }];

describe('a field of its own', () => {
	it.each([
		['firstMessage', 'Hi', { agent: { first_message: 'Hi' } }],
		['language', 'de', { agent: { language: 'de' } }],
		['prompt', 'Be kind.', { agent: { prompt: { prompt: 'Be kind.' } } }],
		['llm', 'gpt-4o', { agent: { prompt: { llm: 'gpt-4o' } } }],
		['toolIds', 'tool_a, tool_b,,', { agent: { prompt: { tool_ids: ['tool_a', 'tool_b'] } } }],
		['toolIds', ['tool_a'], { agent: { prompt: { tool_ids: ['tool_a'] } } }],
		...['a\nb', 'a\r\nb\r\n', '["a","b"]', ['a ', '', 'b'], 'a; b', ' a ,b', '\ufeffa,b'].map(
			(toolIds): [string, unknown, unknown] => [
				'toolIds',
				toolIds,
				{ agent: { prompt: { tool_ids: ['a', 'b'] } } },
			],
		),
		['voiceId', ' voice9\r\n', { tts: { voice_id: 'voice9' } }],
		['voiceId', '\ufeffvoice9', { tts: { voice_id: 'voice9' } }],
		['voiceId', 12345, { tts: { voice_id: '12345' } }],
		['llm', 'gpt-4o ', { agent: { prompt: { llm: 'gpt-4o' } } }],
		['modelId', '\televen_v4\n', { tts: { model_id: 'eleven_v4' } }],
		['modelId', 'eleven_v9', { tts: { model_id: 'eleven_v9' } }],
		['language', ' de ', { agent: { language: 'de' } }],
		['language', 'DE', { agent: { language: 'de' } }],
		['language', 'pt-BR', { agent: { language: 'pt-br' } }],
		['language', ' Pt-Br\r\n', { agent: { language: 'pt-br' } }],
		['language', 'zh-Hant', { agent: { language: 'zh-Hant' } }],
		['knowledgeBase', documents, { agent: { prompt: { knowledge_base: documents } } }],
		[
			'knowledgeBase',
			JSON.stringify(documents),
			{ agent: { prompt: { knowledge_base: documents } } },
		],
		['voiceId', 'voice_a', { tts: { voice_id: 'voice_a' } }],
		['modelId', 'eleven_v4', { tts: { model_id: 'eleven_v4' } }],
		['stability', 0.5, { tts: { stability: 0.5 } }],
		['stability', 0, { tts: { stability: 0 } }],
		['stability', '1.0', { tts: { stability: 1 } }],
		['similarityBoost', 0, { tts: { similarity_boost: 0 } }],
		['similarityBoost', 1, { tts: { similarity_boost: 1 } }],
		['speed', 0.7, { tts: { speed: 0.7 } }],
		['speed', '1.2', { tts: { speed: 1.2 } }],
		['speed', ' 0.9\r\n', { tts: { speed: 0.9 } }],
		['maxDurationSeconds', 1, { conversation: { max_duration_seconds: 1 } }],
		['maxDurationSeconds', '7200', { conversation: { max_duration_seconds: 7200 } }],
		[
			'maxConversationDurationMessage',
			'Bye',
			{ agent: { max_conversation_duration_message: 'Bye' } },
		],
		['firstMessage', 42, { agent: { first_message: '42' } }],
		['firstMessage', false, { agent: { first_message: 'false' } }],
		['firstMessage', 12.5, { agent: { first_message: '12.5' } }],
		['firstMessage', 'Infinity Bank calls', { agent: { first_message: 'Infinity Bank calls' } }],
		['firstMessage', ' Hi ', { agent: { first_message: ' Hi ' } }],
	])('goes to its place in the API: %s %p', (name, value, overrides) => {
		expect(readBoth({ [name]: value }, undefined)).toStrictEqual(accepted(overrides));
	});

	it('joins the others at their places', () => {
		expect(
			readBoth({ firstMessage: 'Hi', prompt: 'P', llm: 'L', speed: 1, stability: 0.1 }, ''),
		).toStrictEqual(
			accepted({
				agent: { first_message: 'Hi', prompt: { prompt: 'P', llm: 'L' } },
				tts: { speed: 1, stability: 0.1 },
			}),
		);
	});

	it.each(OVERRIDE_FIELDS.map(({ name }) => name))(
		'is not set if it is blank, and nothing stands in its place: %s',
		(name) => {
			for (const blank of ['', '  ', null, undefined]) {
				expect(readBoth({ [name]: blank }, '{}')).toStrictEqual(accepted({}));
			}
		},
	);

	it.each([
		['stability', -0.01, 'Stability', 'must be a number from 0 to 1'],
		['stability', 1.01, 'Stability', 'must be a number from 0 to 1'],
		['stability', '0,5', 'Stability', 'must be a number from 0 to 1'],
		['stability', 'high', 'Stability', 'must be a number from 0 to 1'],
		['stability', NaN, 'Stability', 'must be a number from 0 to 1'],
		['similarityBoost', 2, 'Similarity Boost', 'must be a number from 0 to 1'],
		['similarityBoost', -1, 'Similarity Boost', 'must be a number from 0 to 1'],
		['speed', 0.69, 'Speed', 'must be a number from 0.7 to 1.2'],
		['speed', 1.21, 'Speed', 'must be a number from 0.7 to 1.2'],
		['speed', 'Infinity', 'Speed', 'must be a number from 0.7 to 1.2'],
		...[true, false, [], [1], {}, 'abc', '0,9', '1e0', '٠'].flatMap(
			(value): Array<[string, unknown, string, string]> => [
				['speed', value, 'Speed', 'must be a number from 0.7 to 1.2'],
				['stability', value, 'Stability', 'must be a number from 0 to 1'],
				['similarityBoost', value, 'Similarity Boost', 'must be a number from 0 to 1'],
				['maxDurationSeconds', value, DURATION, 'must be a whole number from 1 to 7200'],
			],
		),
		['maxDurationSeconds', 0, DURATION, 'must be a whole number from 1 to 7200'],
		['maxDurationSeconds', 7201, DURATION, 'must be a whole number from 1 to 7200'],
		['maxDurationSeconds', 1.5, DURATION, 'must be a whole number from 1 to 7200'],
		['firstMessage', { text: 'Hi' }, 'First Message', 'must be text, but is an object'],
		['prompt', ['Hi'], 'System Prompt', 'must be text, but is a list'],
		['voiceId', { id: 'v' }, 'Voice', 'must be text, but is an object'],
		...TEXTS.flatMap(([name, label]): Array<[string, unknown, string, string]> => [
			[name, NaN, label, "contains 'NaN', which is not a value"],
			[name, Infinity, label, "contains 'Infinity', which is not a value"],
			[name, 'The fee is NaN.', label, "contains 'NaN', which is not a value"],
			[name, 'Infinity', label, "contains 'Infinity', which is not a value"],
			[name, 'Hi [object Object]!', label, "contains '[object Object]', which is not a value"],
			[name, 'On Invalid DateTime', label, "contains 'Invalid DateTime', which is not a value"],
			[name, 2 ** 53, label, 'contains a whole number too large to be exact, which is not a value'],
		]),
		['voiceId', 'undefined', 'Voice', "contains 'undefined', which is not a value"],
		['toolIds', 'undefined', 'Tool IDs', "contains 'undefined', which is not a value"],
		['toolIds', { a: 1 }, 'Tool IDs', 'must be text or a list'],
		['toolIds', true, 'Tool IDs', 'must be text or a list'],
		['toolIds', '["a"', 'Tool IDs', 'must be text or a list'],
		['toolIds', 'tool a', 'Tool IDs', "has 'tool a', which is not an ID"],
		['toolIds', ['a', ['b']], 'Tool IDs', 'must be text, but is a list'],
		['toolIds', ['a', NaN], 'Tool IDs', "contains 'NaN', which is not a value"],
		[
			'knowledgeBase',
			'{}',
			'Knowledge Base (JSON)',
			'must be a list of documents, each with type, name and id',
		],
		['knowledgeBase', '[5]', 'Knowledge Base (JSON)', "at '0' must be an object"],
		[
			'knowledgeBase',
			[{ type: 'file', id: 'doc_a' }],
			'Knowledge Base (JSON)',
			"at '0.name' must be given",
		],
		[
			'knowledgeBase',
			[{ type: 'pdf', name: 'FAQ', id: 'doc_a' }],
			'Knowledge Base (JSON)',
			"at '0.type' must be one of: file, url, text, folder",
		],
		[
			'knowledgeBase',
			[{ name: 'FAQ', id: 'doc_a' }],
			'Knowledge Base (JSON)',
			"at '0.type' must be given",
		],
		[
			'knowledgeBase',
			[{ type: 'file', name: 'FAQ', id: 'doc_a', size: 1, x: 2 }],
			'Knowledge Base (JSON)',
			"at '0' has the unknown name 'size', 'x'",
		],
	])('is refused by its label: %s %j', (name, value, label, message) => {
		expect(readBoth({ [name]: value }, undefined)).toEqual(refused(label, message));
	});

	it.each([
		['[{"type":"file","name":"NaN","id":"doc_a"}]', "contains 'NaN' at '0.name'"],
		[
			[{ type: 'file', name: 'FAQ', id: 2 ** 60 }],
			"contains a whole number too large to be exact at '0.id'",
		],
		[
			'[{"type":"file","name":"FAQ","id":90071992547409930}]',
			"contains a whole number too large to be exact at '0.id'",
		],
	])('is refused as JSON with something that is not a value: %j', (knowledgeBase, message) => {
		expect(readBoth({ knowledgeBase }, undefined)).toEqual(
			refused('Knowledge Base (JSON)', message),
		);
	});

	it('is refused as invalid JSON', () => {
		const read = readBoth({ knowledgeBase: '[' }, undefined);
		expect(read).toMatchObject({
			failures: [
				{
					parameter: 'Knowledge Base (JSON)',
					message: expect.stringMatching(
						/^'Knowledge Base \(JSON\)' is not valid JSON(?: \(at position \d+\))?$/,
					) as string,
				},
			],
		});
	});

	it('is reported together with all other problems', () => {
		const read = readBoth({ stability: 2, speed: 3 }, { tts: { similarity_boost: 4 } });
		expect(read).toMatchObject({
			ok: false,
			failures: [
				{
					parameter: MORE,
					message: `'${MORE}' at 'tts.similarity_boost' must be a number from 0 to 1`,
				},
				{ parameter: 'Stability', message: "'Stability' must be a number from 0 to 1" },
				{ parameter: 'Speed', message: "'Speed' must be a number from 0.7 to 1.2" },
			],
		});
	});

	it('a language that ElevenLabs knows is read in any case', () => {
		for (const { value } of languages) {
			expect(readBoth({ language: ` ${value.toUpperCase()} ` }, undefined)).toStrictEqual(
				accepted({ agent: { language: value } }),
			);
		}
	});

	it.each(labelled)(
		'$label is sent as its rule says, not sent if it is blank, or refused by its label',
		({ name, label, path }) => {
			fc.assert(
				fc.property(anything, (value) => {
					const read = readBoth({ [name]: value }, undefined);
					if (!read.ok) {
						expect(read.failures.map(({ parameter }) => parameter)).toContain(label);
						return;
					}
					const sent = path
						.split('.')
						.reduce<unknown>((tree, key) => (tree as Record<string, unknown>)?.[key], read.value);
					if (sent === undefined) {
						expect(read.value).toStrictEqual({});
						expect(isNothing(value)).toBe(true);
					} else if (typeof sent === 'number') expect(Number(value)).toBe(sent);
					else if (typeof sent === 'string') {
						expect(String(value).toLowerCase()).toContain(sent.toLowerCase());
						expect(sent).not.toMatch(/\bNaN\b|\[object \w+\]|Invalid DateTime|^Infinity$/);
					} else expect(Array.isArray(sent)).toBe(true);
				}),
				{ numRuns: 200 },
			);
		},
	);
});

describe('the overrides as JSON', () => {
	const everything = {
		agent: {
			first_message: '',
			language: 'pt-br',
			max_conversation_duration_message: 'Bye',
			prompt: {
				prompt: 'P',
				llm: 'L',
				tool_ids: ['t'],
				tool_ids_strict: true,
				native_mcp_server_ids: ['m'],
				knowledge_base: documents,
			},
		},
		tts: {
			model_id: 'eleven_v4',
			voice_id: 'v',
			supported_voices: [{ label: 'L', voice_id: 'v', description: 'D', speed: 1 }],
			stability: 1,
			similarity_boost: 0,
			speed: 1,
			pronunciation_dictionary_locators: [
				{ pronunciation_dictionary_id: 'p', version_id: null },
				{ pronunciation_dictionary_id: 'p', version_id: '1' },
				{ pronunciation_dictionary_id: 'p' },
			],
		},
		conversation: { text_only: false, max_duration_seconds: 60 },
		turn: {
			soft_timeout_config: {
				message: 'x'.repeat(200),
				additional_soft_timeout_messages: Array<string>(7).fill('Still there?'),
			},
		},
		asr: { keywords: Array<string>(50).fill('word') },
	};

	it.each([
		['an object', everything],
		['text', JSON.stringify(everything)],
	])('may be everything that the API documents, as %s', (_, more) => {
		expect(readBoth({}, more)).toStrictEqual(accepted(everything));
	});

	it('join the fields', () => {
		expect(
			readBoth({ firstMessage: 'Hi' }, '{"agent":{"prompt":{"tool_ids":["t"]}}}'),
		).toStrictEqual(accepted({ agent: { prompt: { tool_ids: ['t'] }, first_message: 'Hi' } }));
	});

	it('do not change the given object', () => {
		const more = { agent: { language: 'de' } };
		readBoth({ firstMessage: 'Hi' }, more);
		expect(more).toStrictEqual({ agent: { language: 'de' } });
	});

	it.each([[undefined], [null], [''], ['  '], ['{}'], [{}]])('may be blank: %p', (more) => {
		expect(readBoth({}, more)).toStrictEqual(accepted({}));
	});

	it('are refused if a field sets the same override', () => {
		expect(readBoth({ prompt: 'a' }, { agent: { prompt: { prompt: 'b' } } })).toEqual(
			refused('System Prompt', `is set here and in '${MORE}'`, 'Keep one of the two.'),
		);
	});

	it.each([
		[
			'a part that is text',
			{ agent: { prompt: 'P' } },
			MORE,
			"at 'agent.prompt' must be an object",
		],
		['a part that is null', { tts: null }, MORE, "at 'tts' must be an object"],
		[
			'a leaf that is null',
			{ agent: { language: null } },
			MORE,
			"at 'agent.language' must be text",
		],
		[
			'a value out of its range',
			{ tts: { speed: 2 } },
			MORE,
			"at 'tts.speed' must be a number from 0.7 to 1.2",
		],
		[
			'a number as text',
			{ tts: { speed: '1' } },
			MORE,
			"at 'tts.speed' must be a number from 0.7 to 1.2",
		],
		[
			'a part of a second',
			{ conversation: { max_duration_seconds: 1.5 } },
			MORE,
			"at 'conversation.max_duration_seconds' must be a whole number from 1 to 7200",
		],
		[
			'a number that is none',
			{ tts: { new_thing: NaN } },
			MORE,
			"contains 'NaN' at 'tts.new_thing'",
		],
		[
			'a text with what is no value',
			'{"agent":{"first_message":"Hi [object Object]"}}',
			MORE,
			"contains '[object Object]' at 'agent.first_message'",
		],
		[
			'a number that JSON rounds',
			'{"later":{"id":12345678901234567890}}',
			MORE,
			"contains a whole number too large to be exact at 'later.id'",
		],
		[
			'a truth in words',
			{ conversation: { text_only: 'yes' } },
			MORE,
			"at 'conversation.text_only' must be true or false",
		],
		[
			'51 keywords',
			{ asr: { keywords: Array(51).fill('w') } },
			MORE,
			"at 'asr.keywords' must have at most 50 entries",
		],
		[
			'an empty soft timeout message',
			{ turn: { soft_timeout_config: { message: '' } } },
			MORE,
			"at 'turn.soft_timeout_config.message' must not be empty",
		],
		[
			'a soft timeout message of 201 characters',
			{ turn: { soft_timeout_config: { message: 'x'.repeat(201) } } },
			MORE,
			"at 'turn.soft_timeout_config.message' must have at most 200 characters",
		],
		[
			'8 more soft timeout messages',
			{ turn: { soft_timeout_config: { additional_soft_timeout_messages: Array(8).fill('a') } } },
			MORE,
			"at 'turn.soft_timeout_config.additional_soft_timeout_messages' must have at most 7 entries",
		],
		[
			'voices that are no list',
			{ tts: { supported_voices: 'v' } },
			MORE,
			"at 'tts.supported_voices' must be a list",
		],
		[
			'a voice without an ID',
			{ tts: { supported_voices: [{ label: 'L' }] } },
			MORE,
			"at 'tts.supported_voices.0.voice_id' must be given",
		],
		[
			'dictionaries that are no list',
			{ tts: { pronunciation_dictionary_locators: 'p' } },
			MORE,
			"at 'tts.pronunciation_dictionary_locators' must be a list",
		],
	])('are refused with %s', (_, more, parameter, message) => {
		expect(readBoth({}, more)).toEqual(refused(parameter, message));
	});

	it.each([
		{ agnet: {} },
		{ agent: { temperature: 1, prompt: { max_tokens: null } } },
		{ later: [1, { deep: true }] },
		{ agent: { prompt: { knowledge_base: [{ ...documents[0], later: 1 }] } } },
		{ tts: { pronunciation_dictionary_locators: [{ pronunciation_dictionary_id: 'p', x: 1 }] } },
		{ turn: { soft_timeout_config: { timeout_seconds: 3 } }, vad: { background: true } },
	])('may have names that are not known, which are sent as they are: %j', (more) => {
		expect(readBoth({}, more)).toStrictEqual(accepted(more));
		expect(readBoth({}, JSON.stringify(more))).toStrictEqual(accepted(more));
		expect(readBoth({ voiceId: 'v' }, more)).toMatchObject(
			accepted({ ...more, tts: { voice_id: 'v' } }),
		);
	});

	it.each([
		'{"__proto__":{"agent":{"language":"xx"}}}',
		'{"tts":{"__proto__":{"speed":9}}}',
		'{"constructor":{"prototype":{"a":1}}}',
	])('do not reach the prototype: %s', (more) => {
		const read = readBoth({ firstMessage: 'Hi' }, more);
		expect(read).toMatchObject(accepted({ agent: { first_message: 'Hi' } }));
		expect(JSON.stringify(read)).not.toContain('"language":"xx","first_message"');
		expect(Object.hasOwn(Object.prototype, 'agent')).toBe(false);
		expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
	});

	it('are sent with a date as its text, and refused with a value that is missing', () => {
		const when = new Date('2026-11-25T10:00:00Z');
		expect(readBoth({}, { later: { when } })).toStrictEqual(
			accepted({ later: { when: '2026-11-25T10:00:00.000Z' } }),
		);
		expect(readBoth({}, { agent: { language: undefined } })).toEqual(
			refused(MORE, "has no value at 'agent.language'"),
		);
	});

	it('are refused if they contain themselves', () => {
		const more: Record<string, unknown> = {};
		more.self = more;
		expect(readBoth({}, more)).toEqual(refused(MORE, "contains itself at 'self'"));
	});

	it('have all the leaves that are known', () => {
		const leaves = (value: unknown, path: string[]): string[] =>
			typeof value === 'object' && value !== null && !Array.isArray(value)
				? Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]))
				: [path.join('.')];
		expect([...KNOWN_OVERRIDES].sort()).toEqual(leaves(everything, []).sort());
	});

	it('never throw, and only give an object that was not refused', () => {
		const json = fc.oneof(
			fc.jsonValue(),
			fc.json(),
			fc.string(),
			fc.object({
				key: fc.constantFrom(
					...[
						'agent',
						'prompt',
						'tts',
						'speed',
						'language',
						'tool_ids',
						'__proto__',
						'conversation',
					],
				),
				maxDepth: 4,
			}),
		);
		const fields = fc.dictionary(
			fc.constantFrom(...OVERRIDE_FIELDS.map(({ name }) => name), '__proto__', 'constructor'),
			fc.jsonValue(),
		);
		fc.assert(
			fc.property(fields, json, (given, more) => {
				const read = readBoth(given, more);
				if (read.ok) {
					expect(typeof read.value).toBe('object');
				} else {
					expect(read.failures.length).toBeGreaterThan(0);
					for (const { parameter, message, advice } of read.failures) {
						expect([parameter, message, advice]).not.toContain('');
					}
				}
			}),
			{ numRuns: 500 },
		);
	});
});

describe('a JSON parameter', () => {
	const label = 'Variables (JSON)';

	it.each([
		['{"a":1}', { a: 1 }],
		[' {"a":1}\n', { a: 1 }],
		['\ufeff{"a":1}', { a: 1 }],
		['{"a":"9007199254740993"}', { a: '9007199254740993' }],
		['{"a":9007199254740991}', { a: 9007199254740991 }],
		[{ a: 1 }, { a: 1 }],
		['{}', {}],
		['', undefined],
		[' ', undefined],
		[null, undefined],
		[undefined, undefined],
	])('takes text and objects: %j', (input, value) => {
		expect(readJsonObject(input, label)).toStrictEqual(accepted(value));
	});

	it.each([['[]'], [[]], ['5'], [5], ['"a"'], ['null'], [true]])(
		'is refused if it is not an object: %j',
		(input) => {
			expect(readJsonObject(input, label)).toEqual(
				refused(label, 'is not a JSON object', 'Write it in braces, e.g. {"name": "value"}.'),
			);
		},
	);

	it.each([
		['{"id":9007199254740993}', "contains a whole number too large to be exact at 'id'"],
		['{"a":{"b":[1e400]}}', "contains 'Infinity' at 'a.b.0'"],
		[{ fee: NaN }, "contains 'NaN' at 'fee'"],
		[{ when: new Date(NaN) }, "contains an invalid date at 'when'"],
		[{ text: 'Hi [object Object]' }, "contains '[object Object]' at 'text'"],
	])('is refused if it contains something that is not a value: %j', (input, message) => {
		expect(readJsonObject(input, label)).toEqual(
			refused(
				label,
				message,
				'Correct the JSON or its expression. Put numbers with more than 15 digits in quotes.',
			),
		);
	});

	it.each([['{'], ['{"a":"He said "hi""}'], ['name: Ada'], ["{'a':1}"]])(
		'is refused if it is invalid, with the reason: %s',
		(input) => {
			expect(readJsonObject(input, label)).toEqual({
				ok: false,
				failures: [
					{
						parameter: label,
						message: expect.stringMatching(
							/^'[^']+' is not valid JSON(?: \(at position \d+\))?$/,
						) as string,
						advice:
							'Correct the JSON. Wrap text from a row in JSON.stringify() to keep its quotes.',
					},
				],
			});
		},
	);
});

it('each override has its own label under its path', () => {
	expect(Object.entries(overrideLabels(OVERRIDE_LABELS))).toEqual(
		labelled.map(({ path, label }) => [path, label]),
	);
	for (const values of [
		OVERRIDE_FIELDS.map(({ name }) => name),
		labelled.map(({ label }) => label),
		OVERRIDE_FIELDS.map(({ path }) => path),
	]) {
		expect(new Set(values).size).toBe(OVERRIDE_FIELDS.length);
	}
});

it.each([
	[{ knowledgeBase: '[]' }],
	[{ knowledgeBase: ' []\n' }],
	[{ toolIds: ' , ' }],
	[{ toolIds: '' }],
	[{ toolIds: '[]' }],
	[{ toolIds: ['', ' '] }],
	[{ llm: ' ' }],
])('values that the editor fills in are not sent: %j', (fields) => {
	expect(readBoth(fields, '{}')).toEqual({ ok: true, value: {} });
});

it('invalid JSON is not quoted, because it may be a phone number', () => {
	const read = readJsonObject('+14155550123', 'Variables (JSON)');
	expect(JSON.stringify(read)).not.toContain('0123');
});
