/** Where the simulator reads the time, so that a test can decide what time it is. */
export interface TimeOfDay {
	/** Milliseconds since 1970. */
	now(): number;
}

export const systemTime: TimeOfDay = { now: () => Date.now() };

/** A clock that a test moves ahead. Calls follow it; delayed answers still take real time. */
export interface MovableClock extends TimeOfDay {
	advance(ms: number): void;
}

/** @param start in milliseconds since 1970, where the clock stands still; absent: it runs as the system's does */
export function movableClock(start?: number): MovableClock {
	let moved = 0;
	return {
		now: () => (start ?? systemTime.now()) + moved,
		advance(ms) {
			if (!(ms >= 0)) throw new RangeError(`A clock can't be moved by ${ms} ms`);
			moved += ms;
		},
	};
}

export const isMovable = (clock: TimeOfDay): clock is MovableClock => 'advance' in clock;
