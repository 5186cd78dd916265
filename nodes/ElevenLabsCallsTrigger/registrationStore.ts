import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { record } from '../shared/elevenlabs/pagination';
import type { Registration } from './registrationPlan';

const keptFormers = z.record(record).catch({});

/**
 * What the node keeps of its registration in the workflow's static data, as n8n's own triggers do.
 * @returns undefined where there is none that could be used
 */
export function readRegistration(staticData: IDataObject): Registration | undefined {
	const { webhookId, webhookSecret, agentIds, formers } = staticData;
	if (typeof webhookId !== 'string' || typeof webhookSecret !== 'string') return undefined;
	return {
		webhookId,
		secret: webhookSecret,
		agentIds: Array.isArray(agentIds) ? agentIds.map(String) : [],
		formers: keptFormers.parse(formers),
	};
}

/** Keeps a registration, or forgets the one there was. */
export function keepRegistration(staticData: IDataObject, registration?: Registration): void {
	delete staticData.webhookId;
	delete staticData.webhookSecret;
	delete staticData.agentIds;
	delete staticData.formers;
	if (registration === undefined) return;
	staticData.webhookId = registration.webhookId;
	staticData.webhookSecret = registration.secret;
	staticData.agentIds = registration.agentIds;
	staticData.formers = registration.formers;
}
