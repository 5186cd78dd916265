import type { INodeProperties } from 'n8n-workflow';
import { readCodes } from '../../shared/codes';
import type { Result } from '../../shared/result';
import { invalid, valid } from '../../shared/result';
import { CHECK_EXPRESSION, isBlank, isRecord, readChoice, readCode } from '../../shared/values';
import type { Filter, FilterTexts } from './filters';
import type { FilterReader } from './filterValues';

/** The operator that finds conversations without the value. */
const NOT_SET = 'notSet';

/** How a condition compares. All but {@link NOT_SET} are the API's own values. */
const operators = [
	{ name: 'Does Not Equal', value: 'neq' },
	{ name: 'Equals', value: 'eq' },
	{ name: 'Is At Least', value: 'gte' },
	{ name: 'Is At Most', value: 'lte' },
	{ name: 'Is Greater Than', value: 'gt' },
	{ name: 'Is Less Than', value: 'lt' },
	{ name: 'Is Not Set', value: NOT_SET },
	{ name: 'Is One Of', value: 'in', description: 'Multiple values, separated by |' },
];

/** A filter by conditions on named values; all of them must hold. */
export function conditionFilter(query: string, texts: FilterTexts): Filter {
	return { query, read: conditionValues, property: { ...texts, ...conditions } };
}

const conditions = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Condition',
	default: { conditions: [{}] },
	options: [
		{
			displayName: 'Conditions',
			name: 'conditions',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. customer_id',
				},
				{
					displayName: 'Operator',
					name: 'operator',
					type: 'options',
					default: 'eq',
					options: operators,
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1042',
				},
			],
		},
	],
} satisfies Partial<INodeProperties>;

/** Conditions on named values, each as `name:operator:value`; blank values do not filter. */
export const conditionValues: FilterReader = (value, { label }) =>
	entriesOf(value, 'conditions', label, (entry) => {
		const name = nameIn(entry.name, label);
		if (!name.ok || name.value === undefined) return name;
		const operator = readChoice(entry.operator, label, operators.map(({ value }) => value).sort());
		if (!operator.ok) return operator;
		if (operator.value === NOT_SET) return valid(`${name.value}:eq:`);
		const isList = operator.value === 'in';
		const given = isList && typeof entry.value === 'string' ? entry.value.split('|') : entry.value;
		const wanted = readCodes(Array.isArray(given) ? given : [given], label);
		if (!wanted.ok) return wanted;
		// An empty value would find conversations without the value.
		if (wanted.value === undefined) return valid(undefined);
		return isList || wanted.value.length === 1
			? valid(`${name.value}:${operator.value}:${wanted.value.join('|')}`)
			: invalid(label, 'has several values in one condition', "Use 'Is One Of' for a list.");
	});

/** Results of evaluation criteria, each as `criterion:result`; blank ones do not filter. */
export const resultValues: FilterReader = (value, { label }) =>
	entriesOf(value, 'results', label, (entry) => {
		const criterion = nameIn(entry.criterion, label);
		if (!criterion.ok || criterion.value === undefined || isBlank(entry.result))
			return criterion.ok ? valid(undefined) : criterion;
		const result = readChoice(entry.result, label, ['success', 'failure', 'unknown']);
		return result.ok ? valid(`${criterion.value}:${result.value}`) : result;
	});

/** A filter by how the agent's evaluation criteria were met. */
export const evaluationFilter: Filter = {
	query: 'evaluation_params',
	read: resultValues,
	property: {
		displayName: 'Evaluation Results',
		name: 'evaluationResults',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Result',
		default: { results: [{}] },
		description: "Results of the agent's evaluation criteria",
		options: [
			{
				displayName: 'Results',
				name: 'results',
				values: [
					{
						displayName: 'Criterion ID',
						name: 'criterion',
						type: 'string',
						default: '',
						placeholder: 'e.g. appointment_booked',
					},
					{
						displayName: 'Result',
						name: 'result',
						type: 'options',
						default: 'success',
						options: [
							{ name: 'Failure', value: 'failure' },
							{ name: 'Success', value: 'success' },
							{ name: 'Unknown', value: 'unknown' },
						],
					},
				],
			},
		],
	},
};

function nameIn(value: unknown, label: string): Result<string | undefined> {
	const name = readCode(value, label);
	return name.ok && name.value?.includes(':')
		? invalid(label, 'has a name with a colon', 'Enter only the name, as ElevenLabs shows it.')
		: name;
}

/** Reads the entries of a fixed collection; blank ones are left out. */
function entriesOf(
	value: unknown,
	name: string,
	label: string,
	read: (entry: Record<string, unknown>) => Result<string | undefined>,
): Result<string[] | undefined> {
	if (isBlank(value)) return valid(undefined);
	const entries = isRecord(value) ? (value[name] ?? []) : undefined;
	if (!Array.isArray(entries) || !entries.every(isRecord)) {
		return invalid(label, `must be a list of ${name}`, CHECK_EXPRESSION);
	}
	const texts: string[] = [];
	for (const entry of entries) {
		const text = read(entry);
		if (!text.ok) return text;
		if (text.value !== undefined) texts.push(text.value);
	}
	return valid(texts.length === 0 ? undefined : texts);
}
