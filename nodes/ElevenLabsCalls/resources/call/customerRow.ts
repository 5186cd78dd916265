import type { AssignmentCollectionValue, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { validateFieldType } from 'n8n-workflow';
import type { DynamicVariables, SuppliedVariable } from '../../../shared/calling/dynamicVariables';
import { readDynamicVariables } from '../../../shared/calling/dynamicVariables';
import type { ConversationOverrides } from '../../../shared/calling/overrides';
import { readJsonObject, readOverrides } from '../../../shared/calling/overrides';
import type { NationalNumberReader } from '../../../shared/calling/phoneNumber';
import { readPhoneNumber } from '../../../shared/calling/phoneNumber';
import type { Checked } from '../../../shared/calling/problem';
import { all, invalid, valid } from '../../../shared/calling/problem';
import { INTERNATIONAL_DIGITS } from '../../fields/options';

/** One item's parameters, read and checked as far as that goes without asking ElevenLabs. */
export interface CustomerRow {
	agentId: string;
	phoneNumberId: string;
	/** E.164. */
	toNumber: string;
	dynamicVariables: DynamicVariables;
	overrides: ConversationOverrides;
	/** Values by parameter name; what they may be depends on the phone number's provider. */
	telephony: IDataObject;
	checkAgent: boolean;
	userId?: string;
	branchId?: string;
	environment?: string;
	customLlmExtraBody?: Record<string, unknown>;
}

/**
 * Reads one item.
 * @throws ExpressionError and the like, from n8n, where a parameter can't be evaluated
 */
export function readCustomerRow(
	context: IExecuteFunctions,
	item: number,
	readNationalNumber: NationalNumberReader,
): Checked<CustomerRow> {
	const options = context.getNodeParameter('options', item, {}) as IDataObject;
	return all<CustomerRow>({
		agentId: readId(context, item, 'agentId', 'Agent'),
		phoneNumberId: readId(context, item, 'phoneNumberId', 'Phone Number'),
		toNumber: readPhoneNumber(
			context.getNodeParameter('toNumber', item),
			bareNumberReading(options.defaultCountry),
			readNationalNumber,
		),
		dynamicVariables: readVariables(context, item),
		overrides: readOverrideFields(context, item),
		telephony: valid(context.getNodeParameter('telephony', item, {}) as IDataObject),
		checkAgent: valid(options.checkAgent !== false),
		userId: readText(options.userId),
		branchId: readText(options.branchId),
		environment: readText(options.environment),
		customLlmExtraBody: readJsonObject(options.customLlmExtraBody, 'Custom LLM Extra Body (JSON)'),
	});
}

function readId(
	context: IExecuteFunctions,
	item: number,
	name: string,
	label: string,
): Checked<string> {
	const value = context.getNodeParameter(name, item, '', { extractValue: true });
	const id = typeof value === 'string' ? value.trim() : '';
	return id === ''
		? invalid(label, 'is empty', 'Choose one from the list, or check the expression for this item.')
		: valid(id);
}

function bareNumberReading(option: unknown) {
	if (typeof option !== 'string' || option.trim() === '') return undefined;
	return option === INTERNATIONAL_DIGITS ? 'international' : { country: option };
}

/** A blank text is not sent: a row that lacks the value is the common case. */
function readText(value: unknown): Checked<string | undefined> {
	const text = value === undefined || value === null ? '' : String(value).trim();
	return valid(text === '' ? undefined : text);
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

function readVariables(context: IExecuteFunctions, item: number): Checked<DynamicVariables> {
	const mode = context.getNodeParameter('dynamicVariablesMode', item, 'fields');
	if (mode === 'json') {
		const label = 'Variables (JSON)';
		const object = readJsonObject(
			context.getNodeParameter('dynamicVariablesJson', item, '{}'),
			label,
		);
		return object.ok ? readDynamicVariables(supplied(object.value ?? {}), label) : object;
	}
	if (mode === 'pairs') return readPairs(context, item);

	// Only this path makes n8n turn each value into its field's type. A field left blank is not
	// given: whether the call can do without it, the agent says.
	const fields = context.getNodeParameter('dynamicVariables.value', item, {}) as IDataObject | null;
	const given = supplied(fields ?? {}).filter(({ value }) => value !== '');
	return readDynamicVariables(given, 'Variables of the Agent');
}

function supplied(values: object): SuppliedVariable[] {
	return Object.entries(values).map(([name, value]) => ({ name, value: value as unknown }));
}

function readPairs(context: IExecuteFunctions, item: number): Checked<DynamicVariables> {
	const label = 'Variables';
	const { assignments } = context.getNodeParameter('dynamicVariablePairs', item, {}) as
		AssignmentCollectionValue | { assignments?: undefined };
	const variables: SuppliedVariable[] = [];
	for (const { name, value, type } of assignments ?? []) {
		if (value === null || value === undefined) continue;
		const typed = validateFieldType(name, value, (type ?? 'string') as 'string');
		if (!typed.valid) {
			return invalid(
				label,
				`has no ${type} for '${name}'`,
				`Check the value of '${name}' for this item, or change its type.`,
			);
		}
		variables.push({ name, value: typed.newValue });
	}
	return readDynamicVariables(variables, label);
}
