import type { IWebhookFunctions } from 'n8n-workflow';
import { CREDENTIAL } from '../shared/elevenlabs/client';

/** How long the secrets of a credential are used before they are read again. */
const REMEMBERED_MS = 10_000;

interface Remembered {
	secrets: Promise<string[]>;
	/** Milliseconds since 1970. */
	readAt: number;
}

/** By the credential's ID. */
const remembered = new Map<string, Remembered>();

/**
 * Whether a secret in the credential fits. n8n starts an expression engine each time it reads a
 * credential, which makes bursts of deliveries slow. So its secrets are remembered for 10 seconds, and
 * read again before a delivery is refused: a secret that was added works at once.
 * @param fits whether one of these secrets signed the delivery
 */
export async function hasSecret(
	context: IWebhookFunctions,
	fits: (secrets: string[]) => boolean,
): Promise<boolean> {
	const { id } = context.getNode().credentials?.[CREDENTIAL] ?? {};
	if (!id) return fits(await readSecrets(context));
	const known = remembered.get(id);
	const age = Date.now() - (known?.readAt ?? 0);
	const isFresh = age >= 0 && age < REMEMBERED_MS;
	if (known !== undefined && isFresh && fits(await known.secrets)) return true;
	const read = { secrets: readSecrets(context), readAt: Date.now() };
	remembered.set(id, read);
	read.secrets.catch(() => remembered.delete(id));
	return fits(await read.secrets);
}

async function readSecrets(context: IWebhookFunctions): Promise<string[]> {
	const { webhookSecret } = await context.getCredentials(CREDENTIAL);
	return webhookSecrets(webhookSecret);
}

/** The secrets in the credential: one, or several separated by commas, spaces or line breaks. */
export function webhookSecrets(field: unknown): string[] {
	return typeof field === 'string' ? field.split(/[\s,;]+/).filter((secret) => secret !== '') : [];
}
