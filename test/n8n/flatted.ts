/**
 * Reads the format that n8n stores and sends execution data in (npm's `flatted`): a JSON list of values, in which a string
 * inside an object or a list is the index of the value meant.
 */
export function parseFlatted(text: string): unknown {
	const values = JSON.parse(text) as unknown[];
	const read = new Map<number, unknown>();

	function valueAt(index: number): unknown {
		const value = values[index];
		if (typeof value !== 'object' || value === null) return value;
		if (read.has(index)) return read.get(index);
		const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		read.set(index, copy);
		for (const [key, part] of Object.entries(value)) {
			const meant: unknown = typeof part === 'string' ? valueAt(Number(part)) : part;
			Object.defineProperty(copy, key, {
				value: meant,
				writable: true,
				enumerable: true,
				configurable: true,
			});
		}
		return copy;
	}

	return valueAt(0);
}
