import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { record } from '../shared/elevenlabs/schemas';
import type { Registration } from './registrationPlan';

const kept = z.object({
	webhookId: z.string(),
	webhookSecret: z.string(),
	holderIds: z.array(z.coerce.string()).optional().catch(undefined),
	previous: z.record(record).optional().catch(undefined),
	// As version 0.1.0 kept them.
	agentIds: z.array(z.coerce.string()).optional().catch(undefined),
	formers: z.record(record).optional().catch(undefined),
});

/**
 * Reads the registration that the node keeps in the workflow's static data, as n8n's own triggers do.
 * @returns undefined if there is none, or it can't be used
 */
export function readRegistration(staticData: IDataObject): Registration | undefined {
	const read = kept.safeParse({ ...staticData });
	if (!read.success) return undefined;
	const { webhookId, webhookSecret: secret, holderIds, previous, agentIds, formers } = read.data;
	return {
		webhookId,
		secret,
		holderIds: holderIds ?? agentIds ?? [],
		previous: previous ?? formers ?? {},
	};
}

/** Keeps a registration, or removes the one that is kept. */
export function keepRegistration(staticData: IDataObject, registration?: Registration): void {
	// Version 0.1.0 also kept deliveries here.
	for (const name of [...Object.keys(kept.shape), 'deliveries']) delete staticData[name];
	if (registration === undefined) return;
	staticData.webhookId = registration.webhookId;
	staticData.webhookSecret = registration.secret;
	staticData.holderIds = registration.holderIds;
	staticData.previous = registration.previous;
}
