import fc from 'fast-check';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import type { SetupSettings } from '../../../nodes/ElevenLabsCallsTrigger/triggerSettings';
import {
	EVENTS,
	LABELS,
	OUTCOMES,
	readSetupSettings,
} from '../../../nodes/ElevenLabsCallsTrigger/triggerSettings';

// What the trigger's parameters mean, whatever an expression makes of them.

const PARAMETERS: IDataObject = {
	triggerOn: ['transcript'],
	registration: 'automatic',
	agentSelection: 'selected',
	agents: ['agent_1'],
	filters: {},
	options: {},
};

const contextWith = (parameters: IDataObject) =>
	({
		getNodeParameter(path: string, fallback: unknown) {
			const [name = '', inner] = path.split('.');
			const value = parameters[name];
			const found = inner === undefined ? value : (value as IDataObject)[inner];
			return found === undefined ? fallback : found;
		},
	}) as unknown as IHookFunctions;

const read = (more: IDataObject) => readSetupSettings(contextWith({ ...PARAMETERS, ...more }));

const readOrMessage = (more: IDataObject): SetupSettings | string => {
	try {
		return read(more);
	} catch (error) {
		return (error as Error).message;
	}
};

const BOOLEANS = new Map<string, boolean>([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

const anyValue = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom('TRUE', 'False', 'yes', ' NO ', 1, 0, '1', '0', 'on', 'off', NaN, Infinity),
	fc.constantFrom(...EVENTS, ...OUTCOMES, 'any', 'Inbound', ' OUTBOUND'),
	fc.constantFrom(
		'agent_1',
		'agent_1, agent_2',
		'["agent_1"]',
		'a;b',
		'a\r\nb',
		'agent 1',
		'ag/ent',
	),
	fc.array(fc.constantFrom<unknown>(...EVENTS, ...OUTCOMES, 'x', '', null, 5), { maxLength: 4 }),
);

/** The documented rule of a switch. */
const booleanOf = (value: unknown) =>
	['string', 'boolean', 'number'].includes(typeof value)
		? BOOLEANS.get(String(value).trim().toLowerCase())
		: undefined;

describe('any value means what the rule says, or is an error that names the parameter', () => {
	it.each(['replaceExisting', 'simplify'] as const)('%s', (name) => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const settings = readOrMessage({ options: { [name]: value } });
				const meant = booleanOf(value);
				if (meant === undefined) expect(settings).toContain(`'${LABELS[name]}' `);
				else expect(settings).toMatchObject({ [name]: meant });
			}),
		);
	});

	it('triggerOn, outcomes', () => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const lists = [
					[readOrMessage({ triggerOn: value }), 'events', LABELS.triggerOn, EVENTS],
					[readOrMessage({ filters: { outcomes: value } }), 'outcomes', LABELS.outcomes, OUTCOMES],
				] as const;
				for (const [settings, name, label, known] of lists) {
					if (typeof settings === 'string') {
						expect(settings).toContain(`'${label}' `);
						continue;
					}
					// Nothing that was given is missing.
					const given = [value]
						.flat()
						.flatMap((entry) => (typeof entry === 'string' ? entry.split(/[,;\n\r]/) : [entry]))
						.map((entry) =>
							String(entry ?? '')
								.trim()
								.toLowerCase(),
						)
						.filter((entry) => entry !== '');
					expect(settings[name]).toEqual([...new Set(given)]);
					expect(known).toEqual(expect.arrayContaining([...settings[name]]));
				}
			}),
		);
	});

	it('direction, agentSelection, registration', () => {
		const rules = [
			['direction', ['any', 'inbound', 'outbound']],
			['agentSelection', ['all', 'selected']],
			['registration', ['automatic', 'manual']],
		] as const;
		fc.assert(
			fc.property(fc.oneof(anyValue, fc.constantFrom('ALL', 'manual ')), (value) => {
				for (const [name, known] of rules) {
					const given =
						name === 'direction' ? { filters: { direction: value } } : { [name]: value };
					const settings = readOrMessage(given as IDataObject);
					const meant = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
					const isBlankDirection = name === 'direction' && (value === null || meant === '');
					if (isBlankDirection || (known as readonly unknown[]).includes(meant)) {
						expect(typeof settings).toBe('object');
					} else {
						expect(settings).toContain(`'${LABELS[name]}' `);
					}
				}
			}),
		);
	});

	it('agents, binaryPropertyName', () => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const settings = readOrMessage({ agents: value });
				if (typeof settings === 'string') {
					expect(settings).toContain(`'${LABELS.agents}' `);
				} else {
					expect(settings.agentIds.join()).toMatch(/^[\w-]+(,[\w-]+)*$/);
					expect(new Set(settings.agentIds).size).toBe(settings.agentIds.length);
				}
				const named = readOrMessage({ options: { binaryPropertyName: value } });
				if (typeof named === 'string') expect(named).toContain(`'${LABELS.binaryPropertyName}' `);
				else expect(named.fileField).toBe(String(value ?? '').trim() || 'data');
			}),
		);
	});
});

it('agents are not looked at for all agents', () => {
	expect(read({ agentSelection: 'all', agents: {} })).toMatchObject({
		isForAllAgents: true,
		agentIds: [],
	});
});

it('names all that is wrong at once', () => {
	expect(readOrMessage({ triggerOn: 'x', agents: 'a b', options: { simplify: 'maybe' } })).toMatch(
		/'Trigger On' .*'Agent Names or IDs' .*'Simplify' /,
	);
});
