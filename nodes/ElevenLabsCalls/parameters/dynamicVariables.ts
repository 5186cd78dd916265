import type { AssignmentValue, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';
import type {
	DynamicVariables,
	SuppliedVariable,
} from '../../shared/calling/recipient/dynamicVariables';
import { readDynamicVariables } from '../../shared/calling/recipient/dynamicVariables';
import { readJsonObject } from '../../shared/jsonParameter';
import type { Result } from '../../shared/result';
import { invalid } from '../../shared/result';
import { CHECK_EXPRESSION, isBlank, isRecord, readCollection } from '../../shared/values';
import { agentId } from './agentId';
import { readTyped } from './typedVariables';

const modeField: INodeProperties = {
	displayName: 'Dynamic Variables',
	name: 'dynamicVariablesMode',
	type: 'options',
	noDataExpression: true,
	default: 'fields',
	description: "Values for the {{variables}} in the agent's prompt and messages",
	builderHint: {
		propertyHint:
			'Use pairs: the fields can only be loaded in the editor, after the user has chosen an agent.',
	},
	options: [
		{
			name: 'Agent Variables',
			value: 'fields',
			description: 'One field for each variable the chosen agent uses',
		},
		{
			name: 'Key-Value Pairs',
			value: 'pairs',
			description: 'Use this if an expression chooses the agent, or to drag fields in',
		},
		{
			name: 'JSON',
			value: 'json',
			description: 'All variables as one object',
		},
	],
};

/**
 * Whether the fields are those of the chosen agent. n8n reads the fields again only if it can evaluate
 * every expression of the node, which it rarely can before the first run. So the fields are hidden
 * while they belong to another agent: n8n then discards them, and reads those of the new one. For the
 * same reason this parameter comes first, before any that may hold an expression.
 */
export const variablesFitAgent: INodeProperties = {
	displayName: 'Variables Fit Agent',
	name: 'variablesFitAgent',
	type: 'hidden',
	// The agent is given as its ID, or as a URL with the ID. Fields that don't say whose they are stay.
	default:
		"={{ [undefined, ...String($rawParameter.agentId).split(/[^\\w-]+/)].includes($rawParameter.dynamicVariables?.schema?.[0]?.agent) || String($rawParameter.agentId).startsWith('=') }}",
};

export const fieldsField: INodeProperties = {
	displayName: 'Agent Variables',
	name: 'dynamicVariables',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description:
		'The variables the agent needs; without them, the call would drop. You can add its other variables below the fields. If the agent has changed in ElevenLabs, choose ⋮ → Refresh Variable List.',
	displayOptions: {
		show: { dynamicVariablesMode: ['fields'] },
		hide: { agentId: [''], [variablesFitAgent.name]: [false] },
	},
	typeOptions: {
		loadOptionsDependsOn: ['options.branchId'],
		resourceMapper: {
			resourceMapperMethod: 'getDynamicVariables',
			mode: 'map',
			refreshIncompleteSchemaOnOpen: true,
			refreshStaleSchemaOnOpen: true,
			fieldWords: { singular: 'variable', plural: 'variables' },
			// Shows the required fields, and offers the others in a list.
			addAllFields: false,
			supportAutoMap: false,
			noFieldsError: 'This agent uses no variables.',
			valuesLabel: 'Agent Variables',
		},
	},
};

const pairsField: INodeProperties = {
	displayName: 'Variables',
	name: 'dynamicVariablePairs',
	type: 'assignmentCollection',
	default: {},
	description: 'The name of each variable, as in the agent, and its value',
	displayOptions: { show: { dynamicVariablesMode: ['pairs'] } },
};

const jsonField: INodeProperties = {
	displayName: 'Variables (JSON)',
	name: 'dynamicVariablesJson',
	type: 'json',
	default: '{}',
	placeholder: 'e.g. { "customer_name": "Ada", "balance": 12.5 }',
	description: 'An object with the name and value of each variable',
	displayOptions: { show: { dynamicVariablesMode: ['json'] } },
};

/** What to do if the agent needs a variable that it didn't need when the fields were read. */
export const MISSING_FIELD = 'If one has no field, choose ⋮ → Refresh Variable List.';

/** How the agent's variables are given, and the three ways to give them. */
export const dynamicVariables: INodeProperties[] = [modeField, fieldsField, pairsField, jsonField];

/** Labels of the three ways to give variables, by mode. */
const LABELS: Record<string, string> = {
	fields: fieldsField.displayName,
	pairs: pairsField.displayName,
	json: jsonField.displayName,
};

/** The variables of an item, and the label of the parameter that they are given in. */
export interface GivenVariables {
	values: Result<DynamicVariables>;
	label: string;
}

/** Reads the dynamic variables of an item. */
export function readVariables(context: IExecuteFunctions, item: number): GivenVariables {
	const mode = context.getNodeParameter(modeField.name, item, modeField.default) as unknown;
	const label = LABELS[String(mode)] ?? fieldsField.displayName;
	return { label, values: readBy(mode, context, item, label) };
}

function readBy(
	mode: unknown,
	context: IExecuteFunctions,
	item: number,
	label: string,
): Result<DynamicVariables> {
	if (mode === 'pairs') return readPairs(context, item, label);
	if (mode !== 'json') return readFields(context, item, label);
	const object = readJsonObject(
		withoutMissing(context.getNodeParameter(jsonField.name, item, jsonField.default)),
		label,
	);
	return object.ok ? readDynamicVariables(supplied(object.value ?? {}), label) : object;
}

/** A variable without a value is not given. */
function withoutMissing(values: unknown): unknown {
	if (!isRecord(values)) return values;
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function supplied(values: object): SuppliedVariable[] {
	return Object.entries(values).map(([name, value]) => ({ name, value: value as unknown }));
}

/**
 * Reads the fields of the agent. Their types are applied here and not by n8n, which turns a blank cell
 * into 0. A blank field is not given; the check against the agent says if the call needs it.
 */
function readFields(
	context: IExecuteFunctions,
	item: number,
	label: string,
): Result<DynamicVariables> {
	const mapped = readCollection(context.getNodeParameter(fieldsField.name, item, {}), label);
	if (!mapped.ok) return mapped;
	const values = readCollection(mapped.value.value, label);
	if (!values.ok) return values;
	const { schema } = mapped.value as { schema?: StoredField[] | null };
	if (areDiscarded(context, item) || !fit(schema?.[0]?.agent, context, item)) {
		return invalid(label, 'belong to another agent', 'Choose ⋮ → Refresh Variable List.');
	}
	const types = new Map((schema ?? []).map(({ id, type }) => [id, type]));
	const given = supplied(values.value)
		.filter(({ value }) => !isBlank(value))
		.map((variable) => ({ ...variable, type: types.get(variable.name) }));
	return readTyped(given, label);
}

/** What n8n keeps of a field. */
interface StoredField {
	id?: unknown;
	type?: unknown;
	agent?: unknown;
}

/** Whether n8n drops the fields: in a workflow that has the result of {@link variablesFitAgent} as its value. */
function areDiscarded(context: IExecuteFunctions, item: number): boolean {
	const { name } = variablesFitAgent;
	return context.getNodeParameter(name, item, true, { rawExpressions: true }) === false;
}

/** The rule of {@link variablesFitAgent}, for workflows that were changed outside of the editor. */
function fit(agent: unknown, context: IExecuteFunctions, item: number): boolean {
	const locator: unknown = context.getNodeParameter(agentId.name, item, '', {
		rawExpressions: true,
	});
	const chosen = isRecord(locator) ? locator.value : locator;
	if (agent === undefined || isExpression(chosen)) return true;
	return String(chosen)
		.split(/[^\w-]+/)
		.includes(String(agent));
}

function readPairs(
	context: IExecuteFunctions,
	item: number,
	label: string,
): Result<DynamicVariables> {
	const collection = readCollection(context.getNodeParameter(pairsField.name, item, {}), label);
	if (!collection.ok) return collection;
	const { assignments = [] } = collection.value;
	if (!Array.isArray(assignments)) {
		return invalid(label, 'must be a list of names and values', CHECK_EXPRESSION);
	}
	const pairs = (assignments as Array<Partial<AssignmentValue> | null>).map((pair) => ({
		name: String(pair?.name ?? ''),
		value: pair?.value as unknown,
		type: pair?.type,
	}));
	return readTyped(
		// Only a text can be blank and still be given.
		pairs.filter(
			({ name, value, type }) =>
				!isBlank(value) ||
				(value === '' && [undefined, 'string'].includes(type) && name.trim() !== ''),
		),
		label,
	);
}
