/** The secrets in the credential: one, or several separated by commas, spaces or line breaks. */
export function webhookSecrets(field: unknown): string[] {
	return typeof field === 'string' ? field.split(/[\s,;]+/).filter((secret) => secret !== '') : [];
}
