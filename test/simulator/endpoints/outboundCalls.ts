import { documentNotFound, invalidProviderConfig } from '../server/apiErrors';
import { requireBranch } from '../workspace/branches';
import { refusalOf } from '../calls/outcomes';
import { isObject } from '../schema/pydantic';
import { outboundCallFields } from '../schema/requestBodies';
import type { PhoneNumber, Provider } from '../schema/wireTypes';
import type { Endpoint } from './endpoint';
import { bodyOf } from './endpoint';

/** On a SIP trunk, the carrier's ID has another name. */
const callIdName = (provider: Provider) => (provider === 'sip_trunk' ? 'sip_call_id' : 'callSid');

function requireDialable(number: PhoneNumber, provider: Provider): void {
	const { phone_number_id: id } = number;
	if (number.provider !== provider) {
		throw invalidProviderConfig(
			`Phone number ${id} has provider ${number.provider}, expected ${provider}.`,
		);
	}
	// The wording of these two isn't documented; that they cannot dial is.
	if (number.provider === 'sip_trunk' && !number.outbound_trunk) {
		throw invalidProviderConfig(`Phone number ${id} has no outbound trunk configured.`);
	}
	if (number.supports_outbound === false) {
		throw invalidProviderConfig(`Phone number ${id} does not support outbound calls.`);
	}
}

const outboundCall = (path: string, provider: Provider): Endpoint => ({
	method: 'POST',
	path,
	scope: 'convai_write',
	dials: true,
	answer({ recorded, refusal }, { workspace, calls }) {
		const body = bodyOf(recorded, outboundCallFields[provider]);
		const agentId = String(body.agent_id);
		const agent = workspace.agents.get(agentId);
		if (!agent) throw documentNotFound(agentId);
		const { conversation_initiation_client_data: data } = body;
		if (isObject(data) && typeof data.branch_id === 'string')
			requireBranch(workspace, agent, data.branch_id);
		const phoneNumberId = String(body.agent_phone_number_id);
		const from = workspace.phoneNumbers.get(phoneNumberId);
		if (!from) throw documentNotFound(phoneNumberId);
		requireDialable(from, provider);

		const toNumber = String(body.to_number);
		const refused = refusal ?? refusalOf(toNumber);
		if (refused !== undefined) {
			return {
				success: false,
				message: refused,
				conversation_id: null,
				[callIdName(provider)]: null,
			};
		}
		const call = calls.place(agent, from, toNumber, body, recorded.id);
		return {
			success: true,
			message: 'Call initiated successfully',
			conversation_id: call.conversationId,
			[callIdName(provider)]: call.callSid,
		};
	},
});

export const twilioOutboundCall = outboundCall('/v1/convai/twilio/outbound-call', 'twilio');
export const sipTrunkOutboundCall = outboundCall('/v1/convai/sip-trunk/outbound-call', 'sip_trunk');
export const exotelOutboundCall = outboundCall('/v1/convai/exotel/outbound-call', 'exotel');
