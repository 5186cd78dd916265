import { invalidProviderConfig } from '../server/apiErrors';
import { refusalOf } from '../calls/outcomes';
import { outboundCallFields } from '../schema/requestBodies';
import type { PhoneNumber, Provider } from '../schema/wireTypes';
import { calledAgent, callingNumber, requireDialable } from './callers';
import type { Endpoint } from './endpoint';
import { bodyOf } from './endpoint';

/** On a SIP trunk, the carrier's ID has another name. */
const callIdName = (provider: Provider) => (provider === 'sip_trunk' ? 'sip_call_id' : 'callSid');

function requireProvider({ phone_number_id: id, ...number }: PhoneNumber, provider: Provider) {
	if (number.provider !== provider) {
		throw invalidProviderConfig(
			`Phone number ${id} has provider ${number.provider}, expected ${provider}.`,
		);
	}
}

const outboundCall = (path: string, provider: Provider): Endpoint => ({
	method: 'POST',
	path,
	scope: 'convai_write',
	dials: true,
	answer({ recorded, refusal }, { workspace, calls }) {
		const body = bodyOf(recorded, outboundCallFields[provider]);
		const agent = calledAgent(workspace, body.agent_id, body.conversation_initiation_client_data);
		const from = callingNumber(workspace, body.agent_phone_number_id);
		requireProvider(from, provider);
		requireDialable(from);

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
		const call = calls.place({ agent, from, number: toNumber, body, requestId: recorded.id });
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
