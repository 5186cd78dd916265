import type { IExecuteFunctions } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

/**
 * Reads a part of the items of a run, item after item. What holds no expression is the same for every
 * item and is read once: n8n goes through the whole description of the node for each parameter that it
 * is asked for.
 * @param names of the parameters that the part is made of
 * @param read gives an item's part; what it throws is thrown each time
 */
export function readOncePerRun<T>(
	context: IExecuteFunctions,
	names: string[],
	read: (item: number) => T,
): (item: number) => T {
	const differs = names.some((name) =>
		holdsExpression(context.getNodeParameter(name, 0, null, { rawExpressions: true })),
	);
	let known: { item: number; part: T } | undefined;
	return (item) => {
		if (known === undefined || (differs && known.item !== item)) {
			known = { item, part: read(item) };
		}
		return known.part;
	};
}

function holdsExpression(value: unknown): boolean {
	return typeof value === 'object' && value !== null
		? Object.values(value).some(holdsExpression)
		: isExpression(value);
}
