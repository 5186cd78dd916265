/** Closed sets of names in the API's schema; a test holds them against the official SDK. */
export const ttsModels = [
	'eleven_turbo_v2',
	'eleven_turbo_v2_5',
	'eleven_flash_v2',
	'eleven_flash_v2_5',
	'eleven_multilingual_v2',
	'eleven_v3_conversational',
	'eleven_v4',
	'eleven_v4_turbo',
] as const;

export const ttsModelFamilies = [
	'turbo',
	'flash',
	'multilingual',
	'v3_conversational',
	'v4',
	'v4_turbo',
] as const;

export const conversationSources = [
	'unknown',
	'android_sdk',
	'node_js_sdk',
	'react_native_sdk',
	'react_sdk',
	'js_sdk',
	'python_sdk',
	'widget',
	'sip_trunk',
	'twilio',
	'exotel',
	'genesys',
	'avaya',
	'audiocodes',
	'swift_sdk',
	'whatsapp',
	'twilio_sms',
	'flutter_sdk',
	'zendesk_integration',
	'slack_integration',
	'telegram_integration',
	'intercom_integration',
	'freshdesk_integration',
	'salesforce_integration',
	'template_preview',
	'genesys_bot_connector',
	'subagent_tool',
] as const;

export const conversationStatuses = [
	'initiated',
	'in-progress',
	'processing',
	'done',
	'failed',
] as const;

export const providers = ['twilio', 'sip_trunk', 'exotel'] as const;
