/** The middle one of the values; of an even number of them the upper middle one. */
export const median = (values: number[]): number =>
	[...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
