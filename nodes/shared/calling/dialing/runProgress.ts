import type { Clock } from '../../clock';
import { Signal } from '../../concurrency';

/**
 * Decides whether a run may continue dialing. A run that stops on failure ends at the first one. An
 * uncertain call may turn out to be that failure, so the run pauses until it is clear.
 */
export class RunProgress {
	private readonly stop = new Signal();

	private pause: Signal | undefined;

	/** @param stops whether the run stops on failure; otherwise only a cancellation ends it */
	constructor(
		private readonly clock: Clock,
		private readonly stops: boolean,
	) {}

	isOver(): boolean {
		return this.clock.isCancelled() || this.stop.isGiven;
	}

	isPaused(): boolean {
		return this.pause !== undefined;
	}

	/** Resolves when a failure has ended the run. */
	async stopped(): Promise<void> {
		await this.stop.given;
	}

	/** A call has failed, or may have been placed and can't be found. */
	endOnFailure(): void {
		if (this.stops) this.stop.give();
	}

	/** A call is uncertain, and is about to be looked for. */
	pauseOnUncertainty(): void {
		if (this.stops) this.pause ??= new Signal();
	}

	/** Every uncertain call was found. */
	resume(): void {
		this.pause?.give();
		this.pause = undefined;
	}

	/** Resolves when dialing may continue, or the run is over. */
	async resumed(): Promise<void> {
		while (this.pause !== undefined && !this.isOver()) {
			await Promise.race([this.pause.given, this.stop.given, this.clock.cancelled]);
		}
	}
}
