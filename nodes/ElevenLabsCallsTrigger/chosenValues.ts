/**
 * What was chosen in a field of several values. An expression may give one value in place of a list,
 * values with spaces around them, or nothing.
 * @returns each value once; what can't be a value is left out
 */
export function chosenValues(field: unknown): string[] {
	const values = [field]
		.flat()
		.map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''))
		.map((value) => value.trim())
		.filter((value) => value !== '');
	return [...new Set(values)];
}
