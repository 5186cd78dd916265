import { getAgent, listAgents } from './agents';
import { deleteConversation, getConversation, listConversations, liveCount } from './conversations';
import type { Endpoint } from './endpoint';
import { listLlms } from './llms';
import { exotelOutboundCall, sipTrunkOutboundCall, twilioOutboundCall } from './outboundCalls';
import { getPhoneNumber, listPhoneNumbers, listPhoneNumbersV2 } from './phoneNumbers';
import { listVoices } from './voices';

export function endpoints(has: { phoneNumbersV2: boolean }): Endpoint[] {
	return [
		listAgents,
		getAgent,
		listPhoneNumbers,
		...(has.phoneNumbersV2 ? [listPhoneNumbersV2] : []),
		getPhoneNumber,
		listVoices,
		listLlms,
		twilioOutboundCall,
		sipTrunkOutboundCall,
		exotelOutboundCall,
		listConversations,
		getConversation,
		deleteConversation,
		liveCount,
	];
}
