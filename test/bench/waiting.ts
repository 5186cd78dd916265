import { hasEnded } from '../../nodes/shared/calling/following/callOutcome';
import { CallWatch } from '../../nodes/shared/calling/following/callWatch';
import type { Clock } from '../../nodes/shared/clock';
import type { ElevenLabsClient } from '../../nodes/shared/elevenlabs/client';
import { conversationSource } from '../../nodes/shared/elevenlabs/conversations';
import { timelineOf } from '../simulator/calls/callTimeline';
import type { PlacedCall, Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';
import { AGENT, LINE } from './contestants';

/** What it took to wait for calls to end. */
export interface WaitingFigures {
	name: string;
	requests: number;
	perCall: number;
	/** Calls whose end was noticed before the deadline. */
	ended: number;
	/** From the end of a call until it was noticed, in seconds; the longest of all. */
	latestSecs: number;
}

const POLL_EVERY_MS = 5_000;
const DEADLINE_MS = 5 * 60_000;

/** One call in six each: answered, voicemail, busy, no answer, failed; and one that never ends. */
const OUTCOMES = ['0101', '0102', '0103', '0104', '0106', '0105'];

/**
 * Waits for the same calls twice, on a clock moved from wait to wait: as Wait for Completion
 * does, and as a loop around the HTTP Request node does, call by call.
 */
export async function measureWaiting(calls: number): Promise<WaitingFigures[]> {
	return [
		await measure('Wait for Completion', calls, watchAll),
		await measure(`a loop that reads each one every ${POLL_EVERY_MS / 1_000} s`, calls, pollEach),
	];
}

/** Waits for all calls, and reports each end when it notices it. */
type Waiting = (
	simulator: Simulator,
	clock: Clock,
	calls: PlacedCall[],
	onEnd: (call: PlacedCall) => void,
) => Promise<void>;

async function measure(name: string, count: number, wait: Waiting): Promise<WaitingFigures> {
	const time = movableClock(Date.UTC(2026, 0, 5, 12));
	const simulator = await startSimulator({ clock: time });
	const clock: Clock = {
		now: () => time.now(),
		wait: async (milliseconds) => {
			await Promise.resolve();
			time.advance(milliseconds);
		},
		isCancelled: () => false,
		cancelled: new Promise(() => {}),
	};
	try {
		const calls = Array.from({ length: count }, (_, index) =>
			simulator.placeForeignCall({
				agentId: AGENT,
				phoneNumberId: LINE,
				number: `+1${200 + Math.floor(index / OUTCOMES.length)}555${OUTCOMES[index % OUTCOMES.length]}`,
			}),
		);
		const lateness: number[] = [];
		await wait(simulator, clock, calls, (call) => {
			lateness.push(time.now() - call.time - timelineOf(call).settledAfter);
		});
		return {
			name,
			requests: simulator.requests.length,
			perCall: simulator.requests.length / count,
			ended: lateness.length,
			latestSecs: Math.max(...lateness) / 1_000,
		};
	} finally {
		await simulator.close();
	}
}

const watchAll: Waiting = async (simulator, clock, calls, onEnd) => {
	const watch = new CallWatch({
		source: conversationSource(clientOf(simulator)),
		clock,
		random: Math.random,
	});
	await Promise.all(
		calls.map(async (call) => {
			const { conversationId, agentId, time: dialedAt } = call;
			const deadline = dialedAt + DEADLINE_MS;
			const { timedOut } = await watch.ended({ conversationId, agentId, dialedAt, deadline });
			if (!timedOut) onEnd(call);
		}),
	);
};

const pollEach: Waiting = async (simulator, clock, calls, onEnd) => {
	const client = clientOf(simulator);
	const source = conversationSource(client);
	const deadline = clock.now() + DEADLINE_MS;
	for (let going = calls; going.length > 0 && clock.now() < deadline;) {
		await clock.wait(POLL_EVERY_MS);
		const still: PlacedCall[] = [];
		for (const call of going) {
			const { status } = await source.read(call.conversationId);
			if (hasEnded(typeof status === 'string' ? status : undefined)) onEnd(call);
			else still.push(call);
		}
		going = still;
	}
};

/** A client without n8n around it. */
export function clientOf({ url }: Simulator): ElevenLabsClient {
	const send: ElevenLabsClient['send'] = async ({ method, path, query = {} }) => {
		const search = new URLSearchParams(
			Object.entries(query).map(([name, value]) => [name, String(value)]),
		);
		const response = await fetch(`${url}${path}?${search}`, {
			method,
			headers: { 'xi-api-key': 'sim-full' },
		});
		return { answered: true, status: response.status, body: await response.json() };
	};
	return {
		baseUrl: url,
		clockOffsetMs: () => 0,
		send,
		read: async (path, schema, query) => {
			const exchange = await send({ method: 'GET', path, query });
			return schema.parse(exchange.answered ? exchange.body : undefined);
		},
	};
}
