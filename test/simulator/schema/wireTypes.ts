/** The API's own shapes, as the official SDK reads them off the wire: seed data that strays from them does not compile. */
import type { AgentBranchSummary } from '@elevenlabs/elevenlabs-js/serialization/types/AgentBranchSummary';
import type { AgentSummaryResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/AgentSummaryResponseModel';
import type { BatchCallDetailedResponse } from '@elevenlabs/elevenlabs-js/serialization/types/BatchCallDetailedResponse';
import type { BatchCallRecipientStatus } from '@elevenlabs/elevenlabs-js/serialization/types/BatchCallRecipientStatus';
import type { BatchCallResponse } from '@elevenlabs/elevenlabs-js/serialization/types/BatchCallResponse';
import type { CallResult as SdkCallResult } from '@elevenlabs/elevenlabs-js/serialization/types/CallResult';
import type { ConversationHistoryBatchCallModel } from '@elevenlabs/elevenlabs-js/serialization/types/ConversationHistoryBatchCallModel';
import type { ConversationHistoryMetadataCommonModelPhoneCall } from '@elevenlabs/elevenlabs-js/serialization/types/ConversationHistoryMetadataCommonModelPhoneCall';
import type { ConversationHistoryTranscriptResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/ConversationHistoryTranscriptResponseModel';
import type { ConversationSummaryResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/ConversationSummaryResponseModel';
import type { ConvAiWebhooks } from '@elevenlabs/elevenlabs-js/serialization/types/ConvAiWebhooks';
import type { EvaluationSuccessResult } from '@elevenlabs/elevenlabs-js/serialization/types/EvaluationSuccessResult';
import type { GetAgentResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/GetAgentResponseModel';
import type { GetConvAiSettingsResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/GetConvAiSettingsResponseModel';
import type { GetConversationResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/GetConversationResponseModel';
import type { GetConversationsPageResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/GetConversationsPageResponseModel';
import type { GetLiveCountResponse } from '@elevenlabs/elevenlabs-js/serialization/types/GetLiveCountResponse';
import type { GetWhatsAppAccountResponse } from '@elevenlabs/elevenlabs-js/serialization/types/GetWhatsAppAccountResponse';
import type { GetPhoneNumbersPageResponseModelPhoneNumbersItem } from '@elevenlabs/elevenlabs-js/serialization/types/GetPhoneNumbersPageResponseModelPhoneNumbersItem';
import type { ListResponseAgentBranchSummary } from '@elevenlabs/elevenlabs-js/serialization/types/ListResponseAgentBranchSummary';
import type { LlmListResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/LlmListResponseModel';
import type { Voice as SdkVoice } from '@elevenlabs/elevenlabs-js/serialization/types/Voice';
import type { OutboundCallRecipientResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/OutboundCallRecipientResponseModel';
import type { WebhookEventType } from '@elevenlabs/elevenlabs-js/serialization/types/WebhookEventType';
import type { WorkspaceWebhookEventType } from '@elevenlabs/elevenlabs-js/serialization/types/WorkspaceWebhookEventType';
import type { WorkspaceWebhookResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/WorkspaceWebhookResponseModel';

export type Agent = GetAgentResponseModel.Raw;
export type AgentSummary = AgentSummaryResponseModel.Raw;
export type Branch = AgentBranchSummary.Raw;
export type BranchList = ListResponseAgentBranchSummary.Raw;
export type PhoneNumber = GetPhoneNumbersPageResponseModelPhoneNumbersItem.Raw;
export type Provider = PhoneNumber['provider'];
/** What a call goes through. */
export type Channel = Provider | 'whatsapp';
export type WhatsAppAccount = GetWhatsAppAccountResponse.Raw;
/** What a call comes from: a phone number, or a WhatsApp account. */
export type Caller = Pick<PhoneNumber, 'phone_number_id' | 'phone_number'> & { provider: Channel };
export type BatchCall = BatchCallResponse.Raw;
export type BatchCallDetails = BatchCallDetailedResponse.Raw;
/** The batch that a conversation belongs to. */
export type BatchCallLink = ConversationHistoryBatchCallModel.Raw;
export type BatchRecipient = OutboundCallRecipientResponseModel.Raw;
export type BatchRecipientStatus = BatchCallRecipientStatus.Raw;
export type LlmList = LlmListResponseModel.Raw;
export type Voice = SdkVoice.Raw;
export type CallResult = SdkCallResult.Raw;
export type CallSuccess = EvaluationSuccessResult.Raw;
export type Conversation = GetConversationResponseModel.Raw;
export type ConversationStatus = Conversation['status'];
export type ConversationSummary = ConversationSummaryResponseModel.Raw;
export type ConversationsPage = GetConversationsPageResponseModel.Raw;
export type LiveCount = GetLiveCountResponse.Raw;
export type PhoneCall = ConversationHistoryMetadataCommonModelPhoneCall.Raw;
export type TranscriptItem = ConversationHistoryTranscriptResponseModel.Raw;
export type ConvAiSettings = GetConvAiSettingsResponseModel.Raw;
/** Which webhook a workspace or an agent has, and for what. */
export type PostCallWebhook = ConvAiWebhooks.Raw;
/** What a webhook can be attached for; the `type` of what it then receives goes by another name. */
export type SubscribedEvent = WebhookEventType.Raw;
export type WorkspaceWebhook = WorkspaceWebhookResponseModel.Raw;
export type WorkspaceWebhookEvent = WorkspaceWebhookEventType.Raw;
