/** `1234.5` as `1,235`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** `2.5` as `2.50`. */
export const hundredths = (value: number): string => value.toFixed(2);

/** `0.953` as `95.3%`. */
export const percent = (value: number): string => `${Number((value * 100).toFixed(1))}%`;

/** Bytes as `12` megabytes, or a dash where they are not known. */
export const megabytes = (bytes: number): string =>
	Number.isNaN(bytes) ? '–' : whole(bytes / 2 ** 20);

/** A table whose first column is text and whose others are figures. */
export function table(header: string[], rows: string[][]): string {
	const lines = [header, ...rows];
	const widths = header.map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	const text = ([first = '', ...others]: string[]) =>
		[
			first.padEnd(widths[0] ?? 0),
			...others.map((cell, index) => cell.padStart(widths[index + 1] ?? 0)),
		].join('   ');
	const [head = '', ...body] = lines.map(text);
	return [head, '-'.repeat(head.length), ...body].map((line) => `  ${line}`).join('\n');
}
