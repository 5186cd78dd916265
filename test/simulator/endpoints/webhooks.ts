import { ApiError, documentNotFound } from '../server/apiErrors';
import { workspaceWebhookEvents } from '../schema/enums';
import type { Field, JsonObject } from '../schema/pydantic';
import {
	dictionary,
	isObject,
	isTrue,
	listOf,
	model,
	nullable,
	oneOf,
	text,
	truth,
} from '../schema/pydantic';
import type { Webhook } from '../webhooks/webhook';
import { newSecret, shownWebhook } from '../webhooks/webhook';
import type { WorkspaceWebhook, WorkspaceWebhookEvent } from '../schema/wireTypes';
import type { Workspace } from '../workspace/workspace';
import type { Endpoint } from './endpoint';
import { bodyOf, queryOf } from './endpoint';

const webAddress: Field = (value, loc, findings) => {
	text()(value, loc, findings);
	if (typeof value !== 'string') return;
	if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
		findings.add(loc, 'url_parsing', 'Input should be a valid URL');
	}
};

const headersIn = (value: unknown): Record<string, string> =>
	isObject(value)
		? Object.fromEntries(
				Object.entries(value).flatMap(([name, header]) =>
					typeof header === 'string' ? [[name, header]] : [],
				),
			)
		: {};

/** Where a webhook is attached; a created one that is attached nowhere receives nothing. */
function usageOf({ id }: Webhook, workspace: Workspace): NonNullable<WorkspaceWebhook['usage']> {
	const byAgent = [...workspace.agents.values()].some(
		({ platform_settings: settings }) =>
			settings?.workspace_overrides?.webhooks?.post_call_webhook_id === id,
	);
	const byWorkspace = workspace.settings.webhooks?.post_call_webhook_id === id;
	return [
		...(byAgent ? [{ usage_type: 'ConvAI Agent Settings' as const }] : []),
		...(byWorkspace ? [{ usage_type: 'ConvAI Settings' as const }] : []),
	];
}

function webhookIn(workspace: Workspace, id: string): Webhook {
	const webhook = workspace.webhooks.get(id);
	if (!webhook) throw documentNotFound(id);
	return webhook;
}

export const listWebhooks: Endpoint = {
	method: 'GET',
	path: '/v1/workspace/webhooks',
	scope: 'webhooks_write',
	answer({ recorded }, { workspace }) {
		const { include_usages: wanted } = queryOf(recorded, { include_usages: truth });
		return {
			webhooks: [...workspace.webhooks.values()].map((webhook) => ({
				...shownWebhook(webhook),
				usage: wanted && isTrue(wanted) ? usageOf(webhook, workspace) : null,
			})),
		};
	},
};

export const createWebhook: Endpoint = {
	method: 'POST',
	path: '/v1/workspace/webhooks',
	scope: 'webhooks_write',
	answer({ recorded }, { workspace, identifiers, clock }) {
		const { settings } = bodyOf(recorded, {
			required: {
				settings: model({
					required: { auth_type: oneOf(['hmac']), name: text(), webhook_url: webAddress },
					optional: { request_headers: nullable(dictionary) },
				}),
			},
		}) as { settings: JsonObject };
		const webhook: Webhook = {
			id: identifiers.webhook(),
			secret: newSecret(),
			name: String(settings.name),
			url: String(settings.webhook_url),
			requestHeaders: headersIn(settings.request_headers),
			isDisabled: false,
			isAutoDisabled: false,
			retryEnabled: false,
			events: null,
			createdAt: clock.now(),
			failuresInARow: 0,
			lastSuccessAt: null,
			lastFailure: null,
		};
		workspace.webhooks.set(webhook.id, webhook);
		return { webhook_id: webhook.id, webhook_secret: webhook.secret };
	},
};

export const updateWebhook: Endpoint = {
	method: 'PATCH',
	path: '/v1/workspace/webhooks/{id}',
	scope: 'webhooks_write',
	answer({ recorded, id }, { workspace, deliveries, settings }) {
		const body = bodyOf(recorded, {
			required: { is_disabled: truth, name: text() },
			optional: {
				retry_enabled: nullable(truth),
				request_headers: nullable(dictionary),
				events: nullable(listOf(oneOf(workspaceWebhookEvents))),
			},
		});
		const webhook = webhookIn(workspace, id);
		deliveries.collect();
		const { retry_enabled: retries, request_headers: headers, events } = body;
		webhook.name = String(body.name);
		webhook.isDisabled = isTrue(String(body.is_disabled));
		// If that is enough to turn it on again, it gets another ten tries.
		if (!webhook.isDisabled && webhook.isAutoDisabled && settings().reenablesAutoDisabled) {
			webhook.isAutoDisabled = false;
			webhook.failuresInARow = 0;
		}
		if (retries !== undefined && retries !== null) webhook.retryEnabled = isTrue(String(retries));
		if (isObject(headers)) webhook.requestHeaders = headersIn(headers);
		if (Array.isArray(events)) webhook.events = events as WorkspaceWebhookEvent[];
		return { status: 'ok' };
	},
};

export const deleteWebhook: Endpoint = {
	method: 'DELETE',
	path: '/v1/workspace/webhooks/{id}',
	scope: 'webhooks_write',
	answer({ id }, { workspace, deliveries }) {
		const webhook = webhookIn(workspace, id);
		const usage = usageOf(webhook, workspace);
		if (usage.length > 0) {
			throw new ApiError(405, {
				type: 'invalid_request',
				code: 'webhook_in_use',
				message: `Webhook ${id} is in use by ${usage.map(({ usage_type: type }) => type).join(', ')}.`,
			});
		}
		deliveries.collect();
		workspace.webhooks.delete(id);
		return { status: 'ok' };
	},
};
