/** Where the simulator reads the time, so that a test can decide what time it is. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
