import type { ConvAiSettings } from '../../schema/wireTypes';

/** The default settings of a workspace. */
export const seedSettings: ConvAiSettings = {
	conversation_initiation_client_data_webhook: null,
	webhooks: {
		post_call_webhook_id: null,
		events: ['transcript'],
		transcript_format: 'json',
		exclude_transcript: false,
		send_audio: null,
	},
	can_use_mcp_servers: false,
	rag_retention_period_days: 10,
	conversation_embedding_retention_days: null,
	default_livekit_stack: 'standard',
};
