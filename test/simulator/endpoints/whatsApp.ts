import { documentNotFound } from '../server/apiErrors';
import { refusalOf } from '../calls/outcomes';
import { text } from '../schema/pydantic';
import { whatsAppOutboundCallFields } from '../schema/requestBodies';
import type { Endpoint } from './endpoint';
import { bodyOf, queryOf } from './endpoint';
import { calledAgent, whatsAppCaller } from './callers';

export const listWhatsAppAccounts: Endpoint = {
	method: 'GET',
	path: '/v1/convai/whatsapp-accounts',
	scope: 'convai_read',
	answer({ recorded }, { workspace }) {
		const { agent_id: agentId } = queryOf(recorded, { agent_id: text() });
		return {
			items: [...workspace.whatsAppAccounts.values()].filter(
				({ assigned_agent_id: assigned }) => agentId === undefined || assigned === agentId,
			),
		};
	},
};

/** If the person was never asked, this sends the question, and the call waits for the answer. */
export const whatsAppOutboundCall: Endpoint = {
	method: 'POST',
	path: '/v1/convai/whatsapp/outbound-call',
	scope: 'convai_write',
	dials: true,
	answer({ recorded, refusal }, { workspace, calls }) {
		const body = bodyOf(recorded, whatsAppOutboundCallFields);
		const agent = calledAgent(workspace, body.agent_id, body.conversation_initiation_client_data);
		const account = workspace.whatsAppAccounts.get(String(body.whatsapp_phone_number_id));
		if (!account) throw documentNotFound(String(body.whatsapp_phone_number_id));
		const from = whatsAppCaller(agent, account);
		const number = String(body.whatsapp_user_id);
		const refused = refusal ?? refusalOf(number);
		if (refused !== undefined) return { success: false, message: refused, conversation_id: null };
		const call = calls.place({ agent, from, number, body, requestId: recorded.id });
		return {
			success: true,
			message:
				call.permission === 'given'
					? 'Call initiated successfully'
					: 'Call permission request sent successfully',
			conversation_id: call.conversationId,
		};
	},
};
