/** The secrets that the credential holds: one, or several with commas, spaces or lines between them. */
export function webhookSecrets(field: unknown): string[] {
	return typeof field === 'string' ? field.split(/[\s,;]+/).filter((secret) => secret !== '') : [];
}
