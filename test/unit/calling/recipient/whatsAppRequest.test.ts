import type { CallSettings } from '../../../../nodes/shared/calling/recipient/callRequest';
import { initiationOf } from '../../../../nodes/shared/calling/recipient/callRequest';
import { buildWhatsAppRequest } from '../../../../nodes/shared/calling/recipient/whatsAppRequest';

const call: CallSettings = {
	agentId: 'agent_a',
	toNumber: '+12025550142',
	overrides: { agent: { language: 'de' } },
	dynamicVariables: { name: 'Ada' },
	userId: 'crm-1042',
};

it('has the fields of the API, the number in digits, and the same data as a phone call', () => {
	const body = buildWhatsAppRequest(call, {
		accountId: '106540352242922',
		permissionTemplate: 'call_permission',
		permissionTemplateLanguage: 'en_US',
	});
	expect(Object.entries(body)).toEqual([
		['agent_id', 'agent_a'],
		['whatsapp_phone_number_id', '106540352242922'],
		['whatsapp_user_id', '12025550142'],
		['whatsapp_call_permission_request_template_name', 'call_permission'],
		['whatsapp_call_permission_request_template_language_code', 'en_US'],
		['conversation_initiation_client_data', initiationOf(call)],
	]);
	expect(initiationOf(call)).toMatchObject({
		conversation_config_override: { agent: { language: 'de' } },
		dynamic_variables: { name: 'Ada' },
		user_id: 'crm-1042',
	});
});
