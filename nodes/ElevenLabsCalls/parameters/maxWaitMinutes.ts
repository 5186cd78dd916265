import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readNumberOf } from '../itemParameters';

/** How long to wait for the end of a call. */
export const maxWaitMinutes: INodeProperties = {
	displayName: 'Max Wait (Minutes)',
	name: 'maxWaitMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 15,
	description:
		'How long to wait for a call to end. After that, the item comes out with timed_out and what is known so far.',
};

/**
 * Reads how long to wait for the end of a call.
 * @param field the parameter, with the default that blank means
 * @returns milliseconds
 * @throws ItemFailure if it isn't a number of at least 0
 */
export function readMaxWaitMs(
	context: IExecuteFunctions,
	item: number,
	field = maxWaitMinutes,
): number {
	return readNumberOf(context, item, field, { min: 0 }) * 60_000;
}
