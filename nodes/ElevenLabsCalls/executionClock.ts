import type { IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { CancellableClock, Clock } from '../shared/clock';
import { cancellableClock } from '../shared/clock';
import { valueAt } from '../shared/json';

/** The clock of an execution that may run on a worker. */
export interface ExecutionClock extends Clock {
	/**
	 * Looks whether the execution was stopped where no signal comes from: at most once a second, and less
	 * often if that takes long. Never rejects.
	 */
	lookForStop(): Promise<void>;
}

const SHORTEST_PAUSE_MS = 1_000;

const LONGEST_PAUSE_MS = 30_000;

/** A look takes longer, the more data the execution has. */
const PAUSE_PER_LOOK = 50;

/** By the signal that n8n makes for an execution; all runs of its nodes share it. */
const clocks = new WeakMap<AbortSignal, ExecutionClock>();

/**
 * The clock of an execution: its waits end when the user stops it. All nodes of the execution share
 * it, in loops and retries, too: a stop that one run has found out holds for those after it.
 */
export function executionClock(context: IExecuteFunctions): ExecutionClock {
	const signal = context.getExecutionCancelSignal();
	const known = signal && clocks.get(signal);
	if (known !== undefined) return known;
	const clock = newClock(context, signal);
	if (signal !== undefined) clocks.set(signal, clock);
	return clock;
}

function newClock(context: IExecuteFunctions, signal: AbortSignal | undefined): ExecutionClock {
	const clock = cancellableClock(signal, sleep);
	const lookForStop = stopLook(context, clock);
	return {
		...clock,
		wait: async (milliseconds) => {
			await clock.wait(milliseconds);
			await lookForStop();
		},
		lookForStop,
	};
}

/**
 * Finds out from n8n's database that the execution is over. In queue mode, n8n does not tell a worker
 * to stop an execution that a webhook process has enqueued, nor that it has given up a job. But it
 * writes an error into the execution's data.
 */
function stopLook(context: IExecuteFunctions, clock: CancellableClock): () => Promise<void> {
	// n8n's own agents run a node outside of any execution; without an ID, n8n would find another one.
	const id = context.getExecutionId() as string | undefined;
	if (!id) return async () => {};
	const retried = errorOfRetried(context, id);
	// The execution may have been stopped before this node began.
	let nextAt = clock.now();
	let looking: Promise<void> | undefined;
	const look = async () => {
		const begun = clock.now();
		try {
			const data = await context.getExecutionDataById(id);
			const error = data?.resultData.error;
			if (error !== undefined && JSON.stringify(error) !== retried) clock.cancel();
		} catch {
			// Nothing is known then, as if there were no such look.
		}
		const now = clock.now();
		const pause = Math.max(SHORTEST_PAUSE_MS, (now - begun) * PAUSE_PER_LOOK);
		nextAt = now + Math.min(pause, LONGEST_PAUSE_MS);
	};
	return async () => {
		if (looking === undefined && (clock.isCancelled() || clock.now() < nextAt)) return;
		looking ??= look().finally(() => (looking = undefined));
		await Promise.race([looking, clock.cancelled]);
	};
}

/**
 * The error that an execution was begun with because it retries a canceled one, whose data it has. A
 * job that was stopped in the queue also begins with an error, but with one of its own.
 * @returns as JSON; undefined if there is none
 */
function errorOfRetried(context: IExecuteFunctions, id: string): string | undefined {
	if (context.getMode() !== 'retry') return undefined;
	const { runExecutionData } = context as unknown as { runExecutionData?: IRunExecutionData };
	const error: unknown = runExecutionData?.resultData.error;
	return valueAt(error, 'extra', 'executionId') === id ? undefined : JSON.stringify(error);
}
