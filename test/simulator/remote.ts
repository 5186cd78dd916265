import type { ClockState, SimulatorSettings, SimulatorState } from './server/control';
import type { Fault } from './server/faults';
import type { PlacedCall } from './calls/placedCalls';
import type { RecordedRequest } from './server/recording';
import type { Review } from './calls/review';
import type { Webhook } from './webhooks/webhook';
import type {
	DeliverOptions,
	DeliveryResult,
	RedeliverOptions,
	WebhookDelivery,
} from './webhooks/webhookDeliveries';
import type { Agent, BatchCallDetails, Conversation } from './schema/wireTypes';

export type { SimulatorSettings, SimulatorState } from './server/control';

/** A simulator that runs in another process, started with `main.ts`. */
export interface RemoteSimulator {
	readonly url: string;
	requests(): Promise<RecordedRequest[]>;
	calls(): Promise<PlacedCall[]>;
	/** All of them, oldest first, as they are now. */
	conversations(): Promise<Conversation[]>;
	/** Those that are not deleted, with their recipients, as they are now. */
	batches(): Promise<BatchCallDetails[]>;
	/** The person of a WhatsApp call, who was asked for permission, approves it now. */
	approveWhatsAppCall(conversationId: string): Promise<void>;
	/** Sets the feedback and the analysis of a call; what is left out does not change. */
	review(conversationId: string, review: Review): Promise<void>;
	/** As they are now, with the webhooks that are attached to them. */
	agents(): Promise<Agent[]>;
	/** With their secrets. */
	webhooks(): Promise<Webhook[]>;
	/** Every event that was given to a webhook, with each attempt to send it. */
	deliveries(): Promise<WebhookDelivery[]>;
	/** Sends what is due; resolves once every receiver has answered. */
	deliverWebhooks(options?: DeliverOptions): Promise<DeliveryResult[]>;
	redeliver(id: string, options?: RedeliverOptions): Promise<DeliveryResult>;
	state(): Promise<SimulatorState>;
	callsTo(number: string): Promise<number>;
	addFault(fault: Fault): Promise<void>;
	change(settings: SimulatorSettings): Promise<void>;
	/** Moves the clock of a simulator started with `--movable-clock`; resolves to its time. */
	advance(ms: number): Promise<number>;
	reset(): Promise<void>;
}

export function remoteSimulator(url: string): RemoteSimulator {
	async function command<Result>(method: string, name: string, body?: unknown): Promise<Result> {
		const response = await fetch(`${url}/__simulator/${name}`, {
			method,
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		if (!response.ok) {
			throw new Error(`The simulator refuses ${method} ${name}: ${await response.text()}`);
		}
		return (await response.json()) as Result;
	}

	return {
		url,
		requests: () => command('GET', 'requests'),
		calls: () => command('GET', 'calls'),
		conversations: () => command('GET', 'conversations'),
		batches: () => command('GET', 'batches'),
		async approveWhatsAppCall(conversationId) {
			await command('POST', 'approve', { conversationId });
		},
		async review(conversationId, review) {
			await command('POST', 'review', { conversationId, ...review });
		},
		agents: () => command('GET', 'agents'),
		webhooks: () => command('GET', 'webhooks'),
		deliveries: () => command('GET', 'deliveries'),
		deliverWebhooks: (options = {}) => command('POST', 'deliver', options),
		redeliver: (id, options = {}) => command('POST', 'redeliver', { id, ...options }),
		state: () => command('GET', 'state'),
		async callsTo(number) {
			const { counts } = await command<SimulatorState>('GET', 'state');
			return counts[number] ?? 0;
		},
		async addFault(fault) {
			await command('POST', 'faults', fault);
		},
		async change(settings) {
			await command('PUT', 'settings', settings);
		},
		async advance(ms) {
			const { now } = await command<ClockState>('POST', 'clock', { advanceMs: ms });
			return now;
		},
		async reset() {
			await command('POST', 'reset');
		},
	};
}
