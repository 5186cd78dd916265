import { noValueIn, quoted, trimmed } from '../values';
import type { Checked, Problem } from './problem';
import { valid } from './problem';

/** What ElevenLabs accepts as the value of a dynamic variable. */
export type DynamicVariables = Record<string, string | number | boolean>;

/** A variable as the workflow supplies it; a list of them, so that a name given twice is seen. */
export interface SuppliedVariable {
	name: string;
	value: unknown;
}

const RESERVED_PREFIX = 'system__';

/**
 * Turns supplied values into what is sent: text, numbers and booleans as they are, anything else as
 * JSON text. Null and undefined mean "not given".
 * @param supplied name and value, in the user's order
 * @param parameter the label of the parameter they come from
 */
export function readDynamicVariables(
	supplied: SuppliedVariable[],
	parameter: string,
): Checked<DynamicVariables> {
	const variables: DynamicVariables = {};
	const problems: Problem[] = [];
	const refuse = (message: string, advice: string) => problems.push({ parameter, message, advice });

	for (const { name: written, value } of supplied) {
		if (value === null || value === undefined) continue;
		const name = trimmed(written);
		const wrong = noValueIn(value);
		if (name === '') {
			refuse('has a variable without a name', 'Give each variable the name the agent uses for it.');
		} else if (name.startsWith(RESERVED_PREFIX)) {
			refuse(
				`has the reserved name '${name}'`,
				`ElevenLabs sets variables that start with ${RESERVED_PREFIX}. Choose another name.`,
			);
		} else if (Object.hasOwn(variables, name)) {
			refuse(`gives '${name}' more than once`, 'Keep one of the values.');
		} else if (wrong !== undefined) {
			refuse(
				`has ${quoted(wrong)} for '${name}', which is not a value`,
				'Check the expression for this item.',
			);
		} else if (asSent(value) === undefined) {
			refuse(`has no usable value for '${name}'`, 'Check the expression for this item.');
		} else {
			// Defined rather than assigned: a variable may be called __proto__.
			Object.defineProperty(variables, name, {
				value: asSent(value),
				enumerable: true,
				configurable: true,
				writable: true,
			});
		}
	}
	return problems.length > 0 ? { ok: false, problems } : valid(variables);
}

/** Undefined for what has no JSON: a function, an object that holds itself. */
function asSent(value: unknown): string | number | boolean | undefined {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
		return value;
	}
	try {
		const json = JSON.stringify(value) as string | undefined;
		// A date, also n8n's own, is its text without the quotes of JSON.
		const plain: unknown = json?.startsWith('"') ? JSON.parse(json) : json;
		return typeof plain === 'string' && plain !== 'null' ? plain : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Finds the variables that a text needs.
 * @param text e.g. `Hello {{name}}, it is {{system__time}}`
 * @returns their names in order, without those that ElevenLabs fills in itself, e.g. `['name']`
 */
export function variablesUsedIn(text: string): string[] {
	const names = [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map((match) => (match[1] ?? '').trim());
	return [...new Set(names)].filter((name) => name !== '' && !name.startsWith(RESERVED_PREFIX));
}

/** Keys of a tool's schema whose value is the name of a variable (SDK 2.73: LiteralJsonSchemaProperty, ConvAiDynamicVariable). */
const NAMING_KEYS = ['dynamic_variable', 'allowed_values_dynamic_variable', 'variable_name'];

/**
 * Finds the variables that tools need, in their texts and by name in their schemas. Those that the
 * tools fill in themselves, from what they answer, are not needed.
 * @param tools any part of an agent's tools
 */
export function variablesUsedByTools(tools: unknown): string[] {
	const used = new Set<string>();
	const assigned = new Set<string>();
	const visit = (value: unknown, key: string, names: Set<string>) => {
		if (typeof value === 'string') {
			if (NAMING_KEYS.includes(key)) names.add(value.trim());
			else for (const name of variablesUsedIn(value)) names.add(name);
		} else if (Array.isArray(value)) {
			for (const entry of value) visit(entry, key, names);
		} else if (typeof value === 'object' && value !== null) {
			for (const [name, child] of Object.entries(value)) {
				visit(child, name, name === 'assignments' ? assigned : names);
			}
		}
	};
	visit(tools, '', used);
	return [...used].filter(
		(name) => name !== '' && !name.startsWith(RESERVED_PREFIX) && !assigned.has(name),
	);
}
