/*
 * The endpoints, below the base URL of a region. IDs are encoded, so that none of them
 * can send a request to another path.
 */

const AGENTS = '/v1/convai/agents';
const BATCH_CALLS = '/v1/convai/batch-calling';
const CONVERSATIONS = '/v1/convai/conversations';
const PHONE_NUMBERS = '/v1/convai/phone-numbers';
const WEBHOOKS = '/v1/workspace/webhooks';

const under = (list: string, id: string) => `${list}/${encodeURIComponent(id)}`;

export const PATHS = {
	agents: AGENTS,
	agent: (id: string) => under(AGENTS, id),
	branches: (agentId: string) => `${under(AGENTS, agentId)}/branches`,
	batchCalls: `${BATCH_CALLS}/workspace`,
	submitBatchCall: `${BATCH_CALLS}/submit`,
	batchCall: (id: string) => under(BATCH_CALLS, id),
	cancelBatchCall: (id: string) => `${under(BATCH_CALLS, id)}/cancel`,
	retryBatchCall: (id: string) => `${under(BATCH_CALLS, id)}/retry`,
	conversations: CONVERSATIONS,
	conversation: (id: string) => under(CONVERSATIONS, id),
	recording: (conversationId: string) => `${under(CONVERSATIONS, conversationId)}/audio`,
	liveCount: '/v1/convai/analytics/live-count',
	llms: '/v1/convai/llm/list',
	/** New; hosts of residency regions may lack it. */
	phoneNumbers: '/v1/convai/v2/phone-numbers',
	/** All numbers at once, with fewer filters. */
	allPhoneNumbers: PHONE_NUMBERS,
	phoneNumber: (id: string) => under(PHONE_NUMBERS, id),
	settings: '/v1/convai/settings',
	voices: '/v2/voices',
	webhooks: WEBHOOKS,
	webhook: (id: string) => under(WEBHOOKS, id),
	/** All accounts at once. */
	whatsAppAccounts: '/v1/convai/whatsapp-accounts',
	whatsAppCall: '/v1/convai/whatsapp/outbound-call',
};

/** Where a call is placed, by the provider of the number that dials. */
export const OUTBOUND_CALL_PATHS = {
	twilio: '/v1/convai/twilio/outbound-call',
	sip_trunk: '/v1/convai/sip-trunk/outbound-call',
	exotel: '/v1/convai/exotel/outbound-call',
};

/** A provider whose numbers can place calls, as the API names it. */
export type DialingProvider = keyof typeof OUTBOUND_CALL_PATHS;
