import type { Clock } from '../../clock';
import { sequential } from '../../concurrency';

export interface PaceLimits {
	/** Most calls started in a minute; absent: no limit. */
	callsPerMinute?: number;
	/** Whether the workspace has room for one more call now; absent: always. */
	hasRoom?: () => Promise<boolean>;
	/** Awaited before each turn, e.g. to find out whether the run was canceled. Never rejects. */
	beforeTurn?: () => Promise<void>;
}

/** How long to wait before asking again whether there is room. */
const ROOM_LOOK_MS = 5_000;

/** Says when the next call of a run may be started. All calls share it, so that a 429 slows them all. */
export class Pace {
	private earliest = 0;

	private readonly inTurn = sequential();

	constructor(
		private readonly clock: Clock,
		private readonly limits: PaceLimits = {},
	) {}

	/** Resolves when it is the caller's turn, in the order of asking; at once if the run is canceled. */
	async turn(): Promise<void> {
		await this.inTurn(async () => await this.wait());
	}

	/** Delays every call that has not started yet. */
	pause(milliseconds: number): void {
		this.earliest = Math.max(this.earliest, this.clock.now() + milliseconds);
	}

	private async wait(): Promise<void> {
		const { callsPerMinute, hasRoom, beforeTurn } = this.limits;
		await beforeTurn?.();
		while (!this.clock.isCancelled()) {
			const ahead = this.earliest - this.clock.now();
			if (ahead > 0) await this.clock.wait(ahead);
			else if (hasRoom !== undefined && !(await hasRoom())) await this.clock.wait(ROOM_LOOK_MS);
			else if (this.earliest <= this.clock.now()) break;
		}
		if (callsPerMinute !== undefined) {
			this.earliest = Math.max(this.earliest, this.clock.now() + 60_000 / callsPerMinute);
		}
	}
}
