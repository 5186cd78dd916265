import type { IExecuteFunctions } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

/**
 * Reads a part of the items of a run. What holds no expression is the same for every item and is read
 * once: n8n goes through the whole description of the node for each parameter that it is asked for.
 * @param names of the parameters that the part is made of
 * @param read gives an item's part; what it throws is thrown for each item
 */
export function onceForAll<T>(
	context: IExecuteFunctions,
	names: string[],
	read: (item: number) => T,
): (item: number) => T {
	const differs = names.some((name) =>
		holdsExpression(context.getNodeParameter(name, 0, null, { rawExpressions: true })),
	);
	if (differs) return read;
	let known: { part: T } | undefined;
	return (item) => (known ??= { part: read(item) }).part;
}

function holdsExpression(value: unknown): boolean {
	return typeof value === 'object' && value !== null
		? Object.values(value).some(holdsExpression)
		: isExpression(value);
}
