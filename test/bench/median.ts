/** The middle value; with an even number of values, the upper middle one. */
export const median = (values: number[]): number =>
	[...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
