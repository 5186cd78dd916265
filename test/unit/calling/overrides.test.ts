import fc from 'fast-check';
import {
	OVERRIDE_FIELDS,
	OVERRIDE_LABELS,
	readJsonObject,
	readOverrides,
} from '../../../nodes/shared/calling/overrides';

const MORE = 'More Overrides (JSON)';
const CORRECT_IT = 'Correct the value, or the expression that gives it.';
const refused = (parameter: string, message: string, advice = CORRECT_IT) => ({
	ok: false,
	problems: [{ parameter, message, advice }],
});
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
		['maxDurationSeconds', 1, { conversation: { max_duration_seconds: 1 } }],
		['maxDurationSeconds', '7200', { conversation: { max_duration_seconds: 7200 } }],
		[
			'maxConversationDurationMessage',
			'Bye',
			{ agent: { max_conversation_duration_message: 'Bye' } },
		],
		['firstMessage', 42, { agent: { first_message: '42' } }],
		['firstMessage', false, { agent: { first_message: 'false' } }],
		['firstMessage', ' Hi ', { agent: { first_message: ' Hi ' } }],
	])('goes to its place in the API: %s %p', (name, value, overrides) => {
		expect(readOverrides({ [name]: value }, undefined)).toStrictEqual(accepted(overrides));
	});

	it('joins the others at their places', () => {
		expect(
			readOverrides({ firstMessage: 'Hi', prompt: 'P', llm: 'L', speed: 1, stability: 0.1 }, ''),
		).toStrictEqual(
			accepted({
				agent: { first_message: 'Hi', prompt: { prompt: 'P', llm: 'L' } },
				tts: { speed: 1, stability: 0.1 },
			}),
		);
	});

	it.each(OVERRIDE_FIELDS.map(({ name }) => name))(
		'is not set where it is blank, and nothing stands in its place: %s',
		(name) => {
			for (const blank of ['', '  ', null, undefined]) {
				expect(readOverrides({ [name]: blank }, '{}')).toStrictEqual(accepted({}));
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
		['speed', true, 'Speed', 'must be a number from 0.7 to 1.2'],
		['maxDurationSeconds', 0, 'Maximum Duration (Seconds)', 'must be a number from 1 to 7200'],
		['maxDurationSeconds', 7201, 'Maximum Duration (Seconds)', 'must be a number from 1 to 7200'],
		['maxDurationSeconds', 1.5, 'Maximum Duration (Seconds)', 'must be a whole number of seconds'],
		['firstMessage', { text: 'Hi' }, 'First Message', 'must be text'],
		['toolIds', 5, 'Tool IDs', 'must be a list'],
		['toolIds', ['a', 5], 'Tool IDs', "at '1' must be text"],
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
		expect(readOverrides({ [name]: value }, undefined)).toEqual(refused(label, message));
	});

	it('is refused as JSON that can’t be read', () => {
		const read = readOverrides({ knowledgeBase: '[' }, undefined);
		expect(read).toMatchObject({
			problems: [
				{
					parameter: 'Knowledge Base (JSON)',
					message: expect.stringMatching(/^is not valid JSON(?: \(at position \d+\))?$/) as string,
				},
			],
		});
	});

	it('is told with all others that are wrong', () => {
		expect(readOverrides({ stability: 2, speed: 3 }, { tts: { similarity_boost: 4 } })).toEqual({
			ok: false,
			problems: [
				{
					parameter: 'Stability',
					message: 'must be a number from 0 to 1',
					advice: CORRECT_IT,
				},
				{
					parameter: 'Similarity Boost',
					message: 'must be a number from 0 to 1',
					advice: CORRECT_IT,
				},
				{
					parameter: 'Speed',
					message: 'must be a number from 0.7 to 1.2',
					advice: CORRECT_IT,
				},
			].sort((a, b) => order.indexOf(a.parameter) - order.indexOf(b.parameter)),
		});
	});
	const order = ['Stability', 'Similarity Boost', 'Speed'];
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
		expect(readOverrides({}, more)).toStrictEqual(accepted(everything));
	});

	it('join the fields', () => {
		expect(
			readOverrides({ firstMessage: 'Hi' }, '{"agent":{"prompt":{"tool_ids":["t"]}}}'),
		).toStrictEqual(accepted({ agent: { prompt: { tool_ids: ['t'] }, first_message: 'Hi' } }));
	});

	it('are not changed in the hands of the caller', () => {
		const more = { agent: { language: 'de' } };
		readOverrides({ firstMessage: 'Hi' }, more);
		expect(more).toStrictEqual({ agent: { language: 'de' } });
	});

	it.each([[undefined], [null], [''], ['  '], ['{}'], [{}]])('may be blank: %p', (more) => {
		expect(readOverrides({}, more)).toStrictEqual(accepted({}));
	});

	it('are refused where a field sets the same', () => {
		expect(readOverrides({ prompt: 'a' }, { agent: { prompt: { prompt: 'b' } } })).toEqual(
			refused('System Prompt', `is set here and in '${MORE}'`, 'Keep one of the two.'),
		);
	});

	it.each([
		['an unknown part', { agnet: {} }, MORE, "has the unknown name 'agnet'"],
		[
			'an unknown leaf',
			{ agent: { temperature: 1 } },
			MORE,
			"at 'agent' has the unknown name 'temperature'",
		],
		[
			'a part that is text',
			{ agent: { prompt: 'P' } },
			MORE,
			"at 'agent.prompt' must be an object",
		],
		['a part that is null', { tts: null }, MORE, "at 'tts' must be an object"],
		['a leaf that is null', { agent: { language: null } }, 'Language', 'must be text'],
		['a range', { tts: { speed: 2 } }, 'Speed', 'must be a number from 0.7 to 1.2'],
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
		expect(readOverrides({}, more)).toEqual(refused(parameter, message));
	});

	it.each([
		['{"__proto__":{"agent":{"language":"xx"}}}', "has the unknown name '__proto__'"],
		['{"tts":{"__proto__":{"speed":9}}}', "at 'tts' has the unknown name '__proto__'"],
		['{"constructor":{"prototype":{"a":1}}}', "has the unknown name 'constructor'"],
	])('are refused that reach for the prototype: %s', (more, message) => {
		expect(readOverrides({ firstMessage: 'Hi' }, more)).toEqual(refused(MORE, message));
		expect(Object.hasOwn(Object.prototype, 'agent')).toBe(false);
		expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
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
				const read = readOverrides(given, more);
				if (read.ok) {
					expect(
						Object.keys(read.value).every((key) =>
							['agent', 'tts', 'conversation', 'turn', 'asr'].includes(key),
						),
					).toBe(true);
				} else {
					expect(read.problems.length).toBeGreaterThan(0);
					for (const { parameter, message, advice } of read.problems) {
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
		'is refused that is no object: %j',
		(input) => {
			expect(readJsonObject(input, label)).toEqual(
				refused(label, 'is not a JSON object', 'Write it in braces, e.g. {"name": "value"}.'),
			);
		},
	);

	it.each([['{'], ['{"a":"He said "hi""}'], ['name: Ada'], ["{'a':1}"]])(
		'is refused that can’t be read, with the reason: %s',
		(input) => {
			expect(readJsonObject(input, label)).toEqual(
				refused(
					label,
					expect.stringMatching(/^is not valid JSON(?: \(at position \d+\))?$/) as string,
					'Correct the JSON. A text that comes from a row needs JSON.stringify() around it, so that its quotes survive.',
				),
			);
		},
	);
});

it('each override has a label under its path, and none has that of another', () => {
	expect(Object.entries(OVERRIDE_LABELS)).toEqual(
		OVERRIDE_FIELDS.map(({ path, label }) => [path, label]),
	);
	for (const values of [
		OVERRIDE_FIELDS.map(({ name }) => name),
		OVERRIDE_FIELDS.map(({ label }) => label),
		OVERRIDE_FIELDS.map(({ path }) => path),
	]) {
		expect(new Set(values).size).toBe(OVERRIDE_FIELDS.length);
	}
});

it.each([[{ knowledgeBase: '[]' }], [{ toolIds: ' , ' }], [{ toolIds: '' }], [{ llm: ' ' }]])(
	'what the editor fills in by itself is not sent: %j',
	(fields) => {
		expect(readOverrides(fields, '{}')).toEqual({ ok: true, value: {} });
	},
);

it('a text that is no JSON is not quoted, as it may be a phone number', () => {
	const read = readJsonObject('+14155550123', 'Variables (JSON)');
	expect(JSON.stringify(read)).not.toContain('0123');
});
