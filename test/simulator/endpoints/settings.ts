import { postCallWebhookField, requireWebhook } from '../webhooks/postCallWebhook';
import { dictionary, integer, isObject, nullable, oneOf, truth } from '../schema/pydantic';
import { seedSettings } from '../workspace/seed/settings';
import type { ConvAiSettings } from '../schema/wireTypes';
import type { Endpoint } from './endpoint';
import { bodyOf } from './endpoint';

export const getSettings: Endpoint = {
	method: 'GET',
	path: '/v1/convai/settings',
	scope: 'convai_read',
	answer: (_request, { workspace }) => workspace.settings,
};

/** A setting is replaced as a whole: what is left out of `webhooks` is reset to its default. */
export const updateSettings: Endpoint = {
	method: 'PATCH',
	path: '/v1/convai/settings',
	scope: 'convai_write',
	answer({ recorded }, { workspace, deliveries }) {
		const body = bodyOf(recorded, {
			optional: {
				conversation_initiation_client_data_webhook: nullable(dictionary),
				webhooks: postCallWebhookField,
				can_use_mcp_servers: nullable(truth),
				rag_retention_period_days: nullable(integer()),
				conversation_embedding_retention_days: nullable(integer()),
				default_livekit_stack: nullable(oneOf(['standard', 'static'])),
			},
		});
		const { webhooks } = body;
		requireWebhook(workspace, webhooks);
		deliveries.collect();
		const changed: ConvAiSettings = { ...workspace.settings, ...body };
		if (webhooks !== undefined) {
			changed.webhooks = { ...seedSettings.webhooks, ...(isObject(webhooks) && webhooks) };
		}
		workspace.settings = changed;
		return changed;
	},
};
