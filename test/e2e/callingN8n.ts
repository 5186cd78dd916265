/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CredentialToImport, N8nInstance, StartOptions } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Simulator } from '../simulator/simulator';
import { CREDENTIAL } from './rowsWorkflow';

/** For `beforeAll`: the first run installs n8n. */
export const START_MS = 1_200_000;

/** What docs/never-twice.md advises for an n8n that starts many executions. */
export const ADVISED_SETTINGS = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

/**
 * A real n8n with the packed package and a credential for the simulator.
 * @param credentialId under which workflows use it
 * @param credentials further ones
 */
export async function startCallingN8n(
	simulator: Simulator,
	options: Pick<StartOptions, 'installation' | 'userFolder' | 'env'> = {},
	credentialId = CREDENTIAL.id,
	credentials: CredentialToImport[] = [],
): Promise<N8nInstance> {
	const packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	try {
		return await startN8n({
			...options,
			tarballs: [await packTarball(packed)],
			credentials: [
				{
					...CREDENTIAL,
					id: credentialId,
					type: 'elevenLabsCallsApi',
					data: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
				},
				...credentials,
			],
			// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
			log: (line) => console.log(line),
		});
	} finally {
		rmSync(packed, { recursive: true, force: true });
	}
}
