/* eslint-disable @n8n/community-nodes/require-node-api-error -- the simulator is no node */
import { z } from 'zod';

import { isMovable } from '../../clock/movableClock';
import type { Answer } from '../webhooks/delivery';
import { fault } from './faults';
import { review } from '../calls/review';
import type { Simulator } from '../simulator';

const prefix = '/__simulator/';

export const isControlPath = (path: string) => path.startsWith(prefix);

const settings = z
	.object({
		latencyMs: z.number().nonnegative(),
		conversationVisibleAfterMs: z.number().nonnegative(),
		phoneCallKnownAfterMs: z.number().nonnegative(),
		callResult: z.boolean(),
		batchAgreementAccepted: z.boolean(),
		reenablesAutoDisabled: z.boolean(),
		recordingMinBytes: z.number().int().nonnegative(),
	})
	.partial()
	.strict();

const clockMove = z.object({ advanceMs: z.number().nonnegative().finite() }).strict();

/** The time after the clock was moved. */
export interface ClockState {
	/** Milliseconds since 1970. */
	now: number;
}

export type SimulatorSettings = z.infer<typeof settings>;

/** A summary, so that another process need not fetch ten thousand records. */
export interface SimulatorState {
	maxInFlight: number;
	maxInFlightOverall: number;
	inFlight: number;
	requests: number;
	calls: number;
	/** How many batches were submitted and accepted. */
	batches: number;
	/** How often each number was called. */
	counts: Record<string, number>;
}

const state = (simulator: Simulator): SimulatorState => ({
	maxInFlight: simulator.maxInFlight,
	maxInFlightOverall: simulator.maxInFlightOverall,
	inFlight: simulator.inFlight,
	requests: simulator.requests.length,
	calls: simulator.calls.length,
	batches: simulator.batches.length,
	counts: simulator.callCounts(),
});

const done: Answer = { status: 200, body: { done: true } };

const deliverOptions = z
	.object({ inFlight: z.number().int().positive(), signedAt: z.number().int() })
	.partial()
	.strict();

const redelivery = z
	.object({
		id: z.string(),
		signature: z.enum(['fresh', 'same']).optional(),
		signedAt: z.number().int().optional(),
	})
	.strict();

const reviewOfCall = review.extend({ conversationId: z.string() });

const approval = z.object({ conversationId: z.string() }).strict();

type Command = (simulator: Simulator, words: string) => Answer | Promise<Answer>;

/** The commands, by method and path. */
const commands: Record<string, Command> = {
	'GET requests': ({ requests }) => ({ status: 200, body: requests }),
	'GET calls': ({ calls }) => ({ status: 200, body: calls }),
	'GET conversations': (simulator) => ({ status: 200, body: simulator.conversations() }),
	'GET batches': (simulator) => ({
		status: 200,
		body: simulator.batches.flatMap(({ id }) => simulator.batch(id) ?? []),
	}),
	'GET agents': ({ agents }) => ({ status: 200, body: [...agents.values()] }),
	'GET webhooks': ({ webhooks }) => ({ status: 200, body: [...webhooks.values()] }),
	'GET deliveries': ({ deliveries }) => ({ status: 200, body: deliveries }),
	async 'POST deliver'(simulator, words) {
		const options = deliverOptions.parse(JSON.parse(words));
		return { status: 200, body: await simulator.deliverWebhooks(options) };
	},
	async 'POST redeliver'(simulator, words) {
		const { id, ...options } = redelivery.parse(JSON.parse(words));
		if (!simulator.deliveries.some((delivery) => delivery.id === id)) {
			return { status: 404, body: { error: `No delivery ${id}` } };
		}
		return { status: 200, body: await simulator.redeliver(id, options) };
	},
	'POST review'(simulator, words) {
		const { conversationId, ...made } = reviewOfCall.parse(JSON.parse(words));
		if (!simulator.conversations().some(({ conversation_id: id }) => id === conversationId)) {
			return { status: 404, body: { error: `No conversation ${conversationId}` } };
		}
		simulator.review(conversationId, made);
		return done;
	},
	'POST approve'(simulator, words) {
		simulator.approveWhatsAppCall(approval.parse(JSON.parse(words)).conversationId);
		return done;
	},
	'GET state': (simulator) => ({ status: 200, body: state(simulator) }),
	'POST reset'(simulator) {
		simulator.reset();
		return done;
	},
	'POST faults'(simulator, words) {
		simulator.addFault(fault.parse(JSON.parse(words)));
		return done;
	},
	'POST clock'({ clock }, words) {
		const { advanceMs } = clockMove.parse(JSON.parse(words));
		if (!isMovable(clock)) return { status: 400, body: { error: "This clock can't be moved" } };
		clock.advance(advanceMs);
		return { status: 200, body: { now: clock.now() } satisfies ClockState };
	},
	'PUT settings'(simulator, words) {
		Object.assign(simulator, settings.parse(JSON.parse(words)));
		return done;
	},
};

export async function answerControl(
	simulator: Simulator,
	method: string,
	path: string,
	words: string,
): Promise<Answer> {
	const command = commands[`${method} ${path.slice(prefix.length)}`];
	if (!command) return { status: 404, body: { error: `No command ${method} ${path}` } };
	try {
		return await command(simulator, words);
	} catch (error) {
		if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
		return { status: 400, body: { error: error.message } };
	}
}
