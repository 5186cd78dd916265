import type { IExecuteFunctions } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

/**
 * Reads one part of each item of a run. A part without an expression is the same for every
 * item and is read once, because n8n goes through the whole description of the node for each
 * parameter that it reads.
 * @param names of the parameters in the part
 * @param read reads the part of an item; what it throws is thrown each time
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
