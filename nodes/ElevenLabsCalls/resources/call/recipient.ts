import type { AssignmentValue, FieldType, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { validateFieldType } from 'n8n-workflow';
import type {
	DynamicVariables,
	SuppliedVariable,
} from '../../../shared/calling/recipient/dynamicVariables';
import type { RunLimits } from '../../parameters/runLimits';
import { readRunLimits } from '../../parameters/runLimits';
import {
	isBlank,
	noValueIn,
	readBoolean,
	readSwitchIn,
	readCode,
	readCollection,
	readKey,
	readNumber,
	trimmed,
} from '../../../shared/values';
import { readDynamicVariables } from '../../../shared/calling/recipient/dynamicVariables';
import type { ConversationOverrides } from '../../../shared/calling/recipient/overrides';
import { readJsonObject, readOverrides } from '../../../shared/calling/recipient/overrides';
import type { NumberingPlans } from '../../../shared/calling/recipient/phoneNumber';
import { readPhoneNumber } from '../../../shared/calling/recipient/phoneNumber';
import type { Result, Problem } from '../../../shared/result';
import { all, invalid, valid } from '../../../shared/result';
import { CHOOSE_ONE, usable } from '../../itemParameters';
import { readLookedUpId } from '../../../shared/ids';
import { agentId as agentIdField } from '../../parameters/agentId';
import { phoneNumberId as phoneNumberIdField } from '../../parameters/phoneNumberId';
import type { CallWaitSettings } from './callWait';
import { readWait } from './callWait';
import { readDefaultCountry } from '../../../shared/calling/recipient/defaultCountry';
import type { GuardSettings } from '../../../shared/calling/guards';
import { readGuards } from '../../../shared/calling/guards';
import { onceForAll } from './onceForAll';
import { readStart } from '../../../shared/calling/recipient/startSettings';

/** One item's parameters, read and checked as far as that goes without asking ElevenLabs. */
export interface Recipient {
	agentId: string;
	phoneNumberId: string;
	/** E.164. */
	toNumber: string;
	dynamicVariables: DynamicVariables;
	/** The label of the parameter that they are given in. */
	variablesParameter: string;
	overrides: ConversationOverrides;
	/** Values by parameter name; what they may be depends on the phone number's provider. */
	telephony: Record<string, unknown>;
	checkAgent: boolean;
	guards: GuardSettings;
	limits: RunLimits;
	wait: CallWaitSettings;
	userId?: string;
	branchId?: string;
	environment?: string;
	customLlmExtraBody?: Record<string, unknown>;
	startingWorkflowNodeId?: string;
	procedureIds?: string[];
}

/**
 * Makes the reader of a run's items.
 * @returns reads one item; throws ExpressionError and the like, from n8n, where a parameter can't be
 *   evaluated
 */
export function recipientReader(
	context: IExecuteFunctions,
	plans: NumberingPlans,
): (item: number) => Result<Recipient> {
	const part = <T>(names: string[], read: (item: number) => T) => onceForAll(context, names, read);
	const options = part(['options'], (item) =>
		usable(readCollection(context.getNodeParameter('options', item, {}), 'Options')),
	);
	const mode = part(
		['dynamicVariablesMode'],
		(item) => context.getNodeParameter('dynamicVariablesMode', item, 'fields') as unknown,
	);
	const agentId = part(['agentId'], (item) => readLookedUp(context, item, agentIdField));
	const phoneNumberId = part(['phoneNumberId'], (item) =>
		readLookedUp(context, item, phoneNumberIdField),
	);
	const toNumber = part(['toNumber', 'options'], (item) => {
		const bare = readDefaultCountry(options(item).defaultCountry);
		return bare.ok
			? readPhoneNumber(context.getNodeParameter('toNumber', item), plans, bare.value)
			: bare;
	});
	const dynamicVariables = part(
		['dynamicVariablesMode', 'dynamicVariables', 'dynamicVariablePairs', 'dynamicVariablesJson'],
		(item) => readVariables(context, item, mode(item)),
	);
	const overrides = part(['overrides'], (item) => readOverrideFields(context, item));
	const telephony = part(['telephony'], (item) =>
		readCollection(context.getNodeParameter('telephony', item, {}), 'Telephony'),
	);
	const wait = part(['waitForCompletion', 'maxWaitMinutes', 'simplify'], (item) =>
		valid(readWait(context, item)),
	);
	const settings = part(['options'], (item) => readSettings(options(item), plans));

	return (item) => {
		// Where several can't be evaluated, the first of these is the one that is named.
		options(item);
		return all<Recipient>({
			agentId: agentId(item),
			phoneNumberId: phoneNumberId(item),
			toNumber: toNumber(item),
			dynamicVariables: dynamicVariables(item),
			variablesParameter: valid(variablesLabel(mode(item))),
			overrides: overrides(item),
			telephony: telephony(item),
			wait: wait(item),
			...settings(item),
		});
	};
}

/** @param options those that were added */
function readSettings(options: Record<string, unknown>, plans: NumberingPlans) {
	return {
		checkAgent: readSwitchIn(options, 'checkAgent', 'Check Agent', true),
		guards: readGuards(options, plans),
		limits: readRunLimits(options),
		userId: readKey(options.userId, 'User ID'),
		branchId: readCode(options.branchId, 'Branch ID'),
		environment: readCode(options.environment, 'Environment'),
		customLlmExtraBody: readJsonObject(options.customLlmExtraBody, 'Custom LLM Extra Body (JSON)'),
		...readStart(options),
	};
}

function readLookedUp(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: INodeProperties,
): Result<string> {
	const value = context.getNodeParameter(name, item, '', { extractValue: true }) as unknown;
	return readLookedUpId(value, displayName, CHOOSE_ONE);
}

function readOverrideFields(
	context: IExecuteFunctions,
	item: number,
): Result<ConversationOverrides> {
	const set = readCollection(context.getNodeParameter('overrides', item, {}), 'Overrides');
	if (!set.ok) return set;
	const { moreOverrides, ...fields } = set.value;
	return readOverrides(
		Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, locatorValue(value)])),
		moreOverrides,
	);
}

/** A resource locator inside of a collection comes as it is stored. */
function locatorValue(value: unknown): unknown {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;
}

function variablesLabel(mode: unknown): string {
	if (mode === 'json') return 'Variables (JSON)';
	return mode === 'pairs' ? 'Variables' : 'Agent Variables';
}

function readVariables(
	context: IExecuteFunctions,
	item: number,
	mode: unknown,
): Result<DynamicVariables> {
	const label = variablesLabel(mode);
	if (mode === 'pairs') return readPairs(context, item, label);
	if (mode !== 'json') return readFields(context, item, label);
	const object = readJsonObject(
		withoutMissing(context.getNodeParameter('dynamicVariablesJson', item, '{}')),
		label,
	);
	return object.ok ? readDynamicVariables(supplied(object.value ?? {}), label) : object;
}

/** A variable without a value is not given. */
function withoutMissing(values: unknown): unknown {
	if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function supplied(values: object): SuppliedVariable[] {
	return Object.entries(values).map(([name, value]) => ({ name, value: value as unknown }));
}

/**
 * The fields of the agent. They are typed here and not by n8n, which makes a 0 of a blank cell. A
 * field left blank is not given: whether the call can do without it, the agent says.
 */
function readFields(
	context: IExecuteFunctions,
	item: number,
	label: string,
): Result<DynamicVariables> {
	const mapped = readCollection(context.getNodeParameter('dynamicVariables', item, {}), label);
	if (!mapped.ok) return mapped;
	const values = readCollection(mapped.value.value, label);
	if (!values.ok) return values;
	const { schema } = mapped.value as { schema?: Array<{ id?: unknown; type?: unknown }> | null };
	const types = new Map((schema ?? []).map(({ id, type }) => [id, type]));
	const given = supplied(values.value)
		.filter(({ value }) => !isBlank(value))
		.map((variable) => ({ ...variable, type: types.get(variable.name) }));
	return readTyped(given, label);
}

function readPairs(
	context: IExecuteFunctions,
	item: number,
	label: string,
): Result<DynamicVariables> {
	const collection = readCollection(
		context.getNodeParameter('dynamicVariablePairs', item, {}),
		label,
	);
	if (!collection.ok) return collection;
	const { assignments = [] } = collection.value;
	if (!Array.isArray(assignments)) {
		return invalid(label, 'must hold names and values', 'Check the expression for this item.');
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

function readTyped(
	variables: Array<SuppliedVariable & { type: unknown }>,
	label: string,
): Result<DynamicVariables> {
	const typed: SuppliedVariable[] = [];
	const problems: Problem[] = [];
	for (const { name, value, type } of variables) {
		const read = typedValue(value, type, trimmed(name));
		if (read === undefined) {
			problems.push({
				parameter: label,
				message: `has no ${String(type)} for '${trimmed(name)}'`,
				advice: `Check the value of '${trimmed(name)}' for this item, or change its type.`,
			});
		} else typed.push({ name, value: read.value });
	}
	return problems.length > 0 ? { ok: false, problems } : readDynamicVariables(typed, label);
}

/** @returns undefined where the value isn't one of its type */
function typedValue(value: unknown, type: unknown, name: string): { value: unknown } | undefined {
	// What is no value is named as such, whatever its type.
	if (noValueIn(value) !== undefined) return { value };
	if (type === undefined || type === 'string') {
		return { value: typeof value === 'object' ? value : String(value) };
	}
	if (type === 'number' || type === 'boolean') {
		const read =
			type === 'number' ? readNumber(value, name, { min: -Infinity }) : readBoolean(value, name);
		return read.ok ? { value: read.value } : undefined;
	}
	const read = validateFieldType(name, value, type as FieldType);
	return read.valid ? { value: read.newValue } : undefined;
}
