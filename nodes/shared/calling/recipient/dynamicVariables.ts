import { unsendableIn } from '../../json';
import { CHECK_EXPRESSION, noValueIn, quoted, trimmed } from '../../values';
import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import type { Result } from '../../result';
import { valid } from '../../result';

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
): Result<DynamicVariables> {
	const variables: DynamicVariables = {};
	const failures: Failure[] = [];
	const refuse = (message: string, advice: string) =>
		failures.push(parameterFailure(parameter, message, advice));

	for (const { name: written, value } of supplied) {
		if (value === null || value === undefined) continue;
		const name = trimmed(written);
		const wrong = noValueIn(value);
		if (name === '') {
			refuse('has a variable without a name', 'Give each variable the name the agent uses for it.');
		} else if (noValueIn(name) !== undefined) {
			refuse(`has the name '${name}', which is not a value`, CHECK_EXPRESSION);
		} else if (name.startsWith(RESERVED_PREFIX)) {
			refuse(
				`has the reserved name '${name}'`,
				`ElevenLabs sets variables that start with ${RESERVED_PREFIX}. Choose another name.`,
			);
		} else if (Object.hasOwn(variables, name)) {
			refuse(`sets '${name}' more than once`, 'Keep only one of the values.');
		} else if (wrong !== undefined) {
			refuse(`has ${quoted(wrong)} for '${name}', which is not a value`, CHECK_EXPRESSION);
		} else if (asSent(value) === undefined) {
			refuse(`has no usable value for '${name}'`, CHECK_EXPRESSION);
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
	return failures.length > 0 ? { ok: false, failures } : valid(variables);
}

/** Undefined if it has no JSON: a function, a Set, an object that contains itself. */
function asSent(value: unknown): string | number | boolean | undefined {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
		return value;
	}
	if (unsendableIn(value) !== undefined) return undefined;
	try {
		const json = JSON.stringify(value) as string | undefined;
		// A date, including Luxon's, is sent as its text without the quotes of JSON.
		const plain: unknown = json?.startsWith('"') ? JSON.parse(json) : json;
		return typeof plain === 'string' && plain !== 'null' ? plain : undefined;
	} catch {
		return undefined;
	}
}

/** A name in a text. Template tags such as `{{#if vip}}` and expressions such as `{{a + b}}` don't count. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u;

/** Looks like a name, but is the tag between the two halves of an `{{#if}}`. */
const ELSE = 'else';

/**
 * Finds the variables that a text needs.
 * @param text e.g. `Hello {{name}}, it is {{system__time}}`
 * @returns their names in order, without those that ElevenLabs fills in itself, e.g. `['name']`
 */
export function variablesUsedIn(text: string): string[] {
	const names = [...text.matchAll(/\{\{([^{}]*)\}\}/g)]
		.filter((match) => !isInThreeBraces(text, match.index, match[0].length))
		.map((match) => (match[1] ?? '').trim());
	return [...new Set(names)].filter(
		(name) => NAME.test(name) && name !== ELSE && !name.startsWith(RESERVED_PREFIX),
	);
}

/** Whether `{{x}}` is part of `{{{x}}}`, and not just next to the braces of JSON. */
function isInThreeBraces(text: string, start: number, length: number): boolean {
	return text[start - 1] === '{' && text[start - 2] !== '{' && text[start + length] === '}';
}

/** Keys of a tool's schema whose value is the name of a variable (SDK 2.73: LiteralJsonSchemaProperty, ConvAiDynamicVariable). */
const NAMING_KEYS = ['dynamic_variable', 'allowed_values_dynamic_variable', 'variable_name'];

/**
 * Finds the variables that tools need, in their texts and by name in their schemas. Variables that
 * the tools set from their answers are not needed.
 * @param tools any part of an agent's tools
 */
export function variablesUsedByTools(tools: unknown): string[] {
	const used = new Set<string>();
	const visit = (value: unknown, key: string) => {
		if (typeof value === 'string') {
			if (NAMING_KEYS.includes(key)) used.add(value.trim());
			else for (const name of variablesUsedIn(value)) used.add(name);
		} else if (Array.isArray(value)) {
			for (const entry of value) visit(entry, key);
		} else if (typeof value === 'object' && value !== null) {
			for (const [name, child] of Object.entries(value)) {
				if (name !== 'assignments') visit(child, name);
			}
		}
	};
	visit(tools, '');
	const assigned = variablesAssignedIn(tools);
	return [...used].filter((name) => isNeeded(name) && !assigned.includes(name));
}

/**
 * Finds the variables that an agent's workflow or procedures need, by the lists that ElevenLabs keeps
 * of them (`referenced_dynamic_variables`, e.g. in SDK 2.73's ProcedureRefResponseModel).
 * @param part of an agent, in which these lists may be anywhere
 */
export function variablesReferencedIn(part: unknown): string[] {
	const names = new Set<string>();
	const visit = (value: unknown) => {
		if (typeof value !== 'object' || value === null) return;
		for (const [key, child] of Object.entries(value)) {
			if (key !== 'referenced_dynamic_variables') visit(child);
			else if (Array.isArray(child)) {
				for (const name of child) if (typeof name === 'string') names.add(name.trim());
			}
		}
	};
	visit(part);
	return [...names].filter(isNeeded);
}

/**
 * Finds the variables that get their values during the call: from what tools answer
 * (`assignments`), and from the nodes of a workflow that update its state (`updates`).
 * @param part of an agent, in which these may be anywhere
 */
export function variablesAssignedIn(part: unknown): string[] {
	const names = new Set<string>();
	const visit = (value: unknown, key: string, isAssignment: boolean) => {
		if (typeof value === 'string') {
			if (isAssignment && NAMING_KEYS.includes(key)) names.add(value.trim());
		} else if (typeof value === 'object' && value !== null) {
			for (const [name, child] of Object.entries(value)) {
				visit(child, name, isAssignment || name === 'assignments' || name === 'updates');
			}
		}
	};
	visit(part, '', false);
	return [...names];
}

function isNeeded(name: string): boolean {
	return name !== '' && !name.startsWith(RESERVED_PREFIX);
}
