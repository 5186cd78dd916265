import { ApiError } from '../server/apiErrors';
import { subscribedEvents, transcriptFormats } from '../schema/enums';
import { isObject, listOf, model, nullable, oneOf, text, truth } from '../schema/pydantic';
import type { Workspace } from '../workspace/workspace';

/** The shape in which an agent and a workspace name their webhook: in it, only two fields may be null. */
export const postCallWebhookField = model({
	optional: {
		post_call_webhook_id: nullable(text()),
		events: listOf(oneOf(subscribedEvents)),
		transcript_format: oneOf(transcriptFormats),
		exclude_transcript: truth,
		send_audio: nullable(truth),
	},
});

/** Refuses a webhook that the workspace does not have. */
export function requireWebhook(workspace: Workspace, webhooks: unknown): void {
	const id = isObject(webhooks) ? webhooks.post_call_webhook_id : undefined;
	if (typeof id !== 'string' || workspace.webhooks.has(id)) return;
	throw new ApiError(400, {
		type: 'invalid_request',
		code: 'webhook_not_found',
		message: `Webhook with id ${id} not found.`,
	});
}
