import fc from 'fast-check';
import { callLabels } from '../../../../nodes/ElevenLabsCalls/parameters/callLabels';
import type { WantedCall } from '../../../../nodes/shared/calling/recipient/agentCheck';
import {
	checkAgainstAgent,
	wantedLlm,
} from '../../../../nodes/shared/calling/recipient/agentCheck';
import { agentVariables } from '../../../../nodes/shared/calling/recipient/agentVariables';
import { withoutIgnoredOverrides } from '../../../../nodes/shared/calling/recipient/overridePermissions';
import {
	KNOWN_OVERRIDES,
	VOICE_MODELS,
} from '../../../../nodes/shared/calling/recipient/overrides';
import type { Agent } from '../../../../nodes/shared/elevenlabs/schemas';
import { ttsModels } from '../../../simulator/schema/enums';

type Overrides = Record<string, unknown>;
type AgentParts = Partial<Agent>;
type Own = NonNullable<NonNullable<AgentParts['conversation_config']>['agent']>;

const call = (overrides: Overrides = {}, variables: string[] = []): WantedCall => ({
	overrides,
	dynamicVariables: Object.fromEntries(variables.map((name) => [name, 'x'])),
});
const LABELS = callLabels('Dynamic Variables');
const whole = (agent: AgentParts): Agent => ({ agent_id: 'agent_a', ...agent });
const agentThatAllows = (conversation_config_override: unknown): AgentParts => ({
	name: 'Ada',
	platform_settings: { overrides: { conversation_config_override } },
});
const ALL_ALLOWED = {
	agent: { first_message: true, language: true, prompt: { prompt: true } },
};
/** An agent that allows the overrides that matter for its variables. */
const agentThatSays = (agent: Own, language_presets?: object): AgentParts => ({
	...agentThatAllows(ALL_ALLOWED),
	conversation_config: {
		agent,
		language_presets: language_presets as NonNullable<
			AgentParts['conversation_config']
		>['language_presets'],
	},
});
const check = (wanted: WantedCall, agent: AgentParts) =>
	checkAgainstAgent(wanted, whole(agent), LABELS);

/** Every advice also says how to turn the check off. */
const advising = (fact: string) =>
	expect.stringMatching(new RegExp(`${fact}.*'Check Agent' under Options`)) as unknown as string;
const notAllowed = (parameter: string, agent = " 'Ada'") => ({
	parameter,
	message: expect.stringContaining(
		`'${parameter}' is not allowed by the agent${agent}, so the call would drop`,
	) as unknown,
	advice: advising('Security settings in ElevenLabs, remove it here'),
});
const missing = (listed: string) => ({
	parameter: 'Dynamic Variables',
	message: expect.stringContaining(
		`'Dynamic Variables' has no value for ${listed}, so the call would drop`,
	) as unknown,
	advice: advising('variables a value'),
});

/** `{a: {b: value}}` for `a.b`. */
const at = (path: string, value: unknown): Overrides =>
	path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Overrides;

describe('an override', () => {
	it.each(Object.entries(LABELS.overrides).map(([path, label]) => [label, path] as const))(
		'%s is refused by its label unless the agent allows it',
		(label, path) => {
			const wanted = call(at(path, 'x'));
			const speaks = { conversation_config: { agent: { language: 'x' }, tts: { model_id: 'x' } } };
			expect(check(wanted, { ...agentThatAllows(at(path, true)), ...speaks })).toEqual([]);
			expect(check(wanted, { ...agentThatAllows(at(path, false)), ...speaks })).toEqual([
				notAllowed(label),
			]);
			expect(check(wanted, { ...agentThatAllows({}), ...speaks })).toEqual([notAllowed(label)]);
			expect(check(wanted, speaks)).toEqual([notAllowed(label, '')]);
		},
	);

	it.each([
		['says yes in words', at('tts.speed', 'true')],
		['says 1', at('tts.speed', 1)],
		['says yes to everything', true],
		['allows another', at('tts.stability', true)],
	])('is refused if the agent %s', (_, permissions) => {
		const failures = check(call(at('tts.speed', 1)), agentThatAllows(permissions));
		expect(failures).toHaveLength(1);
		expect(failures[0]?.message).toEqual(notAllowed('Speed').message);
	});

	it.each([
		['there are no permissions', null],
		['the part has none', { tts: null }],
		['the leaf has none', { tts: { speed: null } }],
	])('is refused by its label even if %s', (_, permissions) => {
		expect(check(call(at('tts.speed', 1)), agentThatAllows(permissions))).toEqual([
			notAllowed('Speed'),
		]);
	});

	it.each([[null], [undefined], [false], [true], [{}]])(
		'that is not set is not refused, whatever the agent allows: %p',
		(permissions) => {
			expect(check(call({}), agentThatAllows(permissions))).toEqual([]);
		},
	);

	it('is refused one by one, in order', () => {
		const wanted = call({
			agent: { first_message: 'Hi', prompt: { llm: 'L' } },
			tts: { speed: 1 },
		});
		expect(check(wanted, agentThatAllows(at('agent.prompt.llm', true)))).toEqual([
			notAllowed('First Message'),
			notAllowed('Speed'),
		]);
	});

	it('without a label is shown by its path', () => {
		expect(check(call(at('turn.soft_timeout_config.message', 'x')), agentThatAllows({}))).toEqual([
			notAllowed('turn.soft_timeout_config.message'),
		]);
	});

	it('of tool strictness is allowed if tools are', () => {
		const wanted = call({ agent: { prompt: { tool_ids: ['t'], tool_ids_strict: true } } });
		expect(check(wanted, agentThatAllows(at('agent.prompt.tool_ids', true)))).toEqual([]);
		expect(check(wanted, agentThatAllows({}))).toEqual([
			notAllowed('Tool IDs'),
			notAllowed('agent.prompt.tool_ids_strict'),
		]);
	});

	it.each([
		['a list', at('agent.prompt.knowledge_base', [{ id: 'doc_a' }]), 'agent.prompt.knowledge_base'],
		['an object', at('asr.keywords', { a: 1 }), 'asr.keywords'],
	])('is allowed as a whole if it is %s', (_, overrides, path) => {
		expect(check(call(overrides), agentThatAllows(at(path, true)))).toEqual([]);
	});

	const SOFT = ['asr.keywords', 'tts.supported_voices'];

	it.each(KNOWN_OVERRIDES.filter((path) => !SOFT.includes(path)))(
		'that is known needs the permission of the agent, and none of its own for tool_ids_strict: %s',
		(path) => {
			// A number: it is neither a language nor the name of a model.
			const wanted = call(at(path, 1));
			const permission = path.replace('_strict', '');
			expect(check(wanted, agentThatAllows(at(permission, true)))).toEqual([]);
			for (const other of [at(permission, false), {}, undefined]) {
				expect(check(wanted, agentThatAllows(other))).toEqual([
					notAllowed(LABELS.overrides[path] ?? path),
				]);
			}
		},
	);

	it.each(['later', 'agent.later', 'agent.prompt.temperature', 'constructor', 'tts.__proto__.a'])(
		'that is not known is refused only if the agent says no: %s',
		(path) => {
			const wanted = call(JSON.parse(JSON.stringify(at(path, 1))) as Overrides);
			for (const permissions of [at(path, true), {}, undefined, null, at(path, 'no')]) {
				expect(check(wanted, agentThatAllows(permissions))).toEqual([]);
			}
			expect(check(wanted, agentThatAllows(at(path, false)))).toEqual([notAllowed(path)]);
			const [part = ''] = path.split('.');
			expect(check(wanted, agentThatAllows({ [part]: false }))).toEqual([notAllowed(path)]);
		},
	);

	it.each(SOFT)(
		'that ElevenLabs ignores is never refused, but left out if it is not allowed: %s',
		(path) => {
			const [part = ''] = path.split('.');
			const overrides = { ...at(path, ['x']), turn: { later: 1 } };
			const [, leaf = ''] = path.split('.');
			const more = { ...overrides, [part]: { [leaf]: ['x'], later: 1 } };
			for (const permissions of [at(path, false), { [part]: false }, {}, null, at(path, 'true')]) {
				const agent = agentThatAllows(permissions);
				if (permissions?.[part] !== false) expect(check(call(more), agent)).toEqual([]);
				expect(check(call(overrides), agent)).toEqual([]);
				const notices = [{ setting: path, why: "which the agent doesn't allow" }];
				expect(withoutIgnoredOverrides(overrides, whole(agent))).toStrictEqual({
					overrides: { turn: { later: 1 } },
					notices,
				});
				expect(withoutIgnoredOverrides(more, whole(agent))).toStrictEqual({
					overrides: { turn: { later: 1 }, [part]: { later: 1 } },
					notices,
				});
			}
			for (const permissions of [at(path, true), { [part]: true }]) {
				const agent = agentThatAllows(permissions);
				expect(check(call(overrides), agent)).toEqual([]);
				expect(withoutIgnoredOverrides(overrides, whole(agent))).toStrictEqual({
					overrides,
					notices: [],
				});
			}
			expect(overrides).toStrictEqual({ ...at(path, ['x']), turn: { later: 1 } });
		},
	);

	it('that ElevenLabs ignores is not reported if it is not set', () => {
		for (const overrides of [{}, { asr: {} }, { asr: null }, { tts: { speed: 1 } }]) {
			expect(withoutIgnoredOverrides(overrides, whole(agentThatAllows({})))).toStrictEqual({
				overrides,
				notices: [],
			});
		}
	});

	it('with the body for a custom LLM needs the permission of its own', () => {
		const wanted = { ...call(), customLlmExtraBody: { temperature: 0 } };
		const agent = (custom_llm_extra_body: unknown) => ({
			platform_settings: { overrides: { custom_llm_extra_body } },
		});
		expect(check(wanted, agent(true))).toEqual([]);
		for (const permission of [false, null, undefined, 'true']) {
			expect(check(wanted, agent(permission))).toEqual([
				notAllowed('Custom LLM Extra Body (JSON)', ''),
			]);
		}
		expect(check(call(), agent(false))).toEqual([]);
	});
});

describe('a language', () => {
	const german = call(at('agent.language', 'de'));
	const advice = advising('Add the language to the agent.* choose one');

	it.each([
		['it is its own', agentThatSays({ language: 'de' })],
		['it has a preset for it', agentThatSays({ language: 'en' }, { fr: {}, de: {} })],
		['its preset is null', agentThatSays({ language: 'en' }, { de: null })],
		['nothing is known of its languages', agentThatSays({})],
	])('is spoken by the agent if %s', (_, agent) => {
		expect(check(german, agent)).toEqual([]);
	});

	it('is refused if the agent does not speak it', () => {
		expect(check(german, agentThatSays({ language: 'en' }, { fr: {}, 'pt-br': null }))).toEqual([
			{
				parameter: 'Language',
				message:
					"'Language' is 'de', which the agent 'Ada' does not speak (it speaks en, fr, pt-br)",
				advice,
			},
		]);
	});

	it.each(['__proto__', 'constructor', 'toString'])(
		'is refused if it is a property of every object: %s',
		(language) => {
			expect(
				check(call(at('agent.language', language)), agentThatSays({ language: 'en' }, {})),
			).toEqual([
				{
					parameter: 'Language',
					message: `'Language' is '${language}', which the agent 'Ada' does not speak (it speaks en)`,
					advice,
				},
			]);
		},
	);
});

describe('an LLM', () => {
	const agent: AgentParts = {
		...agentThatAllows(at('agent.prompt.llm', true)),
		conversation_config: { agent: { prompt: { llm: 'own-llm' } } },
	};
	const wanting = (llm: string) => call(at('agent.prompt.llm', llm));
	const refused = (llm: string) => [
		{
			parameter: 'LLM',
			message: `'LLM' is '${llm}', which ElevenLabs does not offer`,
			advice: advising('Choose one from the list'),
		},
	];

	it.each(['gpt-4o', 'custom-llm', 'own-llm'])('may be %s', (llm) => {
		expect(checkAgainstAgent(wanting(llm), whole(agent), LABELS, ['gpt-4o'])).toEqual([]);
	});

	it.each(['gpt-9', 'GPT-4o', ' gpt-4o', ''])(
		'is refused if ElevenLabs does not offer it: %p',
		(llm) => {
			expect(checkAgainstAgent(wanting(llm), whole(agent), LABELS, ['gpt-4o'])).toEqual(
				refused(llm),
			);
		},
	);

	it('is not refused if the list is not known', () => {
		expect(checkAgainstAgent(wanting('gpt-9'), whole(agent), LABELS)).toEqual([]);
	});

	it.each([
		[{}, undefined],
		[at('agent.prompt.llm', 'gpt-4o'), 'gpt-4o'],
		[at('agent.prompt.llm', 'custom-llm'), undefined],
		[at('agent.prompt.llm', 5), undefined],
		[{ agent: null }, undefined],
	])('is looked up if an override sets it: %j', (overrides, llm) => {
		expect(wantedLlm(overrides)).toBe(llm);
	});
});

describe('a voice model', () => {
	const agent: AgentParts = {
		...agentThatAllows(at('tts.model_id', true)),
		conversation_config: { tts: { model_id: 'eleven_v7' } },
	};
	const wanting = (model: string) => call(at('tts.model_id', model));

	it('is known that the API lists', () => {
		expect([...VOICE_MODELS].sort()).toEqual([...ttsModels].sort());
	});

	it.each([...VOICE_MODELS, 'eleven_v7'])("may be a known one, or the agent's own: %s", (model) => {
		expect(check(wanting(model), agent)).toEqual([]);
	});

	it.each(['eleven_v9', 'Eleven_V4', ''])('is refused if it is not known: %p', (model) => {
		expect(check(wanting(model), agent)).toEqual([
			{
				parameter: 'Voice Model',
				message: `'Voice Model' is '${model}', which this version of the node does not know`,
				advice: advising('Choose one from the list.* newer'),
			},
		]);
	});
});

describe('a variable', () => {
	it.each<[string, Own, string]>([
		['first message', { first_message: 'Hi {{name}}' }, "'name' (used in the first message)"],
		[
			'system prompt',
			{ prompt: { prompt: 'Talk about {{name}}' } },
			"'name' (used in the system prompt)",
		],
		[
			'tools',
			{ prompt: { tools: [{ url: 'https://x.example/{{name}}' }] } },
			"'name' (used in the tools)",
		],
		[
			'built-in tools',
			{ prompt: { built_in_tools: { voicemail: { message: 'Hi {{name}}' } } } },
			"'name' (used in the tools)",
		],
		[
			'first message and all else, where the first place is named',
			{ first_message: '{{name}}', prompt: { prompt: '{{name}}', tools: ['{{name}}'] } },
			"'name' (used in the first message)",
		],
		[
			'first message, and no template tag in it',
			{ first_message: '{{#if vip}}Dear {{name}}{{else}}Hi{{/if}} {{name | upper}} {{{raw}}}' },
			"'name' (used in the first message)",
		],
		[
			'several places',
			{ first_message: '{{a}}', prompt: { prompt: '{{b}}', tools: ['{{c}}'] } },
			"'a' (used in the first message), 'b' (used in the system prompt), 'c' (used in the tools)",
		],
	])('is missed in the %s', (_, agent, listed) => {
		expect(check(call(), agentThatSays(agent))).toEqual([missing(listed)]);
		expect(check(call({}, ['name', 'a', 'b', 'c']), agentThatSays(agent))).toEqual([]);
	});

	it.each(['Name', ' name', 'nam'])('needs its exact name: %p', (name) => {
		expect(check(call({}, [name]), agentThatSays({ first_message: '{{name}}' }))).toEqual([
			missing("'name' (used in the first message)"),
		]);
	});

	it("does not take its value from the dashboard's tests", () => {
		const agent = agentThatSays({
			first_message: '{{name}}',
			dynamic_variables: { dynamic_variable_placeholders: { name: 'Ada' } },
		});
		expect(check(call(), agent)).toEqual([missing("'name' (used in the first message)")]);
	});

	it('is not needed if nothing uses it, or if ElevenLabs fills it in', () => {
		const agent = agentThatSays({
			first_message: '{{system__time}}',
			dynamic_variables: { dynamic_variable_placeholders: { name: 'Ada' } },
		});
		expect(check(call(), agent)).toEqual([]);
	});

	it.each([
		[
			'the workflow',
			{ workflow: { nodes: { a: { type: 'say', referenced_dynamic_variables: ['name'] } } } },
			"'name' (used in the workflow)",
		],
		[
			'a procedure',
			{ procedures: { p: { procedure_id: 'p', referenced_dynamic_variables: ['name', 'city'] } } },
			"'name' (used in a procedure), 'city' (used in a procedure)",
		],
		[
			'a procedure, where the prompt needs it too',
			{
				...agentThatSays({ prompt: { prompt: '{{name}}' } }),
				procedures: [{ referenced_dynamic_variables: ['name'] }],
			},
			"'name' (used in the system prompt)",
		],
		[
			'a procedure, but not what gets its value during the call',
			{
				...agentThatSays({
					prompt: { tools: [{ assignments: [{ dynamic_variable: 'order_id' }] }] },
				}),
				workflow: {
					nodes: { u: { type: 'update_state', updates: [{ variable_name: 'state' }] } },
				},
				procedures: { p: { referenced_dynamic_variables: ['order_id', 'state', 'name'] } },
			},
			"'name' (used in a procedure)",
		],
	])('is missed in %s', (_, agent: AgentParts, listed) => {
		expect(check(call(), agent)).toEqual([missing(listed)]);
		expect(check(call({}, ['name', 'city']), agent)).toEqual([]);
		expect(agentVariables(whole(agent))).toContainEqual({
			name: 'name',
			required: true,
			type: 'string',
		});
	});

	it.each([
		{ workflow: null, procedures: null },
		{ workflow: { nodes: {} }, procedures: {} },
		{ workflow: 'x', procedures: [{ referenced_dynamic_variables: null }] },
	])('is not needed if no workflow or procedure uses one: %j', (agent) => {
		expect(check(call(), agent)).toEqual([]);
	});

	const own = { first_message: '{{a}}', prompt: { prompt: '{{b}}' }, language: 'en' };
	const presets = {
		de: {
			overrides: { agent: { first_message: '{{c}}', prompt: { prompt: '{{d}}' } } },
		},
		fr: { overrides: { agent: { first_message: '{{e}}', prompt: null } } },
		it: { overrides: null },
		es: null,
	};

	it.each<[string, Overrides, string]>([
		[
			'the own texts where nothing replaces them',
			{},
			"'a' (used in the first message), 'b' (used in the system prompt)",
		],
		[
			'a first message in place of the own',
			{ agent: { first_message: '{{x}}' } },
			"'x' (used in the first message), 'b' (used in the system prompt)",
		],
		[
			'an empty first message in place of the own',
			{ agent: { first_message: '' } },
			"'b' (used in the system prompt)",
		],
		[
			'a system prompt in place of the own',
			{ agent: { prompt: { prompt: 'Nothing' } } },
			"'a' (used in the first message)",
		],
		[
			'a language, whose preset has texts of its own',
			{ agent: { language: 'de' } },
			"'c' (used in the first message), 'd' (used in the system prompt)",
		],
		[
			'a language, whose preset has one text of its own',
			{ agent: { language: 'fr' } },
			"'e' (used in the first message), 'b' (used in the system prompt)",
		],
		[
			'a language, whose preset has none',
			{ agent: { language: 'it' } },
			"'a' (used in the first message), 'b' (used in the system prompt)",
		],
		[
			'a language, whose preset is null',
			{ agent: { language: 'es' } },
			"'a' (used in the first message), 'b' (used in the system prompt)",
		],
		[
			'a first message in place of that of the preset',
			{ agent: { language: 'de', first_message: 'Hi' } },
			"'d' (used in the system prompt)",
		],
	])('is looked for in %s', (_, overrides, listed) => {
		expect(check(call(overrides), agentThatSays(own, presets))).toEqual([missing(listed)]);
	});
});

it('all problems are reported at once: overrides, language, variables', () => {
	const agent: AgentParts = {
		name: 'Ada',
		conversation_config: { agent: { first_message: '{{name}}', language: 'en' } },
	};
	expect(check(call(at('agent.language', 'de')), agent)).toMatchObject([
		notAllowed('Language'),
		{ parameter: 'Language' },
		missing("'name' (used in the first message)"),
	]);
});

it.each<AgentParts>([
	{},
	{ name: null, conversation_config: null, platform_settings: null },
	{
		conversation_config: { agent: null, language_presets: null },
		platform_settings: { overrides: null },
	},
	{
		conversation_config: { agent: { prompt: null, dynamic_variables: null, first_message: null } },
	},
	{
		conversation_config: { agent: { dynamic_variables: { dynamic_variable_placeholders: null } } },
	},
])('an agent of which little is known needs nothing: %j', (agent) => {
	expect(check(call(), agent)).toEqual([]);
	expect(agentVariables(whole(agent))).toEqual([]);
});

it('a check never throws, whatever is allowed and wanted', () => {
	const keys = {
		key: fc.constantFrom('agent', 'prompt', 'tts', 'speed', '__proto__', 'first_message'),
	};
	fc.assert(
		fc.property(
			fc.object(keys),
			fc.oneof(fc.object(keys), fc.jsonValue()),
			(overrides, allowed) => {
				const wanted = overrides as Overrides;
				const failures = check(call(wanted), agentThatAllows(allowed));
				for (const { parameter } of failures) expect(parameter).not.toBe('');
			},
		),
	);
});

describe('the variables of an agent, for a form', () => {
	it('are required if a text uses them, and otherwise declared', () => {
		const agent = agentThatSays({
			first_message: 'Hi {{name}}, {{system__time}}',
			prompt: { prompt: '{{topic}} {{name}}', tools: ['{{secret__token}}'] },
			dynamic_variables: {
				dynamic_variable_placeholders: { topic: 'cars', vip: false, count: 3 },
			},
		});
		expect(agentVariables(whole(agent))).toStrictEqual([
			{ name: 'name', required: true, type: 'string' },
			{ name: 'topic', required: true, type: 'string' },
			{ name: 'secret__token', required: true, type: 'string' },
			{ name: 'vip', required: false, type: 'boolean' },
			{ name: 'count', required: false, type: 'number' },
		]);
	});

	it('may be named like something every object has', () => {
		expect(
			agentVariables(whole(agentThatSays({ first_message: '{{constructor}}' }))),
		).toStrictEqual([{ name: 'constructor', required: true, type: 'string' }]);
	});
});

describe('the tools of an agent', () => {
	const agent = agentThatSays({
		prompt: {
			tools: [
				{
					api_schema: {
						url: 'https://x.example/{{path_part}}',
						request_headers: { Authorization: { variable_name: 'secret__tok' } },
						path_params_schema: { id: { type: 'string', dynamic_variable: 'crm_id' } },
						body: [{ allowed_values_dynamic_variable: 'choices' }, { dynamic_variable: '' }],
						description: 'About {{ customer_name }}\n and {{system__time}} {{#if vip}}',
					},
					assignments: [{ dynamic_variable: 'order_id', value_path: 'id' }],
				},
				{ url: 'https://x.example/{{order_id}}' },
			],
		},
	});

	it('need what they use, in texts and by name, but for what they fill in themselves', () => {
		const names = agentVariables(whole(agent)).map(({ name }) => name);
		expect(names).toEqual(['path_part', 'secret__tok', 'crm_id', 'choices', 'customer_name']);
	});

	it('need nothing if a call brings its own tools', () => {
		const allowed = agentThatAllows(at('agent.prompt.tool_ids', true));
		expect(
			check(call(at('agent.prompt.tool_ids', ['t'])), {
				...agent,
				platform_settings: allowed.platform_settings,
			}),
		).toEqual([]);
	});
});
