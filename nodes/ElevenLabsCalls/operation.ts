import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
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

/** An operation, and what the router needs to know to run it. */
export type Operation = (
	| {
			ofItem: ItemOperation;
			/** How many items are worked on at once; one if absent. */
			atOnce?: number;
	  }
	| { ofRun: RunOperation }
) & {
	/** Whether a failed item says if its person may have been called. */
	callsPeople?: true;
	/** Results of an earlier try of this run, for when a later one can't even begin. */
	knownResults?: (context: IExecuteFunctions) => ItemResult[];
};

/** The values of a list of options. */
export type ValueOf<Options extends readonly INodePropertyOptions[]> = Options[number]['value'];

/** A resource: the fields of its operations, and their code. */
export interface Resource {
	description: INodeProperties[];
	operations: Record<string, Operation>;
}

/** For operations that read one small answer for each item. */
export const SMALL_READS = { atOnce: 4 };
