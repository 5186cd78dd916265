import type { Field, JsonObject } from '../schema/pydantic';

const operators = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in'] as const;

type Operator = (typeof operators)[number];

/** `name:operator:value`; an empty value means that the variable is not set. */
export interface VariableFilter {
	name: string;
	operator: Operator;
	value: string;
}

const shape = new RegExp(`^([^:]+):(${operators.join('|')}):(.*)$`, 's');

export function parseVariableFilter(parameter: string): VariableFilter | undefined {
	const [, name, operator, value] = shape.exec(parameter) ?? [];
	if (name === undefined || operator === undefined || value === undefined) return undefined;
	return { name, operator: operator as Operator, value };
}

const comparesNumbers = (operator: Operator) => /^[gl]t/.test(operator);

const isNumber = (words: string) => words.trim() !== '' && Number.isFinite(Number(words));

export const variableFilter: Field = (value, loc, findings) => {
	const filter = parseVariableFilter(String(value));
	const problem = !filter
		? `Value error, expected name:op:value where op is one of ${operators.join('|')}`
		: comparesNumbers(filter.operator) && !isNumber(filter.value)
			? `Value error, ${filter.operator} requires a numeric value`
			: undefined;
	if (problem) findings.add(loc, 'value_error', problem);
};

export function matchesVariable(
	{ name, operator, value }: VariableFilter,
	variables: JsonObject,
): boolean {
	const held = Object.hasOwn(variables, name) ? variables[name] : null;
	const isSet = held !== null && held !== undefined;
	if (value === '') return operator === 'neq' ? isSet : !isSet;
	const words = String(held);
	switch (operator) {
		case 'eq':
			return isSet && words === value;
		case 'neq':
			return !isSet || words !== value;
		case 'in':
			return isSet && value.split('|').includes(words);
		case 'gt':
			return isSet && Number(words) > Number(value);
		case 'gte':
			return isSet && Number(words) >= Number(value);
		case 'lt':
			return isSet && Number(words) < Number(value);
		case 'lte':
			return isSet && Number(words) <= Number(value);
	}
}
