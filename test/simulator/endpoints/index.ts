import { getAgent, listAgents, updateAgent } from './agents';
import {
	cancelBatchCall,
	deleteBatchCall,
	getBatchCall,
	listBatchCalls,
	retryBatchCall,
	submitBatchCall,
} from './batchCalls';
import { listBranches } from './branches';
import {
	deleteConversation,
	getConversation,
	getConversationAudio,
	listConversations,
	liveCount,
} from './conversations';
import type { Endpoint } from './endpoint';
import { listLlms } from './llms';
import { exotelOutboundCall, sipTrunkOutboundCall, twilioOutboundCall } from './outboundCalls';
import { getPhoneNumber, listPhoneNumbers, listPhoneNumbersV2 } from './phoneNumbers';
import { getSettings, updateSettings } from './settings';
import { listVoices } from './voices';
import { createWebhook, deleteWebhook, listWebhooks, updateWebhook } from './webhooks';
import { listWhatsAppAccounts, whatsAppOutboundCall } from './whatsApp';

export function endpoints(has: { phoneNumbersV2: boolean }): Endpoint[] {
	return [
		listAgents,
		getAgent,
		updateAgent,
		listBranches,
		listPhoneNumbers,
		...(has.phoneNumbersV2 ? [listPhoneNumbersV2] : []),
		getPhoneNumber,
		listVoices,
		listLlms,
		twilioOutboundCall,
		sipTrunkOutboundCall,
		exotelOutboundCall,
		listWhatsAppAccounts,
		whatsAppOutboundCall,
		submitBatchCall,
		listBatchCalls,
		getBatchCall,
		cancelBatchCall,
		retryBatchCall,
		deleteBatchCall,
		listConversations,
		getConversation,
		getConversationAudio,
		deleteConversation,
		liveCount,
		listWebhooks,
		createWebhook,
		updateWebhook,
		deleteWebhook,
		getSettings,
		updateSettings,
	];
}
