/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- the simulator is never shipped to n8n */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ApiError, usualError } from './server/apiErrors';
import type { InvalidKeyStatus } from './server/authentication';
import { authenticate } from './server/authentication';
import type { TimeOfDay } from '../clock/movableClock';
import { systemTime } from '../clock/movableClock';
import { answerControl, isControlPath } from './server/control';
import type { BatchSettings, SubmittedBatch } from './calls/batches';
import { Batches } from './calls/batches';
import type { Durations } from './calls/durations';
import { durations as usualDurations } from './calls/durations';
import type { ConversationSettings } from './calls/conversations';
import { Conversations } from './calls/conversations';
import type { Answer } from './webhooks/delivery';
import { send, sendHalf } from './webhooks/delivery';
import { endpoints } from './endpoints';
import type { Endpoint, Platform } from './endpoints/endpoint';
import type { Fault, FaultAction, RequestMatch } from './server/faults';
import { FaultScript } from './server/faults';
import type { Hold } from './server/heldAnswers';
import { HeldAnswers } from './server/heldAnswers';
import { Identifiers } from './server/identifiers';
import type { PlacedCall } from './calls/placedCalls';
import { PlacedCalls } from './calls/placedCalls';
import type { JsonObject } from './schema/pydantic';
import { isObject } from './schema/pydantic';
import type { RecordedRequest } from './server/recording';
import { Recording } from './server/recording';
import type { Review } from './calls/review';
import { parseBody, readText } from './server/requestBody';
import { Router } from './server/router';
import type { Webhook, WebhookSettings } from './webhooks/webhook';
import type {
	DeliverOptions,
	DeliveryResult,
	RedeliverOptions,
	WebhookDelivery,
} from './webhooks/webhookDeliveries';
import { WebhookDeliveries } from './webhooks/webhookDeliveries';
import type {
	Agent,
	BatchCallDetails,
	Branch,
	Conversation,
	ConvAiSettings,
	PhoneNumber,
	PostCallWebhook,
	Voice,
	WhatsAppAccount,
} from './schema/wireTypes';
import { seedWorkspace } from './workspace/workspace';

export type { MovableClock, TimeOfDay } from '../clock/movableClock';
export { movableClock } from '../clock/movableClock';
export type { SubmittedBatch } from './calls/batches';
export { shortDurations } from './calls/durations';
export type { CallOutcome } from './calls/outcomes';
export type { Fault, FaultAction } from './server/faults';
export type { Hold } from './server/heldAnswers';
export type { PlacedCall } from './calls/placedCalls';
export type { RecordedRequest } from './server/recording';
export type { Review } from './calls/review';
export type { Webhook } from './webhooks/webhook';
export type {
	DeliverOptions,
	DeliveryResult,
	RedeliverOptions,
	WebhookAttempt,
	WebhookDelivery,
} from './webhooks/webhookDeliveries';
export { signWebhook } from './webhooks/webhookSignature';
export type { Agent, Conversation, PhoneNumber, Provider, Voice } from './schema/wireTypes';

export interface SimulatorOptions extends Partial<
	ConversationSettings & WebhookSettings & BatchSettings
> {
	/** A free one by default. */
	port?: number;
	/** How long a dial endpoint takes to answer. The call is placed at once. */
	latencyMs?: number;
	clock?: TimeOfDay;
	/** How long each part of a call takes; the usual times by default. */
	durations?: Durations;
	/** The `Date` of answers is the clock's and not the system's: for a client whose time is the clock's, too. */
	datesByClock?: boolean;
	/** The answer to an unknown key: ElevenLabs has been seen to send both. */
	invalidKeyStatus?: InvalidKeyStatus;
	/** `false` for a host that lacks the newer list of phone numbers. */
	phoneNumbersV2?: boolean;
	/** Sends what is due to the webhooks at this interval, in real time; without it, only on demand. */
	deliverWebhooksEveryMs?: number;
	/** Lets other processes read and control the simulator, at `/__simulator/…`. */
	control?: boolean;
}

/** A call that someone else places, for instance another run of the same workflow. */
export interface ForeignCall {
	agentId: string;
	phoneNumberId: string;
	number: string;
	/** Its `conversation_initiation_client_data`. */
	clientData?: JsonObject;
}

/** Settings can be changed at any time, and then apply to all calls. */
export interface Simulator extends ConversationSettings, WebhookSettings, BatchSettings {
	readonly url: string;
	readonly clock: TimeOfDay;
	/** Every request, in the order of arrival. */
	readonly requests: readonly RecordedRequest[];
	/** Every call that was placed, in that order. */
	readonly calls: readonly PlacedCall[];
	/** Every batch that was submitted and accepted, in that order, deleted ones too. */
	readonly batches: readonly SubmittedBatch[];
	/** A batch with its recipients, as it is now; undefined if there is none. */
	batch(id: string): BatchCallDetails | undefined;
	/** The person of a WhatsApp call, who was asked for permission, approves it now. */
	approveWhatsAppCall(conversationId: string): void;
	/** How often this number, written exactly like this, was called. */
	callsTo(number: string): number;
	/** How often each number was called. */
	callCounts(): Record<string, number>;
	/** The conversations of all calls, oldest first, as they are now, without delays. */
	conversations(): Conversation[];
	/** Sets the feedback and the analysis of a call; what is left out does not change. */
	review(conversationId: string, review: Review): void;
	/** Has a conversation like any call, but is not in `calls` or any count. */
	placeForeignCall(call: ForeignCall): PlacedCall;
	/** The most concurrent requests to dial endpoints so far. */
	readonly maxInFlight: number;
	/** The same for requests of any kind. */
	readonly maxInFlightOverall: number;
	/** Unanswered requests of any kind, now. */
	readonly inFlight: number;
	latencyMs: number;
	readonly agents: Map<string, Agent>;
	/** By agent; without an entry an agent has its main branch only. */
	readonly branches: Map<string, Branch[]>;
	/** The webhooks of branches other than main, by branch. */
	readonly branchWebhooks: Map<string, PostCallWebhook>;
	/** What the user has edited on an agent's main branch and not published, by agent. */
	readonly drafts: Map<string, Pick<Agent, 'procedures'>>;
	/** Those of the workspace, as they are now. */
	readonly settings: ConvAiSettings;
	readonly phoneNumbers: Map<string, PhoneNumber>;
	/** By Meta's ID of the number. */
	readonly whatsAppAccounts: Map<string, WhatsAppAccount>;
	readonly voices: Voice[];
	/** By id, with their secrets. */
	readonly webhooks: ReadonlyMap<string, Webhook>;
	/** Every event that was given to a webhook, in the order in which things happened, with each attempt to send it. */
	readonly deliveries: readonly WebhookDelivery[];
	/** Sends all events up to now that weren't sent yet, and retries that are due. */
	deliverWebhooks(options?: DeliverOptions): Promise<DeliveryResult[]>;
	/** Sends the same body again, whatever happened to the webhook. */
	redeliver(id: string, options?: RedeliverOptions): Promise<DeliveryResult>;
	addFault(fault: Fault): void;
	/** Holds back the answers to these requests until the test sends them; without `match`, those to every POST. */
	hold(match?: RequestMatch): Hold;
	/** Forgets requests, calls, conversations, deliveries, faults, holds and counters; agents, numbers, voices, webhooks and settings stay. */
	reset(): void;
	/** Stops listening and breaks every connection. */
	close(): Promise<void>;
}

/** Starts a server on the loopback interface that behaves like the ElevenLabs API. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const {
		port = 0,
		clock = systemTime,
		datesByClock = false,
		durations = usualDurations,
		invalidKeyStatus = 401,
		phoneNumbersV2 = true,
		control = false,
	} = options;
	const workspace = seedWorkspace();
	const identifiers = new Identifiers();
	const conversations = new Conversations(clock, () => simulator);
	const calls = new PlacedCalls(clock, identifiers, conversations, durations);
	const batches = new Batches(clock, identifiers, calls);
	const deliveries = new WebhookDeliveries(clock, identifiers, workspace, conversations);
	const platform: Platform = {
		workspace,
		calls,
		batches,
		conversations,
		deliveries,
		identifiers,
		clock,
		settings: () => simulator,
	};
	const recording = new Recording(clock, new Set(workspace.apiKeys.keys()));
	const faults = new FaultScript();
	const held = new HeldAnswers();
	const router = new Router(endpoints({ phoneNumbersV2 }));
	const waiting = new Set<NodeJS.Timeout>();

	const wait = (ms: number) =>
		new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				waiting.delete(timer);
				resolve();
			}, ms);
			waiting.add(timer);
		});

	function answerNormally(exchange: Exchange, refusal?: string): Answer {
		const { recorded, found, key, invalidBody } = exchange;
		try {
			if (!found) throw router.refusal(recorded.method, recorded.path);
			const { endpoint, id } = found;
			authenticate(workspace.apiKeys, key, endpoint.scope, invalidKeyStatus);
			if (invalidBody) throw invalidBody;
			batches.advance();
			const body = endpoint.answer({ recorded, id, refusal }, platform);
			return { status: body === undefined ? 204 : 200, body };
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return { status: error.status, body: error.body(recorded.id), headers: error.headers };
		}
	}

	async function carryOut(action: FaultAction, exchange: Exchange): Promise<Reply> {
		const answerNow = (refusal?: string) => answerNormally(exchange, refusal);
		if ('delayMs' in action) {
			const early = action.placeCall === 'before' ? answerNow() : undefined;
			await wait(action.delayMs);
			return { answer: early ?? answerNow() };
		}
		if ('reset' in action) {
			if (action.reset === 'after') answerNow();
			return 'reset';
		}
		if ('truncate' in action) return { answer: answerNow(), half: true };
		if ('successFalse' in action) return { answer: answerNow(action.successFalse) };
		if ('conversationId' in action) return { answer: withoutConversationId(answerNow()) };

		if (action.placeCall) answerNow();
		const { status, body = usualError(status).body(exchange.recorded.id), headers } = action;
		return { answer: { status, body, headers } };
	}

	async function exchangeOne(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const path = (request.url ?? '/').split('?', 1).join();
		const found = router.find(request.method ?? '', path);
		const dials = found?.endpoint.dials ?? false;
		const id = identifiers.request();
		const { record: recorded, end } = recording.begin(id, request, dials);
		response.once('close', end);

		const words = await readText(request);
		if (words === undefined) return;
		const { body, invalid: invalidBody } = parseBody(request.headers['content-type'], words);
		if (body !== undefined) recorded.body = body;
		if (words !== '') recorded.text = words;
		const toNumber = isObject(body) ? (body.to_number ?? body.whatsapp_user_id) : undefined;
		if (typeof toNumber === 'string') recorded.toNumber = toNumber;

		const exchange = { recorded, found, key: request.headers['xi-api-key'], invalidBody };
		const action = faults.take(recorded, dials);
		const reply: Reply = action
			? await carryOut(action, exchange)
			: { answer: answerNormally(exchange) };
		if (dials && simulator.latencyMs > 0) await wait(simulator.latencyMs);
		await held.pass(recorded, (gone) => response.once('close', gone));

		// Before the first byte leaves, because the client may then send its next request.
		end();
		if (reply === 'reset') {
			request.socket.resetAndDestroy();
			return;
		}
		recorded.status = reply.answer.status;
		if (reply.half) sendHalf(response, id, reply.answer);
		else send(response, id, reply.answer);
	}

	async function controlOne(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const words = (await readText(request)) ?? '';
		const { url = '/', method = 'GET' } = request;
		send(response, identifiers.request(), await answerControl(simulator, method, url, words));
	}

	const server = createServer((request, response) => {
		if (datesByClock) response.setHeader('date', new Date(clock.now()).toUTCString());
		const steering = control && isControlPath(request.url ?? '/');
		(steering ? controlOne : exchangeOne)(request, response).catch((error: unknown) => {
			// An error in the simulator itself must be visible, and not look like a fault of the API.
			send(response, identifiers.request(), {
				status: 500,
				body: `Error in the simulator: ${error instanceof Error ? error.stack : error}`,
			});
		});
	});
	// Longer than any test or benchmark pauses, so no request meets a connection being closed.
	server.keepAliveTimeout = 10 * 60_000;
	await listen(server, port);

	const { deliverWebhooksEveryMs: every } = options;
	const delivering =
		every === undefined
			? undefined
			: setInterval(() => {
					batches.advance();
					void deliveries.deliver({ inFlight: 20 });
				}, every);

	const simulator: Simulator = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		clock,
		requests: recording.requests,
		get calls() {
			batches.advance();
			return calls.all;
		},
		callsTo(number) {
			batches.advance();
			return calls.to(number);
		},
		callCounts() {
			batches.advance();
			return calls.counts();
		},
		conversations() {
			batches.advance();
			return conversations.everything();
		},
		batches: batches.all,
		batch(id) {
			batches.advance();
			return batches.get(id)?.details(clock.now());
		},
		approveWhatsAppCall: (conversationId) => calls.approve(conversationId),
		review: (conversationId, review) => conversations.review(conversationId, review),
		placeForeignCall({ agentId, phoneNumberId, number, clientData }) {
			const agent = workspace.agents.get(agentId);
			const from = workspace.phoneNumbers.get(phoneNumberId);
			if (!agent || !from)
				throw new Error(`No ${agent ? phoneNumberId : agentId} to place a call with`);
			batches.advance();
			return calls.placeForeign(agent, from, number, clientData);
		},
		get maxInFlight() {
			return recording.maxInFlight;
		},
		get maxInFlightOverall() {
			return recording.maxInFlightOverall;
		},
		get inFlight() {
			return recording.inFlight;
		},
		latencyMs: options.latencyMs ?? 0,
		conversationVisibleAfterMs: options.conversationVisibleAfterMs ?? 0,
		phoneCallKnownAfterMs: options.phoneCallKnownAfterMs ?? 0,
		callResult: options.callResult ?? true,
		recordingMinBytes: options.recordingMinBytes ?? 0,
		batchAgreementAccepted: options.batchAgreementAccepted ?? true,
		reenablesAutoDisabled: options.reenablesAutoDisabled ?? false,
		agents: workspace.agents,
		branches: workspace.branches,
		branchWebhooks: workspace.branchWebhooks,
		drafts: workspace.drafts,
		get settings() {
			return workspace.settings;
		},
		phoneNumbers: workspace.phoneNumbers,
		whatsAppAccounts: workspace.whatsAppAccounts,
		voices: workspace.voices,
		webhooks: workspace.webhooks,
		deliveries: deliveries.all,
		async deliverWebhooks(choices) {
			batches.advance();
			return await deliveries.deliver(choices);
		},
		redeliver: async (id, choices) => await deliveries.redeliver(id, choices),
		addFault: (fault) => faults.add(fault),
		hold: (match = { method: 'POST' }) => held.hold(match),
		reset() {
			recording.clear();
			calls.clear();
			batches.clear();
			deliveries.clear();
			faults.clear();
			held.endAll();
		},
		close: () =>
			new Promise((resolve) => {
				waiting.forEach((timer) => clearTimeout(timer));
				clearInterval(delivering);
				held.endAll();
				deliveries.close();
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return simulator;
}

interface Exchange {
	recorded: RecordedRequest;
	found: { endpoint: Endpoint; id: string } | undefined;
	key: string | string[] | undefined;
	invalidBody: ApiError | undefined;
}

type Reply = { answer: Answer; half?: boolean } | 'reset';

const withoutConversationId = (answer: Answer): Answer =>
	isObject(answer.body) && 'conversation_id' in answer.body
		? { ...answer, body: { ...answer.body, conversation_id: null } }
		: answer;

const listen = (server: Server, port: number) =>
	new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
