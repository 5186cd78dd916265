import { randomBytes } from 'node:crypto';

import type { WorkspaceWebhook, WorkspaceWebhookEvent } from '../schema/wireTypes';

/** Where ElevenLabs sends events. */
export interface Webhook {
	id: string;
	/** Shown once, in the answer that creates it. */
	secret: string;
	name: string;
	url: string;
	requestHeaders: Record<string, string>;
	isDisabled: boolean;
	/** Turned off because it kept failing. */
	isAutoDisabled: boolean;
	retryEnabled: boolean;
	events: WorkspaceWebhookEvent[] | null;
	/** Milliseconds since 1970, here and below. */
	createdAt: number;
	failuresInARow: number;
	lastSuccessAt: number | null;
	/** The code is `null` when there was no answer at all. */
	lastFailure: { code: number | null; at: number } | null;
}

export interface WebhookSettings {
	/** Whether `is_disabled: false` also switches a webhook on that ElevenLabs switched off; nobody has published it. */
	reenablesAutoDisabled: boolean;
}

export const newSecret = () => `wsec_${randomBytes(32).toString('hex')}`;

const secondsIn = (ms: number) => Math.floor(ms / 1000);

export const shownWebhook = (webhook: Webhook): WorkspaceWebhook => ({
	name: webhook.name,
	webhook_id: webhook.id,
	webhook_url: webhook.url,
	is_disabled: webhook.isDisabled,
	is_auto_disabled: webhook.isAutoDisabled,
	created_at_unix: secondsIn(webhook.createdAt),
	auth_type: 'hmac',
	events: webhook.events,
	most_recent_failure_error_code: webhook.lastFailure?.code ?? null,
	most_recent_failure_timestamp: webhook.lastFailure ? secondsIn(webhook.lastFailure.at) : null,
});

const failuresToSwitchOff = 10;
const successCountsForMs = 7 * 24 * 3_600_000;

/** Records how the webhook answered; only a 200 is a success. One that keeps failing is turned off. */
export function noteAnswer(webhook: Webhook, status: number | null, now: number): void {
	if (status === 200) {
		webhook.failuresInARow = 0;
		webhook.lastSuccessAt = now;
		return;
	}
	webhook.failuresInARow += 1;
	webhook.lastFailure = { code: status, at: now };
	const succeededLately =
		webhook.lastSuccessAt !== null && now - webhook.lastSuccessAt <= successCountsForMs;
	if (webhook.failuresInARow >= failuresToSwitchOff && !succeededLately) {
		webhook.isAutoDisabled = true;
	}
}

export const isOn = (webhook: Webhook) => !webhook.isDisabled && !webhook.isAutoDisabled;
