/** Where the simulator reads the time, so that a test can decide what time it is. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that a test moves ahead. Calls follow it; delayed answers still take real time. */
export interface MovableClock extends Clock {
	advance(ms: number): void;
}

/** Stands still at `start`; without one, it runs like the system's clock, and can be moved ahead of it. */
export function movableClock(start?: number): MovableClock {
	let moved = 0;
	return {
		now: () => (start ?? systemClock.now()) + moved,
		advance(ms) {
			if (!(ms >= 0)) throw new RangeError(`A clock can't move by ${ms} ms`);
			moved += ms;
		},
	};
}

export const isMovable = (clock: Clock): clock is MovableClock => 'advance' in clock;
