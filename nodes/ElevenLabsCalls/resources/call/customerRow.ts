import type { AssignmentValue, FieldType, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { validateFieldType } from 'n8n-workflow';
import type { DynamicVariables, SuppliedVariable } from '../../../shared/calling/dynamicVariables';
import { readAllowedNumbers } from '../../../shared/calling/allowedNumbers';
import { isBlank } from '../../../shared/values';
import { readCallingHours } from '../../../shared/calling/callingHours';
import { readDynamicVariables } from '../../../shared/calling/dynamicVariables';
import type { ConversationOverrides } from '../../../shared/calling/overrides';
import { readJsonObject, readOverrides } from '../../../shared/calling/overrides';
import type { NationalNumberReader } from '../../../shared/calling/phoneNumber';
import { readPhoneNumber } from '../../../shared/calling/phoneNumber';
import type { Checked } from '../../../shared/calling/problem';
import { all, invalid, valid } from '../../../shared/calling/problem';
import type { Guards } from './callGuards';
import type { CallWaitSettings } from './callWait';
import { readWait } from './callWait';
import { INTERNATIONAL_DIGITS } from '../../fields/options';
import { onceForAll } from './onceForAll';
import { readStart } from './startSettings';

/** One item's parameters, read and checked as far as that goes without asking ElevenLabs. */
export interface CustomerRow {
	agentId: string;
	phoneNumberId: string;
	/** E.164. */
	toNumber: string;
	dynamicVariables: DynamicVariables;
	/** The label of the parameter that they are given in. */
	variablesParameter: string;
	overrides: ConversationOverrides;
	/** Values by parameter name; what they may be depends on the phone number's provider. */
	telephony: IDataObject;
	checkAgent: boolean;
	guards: Guards;
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
export function customerRowReader(
	context: IExecuteFunctions,
	readNationalNumber: NationalNumberReader,
): (item: number) => Checked<CustomerRow> {
	const part = <T>(names: string[], read: (item: number) => T) => onceForAll(context, names, read);
	const options = part(
		['options'],
		(item) => context.getNodeParameter('options', item, {}) as IDataObject,
	);
	const mode = part(
		['dynamicVariablesMode'],
		(item) => context.getNodeParameter('dynamicVariablesMode', item, 'fields') as unknown,
	);
	const agentId = part(['agentId'], (item) => readId(context, item, 'agentId', 'Agent'));
	const phoneNumberId = part(['phoneNumberId'], (item) =>
		readId(context, item, 'phoneNumberId', 'Phone Number'),
	);
	const toNumber = part(['toNumber', 'options'], (item) =>
		readPhoneNumber(
			context.getNodeParameter('toNumber', item),
			bareNumberReading(options(item).defaultCountry),
			readNationalNumber,
		),
	);
	const dynamicVariables = part(
		['dynamicVariablesMode', 'dynamicVariables', 'dynamicVariablePairs', 'dynamicVariablesJson'],
		(item) => readVariables(context, item, mode(item)),
	);
	const overrides = part(['overrides'], (item) => readOverrideFields(context, item));
	const telephony = part(['telephony'], (item) =>
		valid(context.getNodeParameter('telephony', item, {}) as IDataObject),
	);
	const wait = part(['waitForCompletion', 'maxWaitMinutes', 'simplify'], (item) =>
		valid(readWait(context, item)),
	);
	const settings = part(['options'], (item) => readSettings(options(item)));

	return (item) => {
		// Where several can't be evaluated, the first of these is the one that is named.
		options(item);
		return all<CustomerRow>({
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

function readSettings(options: IDataObject) {
	return {
		checkAgent: valid(String(options.checkAgent) !== 'false'),
		guards: readGuards(options),
		userId: readText(options.userId, 'User ID'),
		branchId: readText(options.branchId, 'Branch ID'),
		environment: readText(options.environment, 'Environment'),
		customLlmExtraBody: readJsonObject(options.customLlmExtraBody, 'Custom LLM Extra Body (JSON)'),
		...readStart(options),
	};
}

function readGuards(options: IDataObject): Checked<Guards> {
	const { allowedNumbers, callingHours, deduplicationKey } = options;
	return all<Guards>({
		allowedNumbers:
			allowedNumbers === undefined ? valid(undefined) : readAllowedNumbers(allowedNumbers),
		callingHours:
			callingHours === undefined
				? valid(undefined)
				: readCallingHours((callingHours as { hours?: IDataObject }).hours ?? {}),
		deduplicationKey: deduplicationKey === undefined ? valid(undefined) : readKey(deduplicationKey),
		skipRepeatedNumbers: valid(String(options.skipRepeatedNumbers) !== 'false'),
		dryRun: valid(String(options.dryRun) === 'true'),
	});
}

/** A row without a key can't be told from others: whoever asks for keys wants nobody called without. */
function readKey(value: unknown): Checked<string> {
	return isBlank(value) || typeof value === 'object'
		? invalid(
				'Deduplication Key',
				isBlank(value) ? 'is empty' : 'is not a text',
				'Check the expression that gives it for this item.',
			)
		: valid(String(value).trim());
}

function readId(
	context: IExecuteFunctions,
	item: number,
	name: string,
	label: string,
): Checked<string> {
	const value = context.getNodeParameter(name, item, '', { extractValue: true }) as unknown;
	const advice = 'Choose one from the list, or check the expression for this item.';
	if (isBlank(value)) return invalid(label, 'is empty', advice);
	return typeof value === 'string' ? valid(value.trim()) : invalid(label, 'is not an ID', advice);
}

function bareNumberReading(option: unknown) {
	if (typeof option !== 'string' || ['', 'none'].includes(option.trim())) return undefined;
	return option === INTERNATIONAL_DIGITS ? 'international' : { country: option };
}

/** A blank text is not sent: a row that lacks the value is the common case. */
function readText(value: unknown, label: string): Checked<string | undefined> {
	if (isBlank(value)) return valid(undefined);
	if (typeof value === 'object') {
		return invalid(label, 'is not a text', 'Check the expression that gives it for this item.');
	}
	return valid(String(value).trim());
}

function readOverrideFields(
	context: IExecuteFunctions,
	item: number,
): Checked<ConversationOverrides> {
	const { moreOverrides, ...fields } = context.getNodeParameter(
		'overrides',
		item,
		{},
	) as IDataObject;
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
	return mode === 'pairs' ? 'Variables' : 'Variables of the Agent';
}

function readVariables(
	context: IExecuteFunctions,
	item: number,
	mode: unknown,
): Checked<DynamicVariables> {
	const label = variablesLabel(mode);
	if (mode === 'pairs') return readPairs(context, item, label);
	if (mode !== 'json') return readFields(context, item, label);
	const object = readJsonObject(
		context.getNodeParameter('dynamicVariablesJson', item, '{}'),
		label,
	);
	return object.ok ? readDynamicVariables(supplied(object.value ?? {}), label) : object;
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
): Checked<DynamicVariables> {
	const mapped = context.getNodeParameter('dynamicVariables', item, {}) as {
		value?: IDataObject | null;
		schema?: Array<{ id?: unknown; type?: unknown }> | null;
	};
	const types = new Map((mapped.schema ?? []).map(({ id, type }) => [id, type]));
	const given = supplied(mapped.value ?? {})
		.filter(({ value }) => !isBlank(value))
		.map((variable) => ({ ...variable, type: types.get(variable.name) }));
	return readTyped(given, label);
}

function readPairs(
	context: IExecuteFunctions,
	item: number,
	label: string,
): Checked<DynamicVariables> {
	const { assignments } = context.getNodeParameter('dynamicVariablePairs', item, {}) as {
		assignments?: Array<Partial<AssignmentValue> | null>;
	};
	const pairs = (Array.isArray(assignments) ? assignments : []).map((pair) => ({
		name: String(pair?.name ?? ''),
		value: pair?.value as unknown,
		type: pair?.type,
	}));
	return readTyped(
		// Only a text can be blank and still be given.
		pairs.filter(({ value, type }) => !isBlank(value) || (value === '' && isText(type))),
		label,
	);
}

function readTyped(
	variables: Array<SuppliedVariable & { type: unknown }>,
	label: string,
): Checked<DynamicVariables> {
	const typed: SuppliedVariable[] = [];
	for (const { name, value, type } of variables) {
		const read = isText(type)
			? { valid: true, newValue: typeof value === 'object' ? value : String(value) }
			: validateFieldType(name, value, type as FieldType);
		const isOdd = type === 'number' && !['number', 'string'].includes(typeof value);
		if (!read.valid || isOdd) {
			return invalid(
				label,
				`has no ${String(type)} for '${name}'`,
				`Check the value of '${name}' for this item, or change its type.`,
			);
		}
		typed.push({ name, value: read.newValue });
	}
	return readDynamicVariables(typed, label);
}

function isText(type: unknown): boolean {
	return type === undefined || type === 'string';
}
