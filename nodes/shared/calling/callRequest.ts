import type { DynamicVariables } from './dynamicVariables';
import type { ConversationOverrides } from './overrides';
import type { TelephonyConfig } from './telephony';

/** One call as the workflow wants it, every part read and checked. */
export interface WishedCall {
	agentId: string;
	phoneNumberId: string;
	/** E.164. */
	toNumber: string;
	overrides: ConversationOverrides;
	dynamicVariables: DynamicVariables;
	userId?: string;
	branchId?: string;
	environment?: string;
	customLlmExtraBody?: Record<string, unknown>;
	telephony: TelephonyConfig;
}

/** The body of `POST /v1/convai/{twilio,sip-trunk,exotel}/outbound-call`. */
export interface CallRequest {
	agent_id: string;
	agent_phone_number_id: string;
	to_number: string;
	conversation_initiation_client_data?: Record<string, unknown>;
	telephony_call_config?: TelephonyConfig;
}

/** Puts a call into the API's words. What was not set does not appear: a null or {} is not "not set" there. */
export function buildCallRequest(call: WishedCall): CallRequest {
	const initiation = withoutEmpty({
		conversation_config_override: call.overrides,
		custom_llm_extra_body: call.customLlmExtraBody,
		user_id: call.userId,
		branch_id: call.branchId,
		environment: call.environment,
		dynamic_variables: call.dynamicVariables,
	});
	return {
		agent_id: call.agentId,
		agent_phone_number_id: call.phoneNumberId,
		to_number: call.toNumber,
		...withoutEmpty({
			conversation_initiation_client_data: initiation,
			telephony_call_config: call.telephony,
		}),
	};
}

function withoutEmpty<T extends Record<string, unknown>>(parts: T): Partial<T> {
	const filled = Object.entries(parts).filter(
		([, value]) =>
			value !== undefined &&
			!(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
	);
	return Object.fromEntries(filled) as Partial<T>;
}
