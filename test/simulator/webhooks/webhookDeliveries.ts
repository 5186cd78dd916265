import type { TimeOfDay } from '../../clock/movableClock';
import { systemTime } from '../../clock/movableClock';
import type { Conversations, DueEvent } from '../calls/conversations';
import type { Identifiers } from '../server/identifiers';
import type { PlacedCall } from '../calls/placedCalls';
import { isObject } from '../schema/pydantic';
import type { Webhook } from './webhook';
import { isOn, noteAnswer } from './webhook';
import type { DeliveredType } from './webhookEvents';
import { initiationFailure, isSubscribed, machineVerdict } from './webhookEvents';
import { signWebhook } from './webhookSignature';
import type { PostCallWebhook } from '../schema/wireTypes';
import type { Workspace } from '../workspace/workspace';

/** One attempt to send an event. */
export interface WebhookAttempt {
	/** Milliseconds since 1970, on the simulator's clock. */
	at: number;
	signature: string;
	/** `null` when there was no answer. */
	status: number | null;
}

/** An event on its way to a webhook. */
export interface WebhookDelivery {
	id: string;
	webhookId: string;
	url: string;
	event: DeliveredType;
	conversationId: string;
	/** Exactly what is sent, and signed, at each attempt. */
	body: string;
	attempts: WebhookAttempt[];
	/** When it is due, on the simulator's clock; `null` when nothing is left to do. */
	nextAttemptAt: number | null;
}

/** How a receiver answered an event. */
export interface DeliveryResult {
	/** Of the delivery, to repeat it with. */
	id: string;
	event: DeliveredType;
	conversationId: string;
	url: string;
	/** `null` when there was no answer. */
	status: number | null;
	/** Counted from 1. */
	attempt: number;
}

export interface DeliverOptions {
	/** How many are sent at once; 1 keeps the order in which things happened. */
	inFlight?: number;
	/** The time in the signature, seconds since 1970; that of the system by default, as receivers look at their own clock. */
	signedAt?: number;
}

export interface RedeliverOptions {
	/** `same` repeats the last signature exactly. */
	signature?: 'fresh' | 'same';
	signedAt?: number;
}

/** After each attempt that failed, until the next one. */
const retryDelaysMs = [30_000, 120_000, 480_000, 1_800_000];
const maxWaitingRetries = 100;
/** How long ElevenLabs waits for an answer is not documented. A busy machine is no defect. */
const patienceMs = 240_000;

const isRetriable = (status: number | null) =>
	status !== null && (status >= 500 || status === 429 || status === 408);

/** What is sent of an event. */
function envelope(due: DueEvent, webhooks: PostCallWebhook): unknown {
	return {
		type: due.type,
		event_timestamp: Math.floor(due.at / 1000),
		data: dataOf(due, webhooks),
	};
}

function dataOf(
	due: DueEvent,
	{ exclude_transcript: withoutTranscript }: PostCallWebhook,
): unknown {
	const { call, from } = due.entry;
	switch (due.type) {
		case 'post_call_transcription': {
			const { transcript, ...rest } = due.conversation;
			return withoutTranscript ? rest : { ...rest, transcript };
		}
		case 'post_call_audio':
			return {
				agent_id: call.agentId,
				conversation_id: call.conversationId,
				full_audio: due.recording().toString('base64'),
			};
		case 'call_initiation_failure':
			return initiationFailure(call, from);
		case 'answering_machine_detection':
			return machineVerdict(call);
	}
}

/** Sends events to the webhooks on demand, by the simulator's clock. */
export class WebhookDeliveries {
	/** In the order in which things happened. */
	readonly all: WebhookDelivery[] = [];

	/** Includes deliveries to deleted webhooks: what is in progress still arrives. */
	private readonly webhooks = new Map<WebhookDelivery, Webhook>();

	private readonly byId = new Map<string, WebhookDelivery>();

	private readonly waiting = new Set<WebhookDelivery>();

	private readonly closing = new AbortController();

	constructor(
		private readonly clock: TimeOfDay,
		private readonly identifiers: Identifiers,
		private readonly workspace: Workspace,
		private readonly conversations: Conversations,
	) {}

	/** Assigns all events so far to the webhook that is attached now. Call it before that changes. */
	collect(): void {
		const now = this.clock.now();
		for (const due of this.conversations.takeEvents(now)) {
			const webhooks = this.effective(due.entry.call);
			const webhook = this.workspace.webhooks.get(webhooks?.post_call_webhook_id ?? '');
			if (!webhooks || !webhook || !isOn(webhook) || !isSubscribed(webhooks, due.type)) continue;
			const delivery: WebhookDelivery = {
				id: this.identifiers.webhook(),
				webhookId: webhook.id,
				url: webhook.url,
				event: due.type,
				conversationId: due.entry.id,
				body: JSON.stringify(envelope(due, webhooks)),
				attempts: [],
				nextAttemptAt: now,
			};
			this.all.push(delivery);
			this.byId.set(delivery.id, delivery);
			this.webhooks.set(delivery, webhook);
			this.waiting.add(delivery);
		}
	}

	/** Sends each event that is due once, and resolves to the receivers' answers, in the order of the events. */
	async deliver({ inFlight = 1, signedAt }: DeliverOptions = {}): Promise<DeliveryResult[]> {
		this.collect();
		const now = this.clock.now();
		const due = [...this.waiting].filter(({ nextAttemptAt }) => (nextAttemptAt ?? now) <= now);
		for (const delivery of due) {
			this.waiting.delete(delivery);
			delivery.nextAttemptAt = null;
		}
		const results: Array<DeliveryResult | undefined> = [];
		const entries = due.entries();
		const sendInTurn = async () => {
			for (const [index, delivery] of entries) {
				const webhook = this.webhooks.get(delivery);
				if (!webhook || !isOn(webhook) || !this.workspace.webhooks.has(webhook.id)) continue;
				results[index] = await this.send(delivery, webhook, signedAt);
				this.planRetry(delivery, webhook);
			}
		};
		await Promise.all(Array.from({ length: inFlight }, sendInTurn));
		return results.flatMap((result) => result ?? []);
	}

	/** Sends one of them again, whatever happened to it and its webhook. */
	async redeliver(id: string, options: RedeliverOptions = {}): Promise<DeliveryResult> {
		const delivery = this.byId.get(id);
		const webhook = delivery && this.webhooks.get(delivery);
		if (!webhook) throw new Error(`No delivery ${id}`);
		const last = delivery.attempts.at(-1)?.signature;
		const signature = options.signature === 'same' ? last : undefined;
		return await this.send(delivery, webhook, options.signedAt, signature);
	}

	clear(): void {
		this.all.length = 0;
		this.byId.clear();
		this.webhooks.clear();
		this.waiting.clear();
	}

	/** Aborts everything being sent. */
	close(): void {
		this.closing.abort();
	}

	/** The webhook of the agent's branch that takes the call, otherwise the workspace's. */
	private effective({ agentId, body }: PlacedCall): PostCallWebhook | undefined {
		const agent = this.workspace.agents.get(agentId);
		const client = body.conversation_initiation_client_data;
		const branchId = isObject(client) ? client.branch_id : undefined;
		const own =
			typeof branchId === 'string' && branchId !== agent?.main_branch_id
				? this.workspace.branchWebhooks.get(branchId)
				: agent?.platform_settings?.workspace_overrides?.webhooks;
		return (own?.post_call_webhook_id ? own : this.workspace.settings.webhooks) ?? undefined;
	}

	private async send(
		delivery: WebhookDelivery,
		webhook: Webhook,
		signedAt = Math.floor(systemTime.now() / 1000),
		signature = signWebhook(webhook.secret, delivery.body, signedAt),
	): Promise<DeliveryResult> {
		const status = await this.post(delivery, webhook, signature);
		const at = this.clock.now();
		delivery.attempts.push({ at, signature, status });
		noteAnswer(webhook, status, at);
		const { id, event, conversationId, url, attempts } = delivery;
		return { id, event, conversationId, url, status, attempt: attempts.length };
	}

	/** Resolves to `null` when there is no answer. */
	private async post(
		{ url, event, body }: WebhookDelivery,
		{ requestHeaders }: Webhook,
		signature: string,
	): Promise<number | null> {
		try {
			const response = await fetch(url, {
				method: 'POST',
				headers: {
					...requestHeaders,
					'content-type': 'application/json',
					'elevenlabs-signature': signature,
				},
				// Recordings are big, and come in chunks.
				...(event === 'post_call_audio'
					? { body: new Blob([body]).stream(), duplex: 'half' }
					: { body }),
				redirect: 'manual',
				signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(patienceMs)]),
			});
			await response.arrayBuffer();
			return response.status;
		} catch {
			return null;
		}
	}

	private planRetry(delivery: WebhookDelivery, webhook: Webhook): void {
		const delay = retryDelaysMs[delivery.attempts.length - 1];
		const last = delivery.attempts.at(-1);
		if (
			!last ||
			delay === undefined ||
			!webhook.retryEnabled ||
			delivery.event !== 'post_call_transcription' ||
			!isRetriable(last.status) ||
			this.waitingFor(webhook) >= maxWaitingRetries
		) {
			return;
		}
		delivery.nextAttemptAt = last.at + delay;
		this.waiting.add(delivery);
	}

	private waitingFor(webhook: Webhook): number {
		let count = 0;
		for (const { webhookId, attempts } of this.waiting) {
			if (webhookId === webhook.id && attempts.length > 0) count += 1;
		}
		return count;
	}
}
