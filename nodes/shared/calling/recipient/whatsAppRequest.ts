import type { CallRequest, CallSettings } from './callRequest';
import { initiationOf } from './callRequest';

/** What a WhatsApp call comes from, and how its recipient is asked for permission. */
export interface WhatsAppSender {
	/** Meta's ID of the account's phone number. */
	accountId: string;
	/** The name of a message template that asks for permission to call. */
	permissionTemplate: string;
	/** As WhatsApp writes it, e.g. `en_US`. */
	permissionTemplateLanguage: string;
}

/** The body of `POST /v1/convai/whatsapp/outbound-call`. */
export interface WhatsAppCallRequest extends CallRequest {
	whatsapp_phone_number_id: string;
	/** The recipient's number with country code: digits only. */
	whatsapp_user_id: string;
	whatsapp_call_permission_request_template_name: string;
	whatsapp_call_permission_request_template_language_code: string;
}

/** Builds the request of a WhatsApp call. */
export function buildWhatsAppRequest(
	call: CallSettings,
	sender: WhatsAppSender,
): WhatsAppCallRequest {
	return {
		agent_id: call.agentId,
		whatsapp_phone_number_id: sender.accountId,
		whatsapp_user_id: call.toNumber.replace(/\D/g, ''),
		whatsapp_call_permission_request_template_name: sender.permissionTemplate,
		whatsapp_call_permission_request_template_language_code: sender.permissionTemplateLanguage,
		conversation_initiation_client_data: initiationOf(call),
	};
}
