/** Time as a run sees it; tests bring one that they move themselves. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after so many milliseconds, or at once when the run is cancelled. Never rejects. */
	wait(milliseconds: number): Promise<void>;
	/** Whether the run was cancelled: nothing is to be started any more. */
	isCancelled(): boolean;
	/** Resolves when the run is cancelled; never, where it is not. */
	readonly cancelled: Promise<void>;
}

/**
 * The clock of a run that can be cancelled.
 * @param signal of the cancellation; absent: the run can't be cancelled
 * @param sleep resolves after so many milliseconds
 */
export function cancellableClock(
	signal: AbortSignal | undefined,
	sleep: (milliseconds: number) => Promise<void>,
): Clock {
	const cancelled = new Promise<void>((resolve) => {
		if (signal?.aborted) resolve();
		signal?.addEventListener('abort', () => resolve(), { once: true });
	});
	return {
		now: () => Date.now(),
		wait: async (milliseconds) => await Promise.race([sleep(milliseconds), cancelled]),
		isCancelled: () => signal?.aborted ?? false,
		cancelled,
	};
}
