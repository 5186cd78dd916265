import { Signal } from './concurrency';

/** The time of a run; tests use a clock that they move. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after a number of milliseconds, or at once if the run is canceled. Never rejects. */
	wait(milliseconds: number): Promise<void>;
	/** Whether the run was canceled, so that nothing new may be started. */
	isCancelled(): boolean;
	/** Resolves when the run is canceled, otherwise never. */
	readonly cancelled: Promise<void>;
}

/** The clock of a run that can be canceled by a signal or by `cancel`. */
export interface CancellableClock extends Clock {
	/** Cancels the run. */
	cancel(): void;
}

/** A workflow may ask for the clock of one execution any number of times, e.g. in a loop. */
const cancellations = new WeakMap<AbortSignal, Promise<void>>();

/**
 * The clock of a run that can be canceled.
 * @param signal of the cancellation; absent: only `cancel` cancels the run
 * @param sleep resolves after a number of milliseconds
 */
export function cancellableClock(
	signal: AbortSignal | undefined,
	sleep: (milliseconds: number) => Promise<void>,
): CancellableClock {
	const own = new Signal();
	const cancelled =
		signal === undefined ? own.given : Promise.race([own.given, cancellationOf(signal)]);
	return {
		now: () => Date.now(),
		wait: async (milliseconds) => await Promise.race([sleep(milliseconds), cancelled]),
		isCancelled: () => own.isGiven || (signal?.aborted ?? false),
		cancelled,
		cancel: () => own.give(),
	};
}

/** Resolves once a signal is aborted; listens to it once, however often it is asked for. */
function cancellationOf(signal: AbortSignal): Promise<void> {
	const known = cancellations.get(signal);
	if (known !== undefined) return known;
	const cancelled = new Promise<void>((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener('abort', () => resolve(), { once: true });
	});
	cancellations.set(signal, cancelled);
	return cancelled;
}
