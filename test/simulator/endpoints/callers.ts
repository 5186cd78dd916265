import { ApiError, documentNotFound, invalidProviderConfig } from '../server/apiErrors';
import { requireBranch } from '../workspace/branches';
import { isObject } from '../schema/pydantic';
import type { Agent, Caller, PhoneNumber, WhatsAppAccount } from '../schema/wireTypes';
import type { Workspace } from '../workspace/workspace';

/**
 * Finds the agent of a call, on the branch that its client data names.
 * @throws ApiError if there is no such agent or branch
 */
export function calledAgent(workspace: Workspace, id: unknown, clientData: unknown): Agent {
	const agent = workspace.agents.get(String(id));
	if (!agent) throw documentNotFound(String(id));
	if (isObject(clientData) && typeof clientData.branch_id === 'string')
		requireBranch(workspace, agent, clientData.branch_id);
	return agent;
}

/** @throws ApiError if there is no such number */
export function callingNumber(workspace: Workspace, id: unknown): PhoneNumber {
	const number = workspace.phoneNumbers.get(String(id));
	if (!number) throw documentNotFound(String(id));
	return number;
}

/** @throws ApiError if no call can start from this number, whatever the endpoint */
export function requireDialable(number: PhoneNumber): void {
	const { phone_number_id: id } = number;
	// The wording of these two isn't documented; that they cannot dial is.
	if (number.provider === 'sip_trunk' && !number.outbound_trunk) {
		throw invalidProviderConfig(`Phone number ${id} has no outbound trunk configured.`);
	}
	if (number.supports_outbound === false) {
		throw invalidProviderConfig(`Phone number ${id} does not support outbound calls.`);
	}
}

/** @throws ApiError if the conversations of an agent are not kept, which some kinds of calls need */
export function requireRetention({ agent_id: id, platform_settings: settings }: Agent): void {
	if (settings?.privacy?.zero_retention_mode !== true) return;
	throw new ApiError(400, {
		type: 'invalid_request',
		code: 'zero_retention_not_supported',
		message: `Agent ${id} has zero retention mode on.`,
	});
}

/** @throws ApiError if no call can start from this account */
export function whatsAppCaller(agent: Agent, account: WhatsAppAccount): Caller {
	requireRetention(agent);
	if (account.is_token_expired === true) {
		throw new ApiError(400, {
			type: 'invalid_request',
			code: 'whatsapp_token_expired',
			message: `The access token of WhatsApp account ${account.phone_number_id} has expired (190).`,
		});
	}
	return { ...account, provider: 'whatsapp' };
}
