import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readCodes } from '../../shared/codes';
import type { Result } from '../../shared/result';
import { invalid, valid } from '../../shared/result';
import { CHECK_EXPRESSION, readBoolean, readChoice } from '../../shared/values';
import { valueOrThrow } from '../itemParameters';
import { isToolNode } from '../toolUse';

/** What comes out of a simplified response. */
export interface SimplifiedOutput {
	/** The field that says what came out; always among the selected ones. */
	id: string;
	/** The fields that come out by default, most useful first. */
	fields: string[];
	/** Fields that come out on request. */
	details?: Detail[];
}

/** A group of fields that the user can add. */
export interface Detail {
	name: string;
	value: string;
	description: string;
	fields: string[];
}

/** Whether a response comes out as ElevenLabs sent it, and otherwise which fields do. */
export interface ShownParts {
	isRaw: boolean;
	fields: string[];
}

/** Whether the output has only the most useful fields. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	displayOptions: { show: { '@tool': [false] } },
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The same for the tool of an AI agent, as n8n's guidelines have it. */
export const toolOutput: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { '@tool': [true] } },
	default: 'simplified',
	description: 'How much of the response the AI agent gets',
	options: [
		{ name: 'Simplified', value: 'simplified', description: 'The most useful fields' },
		{ name: 'Raw', value: 'raw', description: 'The response as ElevenLabs sent it' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'The fields you choose' },
	],
};

const CHOICES = ['simplified', 'raw', 'selectedFields'] as const;

const selectedFields: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	noDataExpression: true,
	displayOptions: { show: { '@tool': [true], output: ['selectedFields'] } },
	default: [],
};

const include: INodeProperties = {
	displayName: 'Include',
	name: 'include',
	type: 'multiOptions',
	displayOptions: { show: { '@tool': [false], simplify: [true] } },
	default: [],
	description: 'Details to add to the simplified output',
};

/** The fields for what comes out of a response: Simplify, or Output for the tool of an AI agent. */
export function outputFields(simplified: SimplifiedOutput): INodeProperties[] {
	const { details = [] } = simplified;
	return [
		simplify,
		...(details.length === 0 ? [] : [{ ...include, options: details.map(optionOf) }]),
		toolOutput,
		selectionOf(simplified),
	];
}

/** The field that selects fields, for the tool of an AI agent. */
export function selectionOf(simplified: SimplifiedOutput): INodeProperties {
	return {
		...selectedFields,
		description: `The fields the AI agent gets, in addition to ${simplified.id}`,
		options: selectable(simplified)
			.sort((a, b) => a.localeCompare(b))
			.map((name) => ({ name, value: name })),
	};
}

/**
 * Reads what comes out of a response.
 * @throws ItemFailure if a setting can't be understood
 */
export function readShownParts(
	context: IExecuteFunctions,
	item: number,
	simplified: SimplifiedOutput,
): ShownParts {
	const given = ({ name, default: absent }: INodeProperties): unknown =>
		context.getNodeParameter(name, item, absent);
	if (!isToolNode(context)) {
		const isRaw = !valueOrThrow(readBoolean(given(simplify), simplify.displayName));
		const { fields, details = [] } = simplified;
		if (isRaw || details.length === 0) return { isRaw, fields };
		const wanted = valueOrThrow(
			readNames(
				given(include),
				include,
				details.map(({ value }) => value),
			),
		);
		const added = details.filter(({ value }) => wanted.includes(value));
		return {
			isRaw,
			fields: [...new Set([...fields, ...added.flatMap((detail) => detail.fields)])],
		};
	}
	const output = valueOrThrow(readChoice(given(toolOutput), toolOutput.displayName, CHOICES));
	if (output !== 'selectedFields') return { isRaw: output === 'raw', fields: simplified.fields };
	const wanted = valueOrThrow(
		readNames(given(selectedFields), selectedFields, selectable(simplified)),
	);
	return { isRaw: false, fields: [...new Set([...wanted, simplified.id])] };
}

/** The fields of a simplified output that were asked for, in their order, as far as they are there. */
export function shownFields(simple: IDataObject, { fields }: ShownParts): IDataObject {
	return Object.fromEntries(
		fields.flatMap((name) => (name in simple ? [[name, simple[name]]] : [])),
	);
}

function selectable({ id, fields, details = [] }: SimplifiedOutput): string[] {
	const all = new Set([...fields, ...details.flatMap((detail) => detail.fields)]);
	all.delete(id);
	return [...all];
}

function optionOf({ name, value, description }: Detail) {
	return { name, value, description };
}

function readNames(
	value: unknown,
	{ displayName }: Pick<INodeProperties, 'displayName'>,
	known: string[],
): Result<string[]> {
	const names = readCodes(value, displayName);
	if (!names.ok) return names;
	const unknown = names.value?.find((name) => !known.includes(name));
	return unknown === undefined
		? valid(names.value ?? [])
		: invalid(
				displayName,
				`has '${unknown}', which is not a valid value`,
				`Use: ${known.join(', ')}. ${CHECK_EXPRESSION}`,
			);
}
