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

/** What a webhook can be attached to an agent or a workspace for. */
export const subscribedEvents = [
	'transcript',
	'audio',
	'call_initiation_failure',
	'answering_machine_detection',
	'unredacted_transcript',
	'unredacted_audio',
] as const;

/** Other events of a webhook, which aren't about calls. */
export const workspaceWebhookEvents = [
	'voice_library_removal_notice',
	'speech_to_text',
	'agent_qa',
	'flows',
] as const;

export const transcriptFormats = ['json', 'opentelemetry'] as const;

export const callResults = ['success', 'failure', 'unknown'] as const;

export const guardrailTypes = [
	'custom',
	'prompt_injection',
	'self_harm_intent',
	'violence_graphic',
	'sexual',
	'violence',
	'harassment',
	'sexual_minors',
	'self_harm',
	'self_harm_instructions',
	'harassment_threatening',
	'hate',
	'hate_threatening',
	'profanity',
	'religion_or_politics',
	'medical_and_legal',
	'guardrail',
] as const;

export const sortDirections = ['asc', 'desc'] as const;

export const providers = ['twilio', 'sip_trunk', 'exotel'] as const;
