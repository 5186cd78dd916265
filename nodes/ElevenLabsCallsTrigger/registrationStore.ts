import type { IDataObject } from 'n8n-workflow';
import type { Registration } from './registrationPlan';

/**
 * What the node keeps of its registration in the workflow's static data, as n8n's own triggers do.
 * @returns undefined where there is none that could be used
 */
export function readRegistration(staticData: IDataObject): Registration | undefined {
	const { webhookId, webhookSecret, agentIds } = staticData;
	if (typeof webhookId !== 'string' || typeof webhookSecret !== 'string') return undefined;
	return {
		webhookId,
		secret: webhookSecret,
		agentIds: Array.isArray(agentIds) ? agentIds.map(String) : [],
	};
}

/** Keeps a registration, or forgets the one there was. */
export function keepRegistration(staticData: IDataObject, registration?: Registration): void {
	delete staticData.webhookId;
	delete staticData.webhookSecret;
	delete staticData.agentIds;
	if (registration === undefined) return;
	staticData.webhookId = registration.webhookId;
	staticData.webhookSecret = registration.secret;
	staticData.agentIds = registration.agentIds;
}
