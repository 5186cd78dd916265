import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import type { ItemOutput, ItemResult } from './itemResult';

/**
 * Works on one item.
 * @throws anything that keeps the item from having an output
 */
export type ItemOperation = (
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
) => Promise<ItemOutput[]>;

/** Works on all items of a run. What goes wrong with an item is in that item's result. */
export type RunOperation = (
	this: IExecuteFunctions,
	client: ElevenLabsClient,
) => Promise<ItemResult[]>;

/** An operation: how the user chooses it, its fields, and what the router needs to know to run it. */
export type Operation = (
	| {
			ofItem: ItemOperation;
			/** How many items are worked on at once; one if absent. */
			atOnce?: number;
	  }
	| { ofRun: RunOperation }
) & {
	/** Its name in the list of operations. */
	name: string;
	/** Its name among the actions of the node. */
	action: string;
	description: string;
	/** What an AI agent's model reads, in place of the description. */
	toolDescription?: string;
	/** What n8n's assistant must know when it builds a workflow. */
	hint?: string;
	fields: INodeProperties[];
	/** If it calls people: what the error of a stopped run says about running the node again. */
	runAgainWarning?: string;
	/** Results of an earlier try of this run, for when a later one can't even begin. */
	knownResults?: (context: IExecuteFunctions) => ItemResult[];
};

/** For operations that read one small answer for each item. */
export const SMALL_READS = { atOnce: 4 };

/** A resource: all fields that the user sees for it, and its operations. */
export interface Resource {
	description: INodeProperties[];
	operations: Record<string, Operation>;
}

/**
 * Puts the operations of a resource together.
 * @param first the operation that is chosen until the user chooses another
 * @param operations in the order in which the user sees them, which is by name
 */
export function resource<Name extends string>(
	value: string,
	first: NoInfer<Name>,
	operations: Record<Name, Operation>,
): Resource {
	const listed = Object.entries<Operation>(operations);
	return {
		operations,
		description: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: [value] } },
				default: first,
				options: listed.map(([operation, { name, action, description, hint }]) => ({
					name,
					value: operation,
					action,
					description,
					...(hint === undefined ? {} : { builderHint: { propertyHint: hint } }),
				})),
			},
			...listed.flatMap(([operation, { fields, description, toolDescription = description }]) => [
				toolDescriptionField(value, operation, toolDescription),
				...fields,
			]),
		],
	};
}

/**
 * What an AI agent's model reads about the node as its tool. Without a field of this name, n8n adds one
 * whose text is only the action, e.g. "Make outbound call in ElevenLabs Calls".
 */
function toolDescriptionField(resource: string, operation: string, text: string): INodeProperties {
	return {
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 5 },
		default: text,
		required: true,
		description: 'What the AI model reads about this tool: what it does, and when to use it',
		displayOptions: {
			show: { '@tool': [true], resource: [resource], operation: [operation] },
		},
	};
}
