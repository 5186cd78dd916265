/** Time as a run sees it; tests bring one that they move themselves. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after so many milliseconds, or at once when the run is cancelled. Never rejects. */
	wait(milliseconds: number): Promise<void>;
	/** Whether the run was cancelled: nothing is to be started any more. */
	isCancelled(): boolean;
}
