/** The API's own shapes, as the official SDK reads them off the wire: seed data that strays from them does not compile. */
import type { AgentSummaryResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/AgentSummaryResponseModel';
import type { GetAgentResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/GetAgentResponseModel';
import type { GetPhoneNumbersPageResponseModelPhoneNumbersItem } from '@elevenlabs/elevenlabs-js/serialization/types/GetPhoneNumbersPageResponseModelPhoneNumbersItem';
import type { LlmListResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/LlmListResponseModel';
import type { Voice as SdkVoice } from '@elevenlabs/elevenlabs-js/serialization/types/Voice';

export type Agent = GetAgentResponseModel.Raw;
export type AgentSummary = AgentSummaryResponseModel.Raw;
export type PhoneNumber = GetPhoneNumbersPageResponseModelPhoneNumbersItem.Raw;
export type Provider = PhoneNumber['provider'];
export type LlmList = LlmListResponseModel.Raw;
export type Voice = SdkVoice.Raw;
