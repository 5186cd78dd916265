/** Labels of parameters as the editor shows them, by the name of the parameter. */
export type Labels = Readonly<Record<string, string>>;

/** @returns the name itself if the parameter has no label */
export function labelOf(labels: Labels, name: string): string {
	return (Object.hasOwn(labels, name) ? labels[name] : undefined) ?? name;
}
