import type { Clock } from '../../clock';
import { sequential } from '../../concurrency';
import type { RunProgress } from './runProgress';

/** What is done about calls whose answers were lost. */
export interface LostCallOptions<Lost, Answer> {
	/** Looks for calls; undefined in the places of those not found. */
	find: (lost: Lost[]) => Promise<Array<Answer | undefined>>;
	onFound: (call: Lost, answer: Answer) => void;
	clock: Clock;
	progress: RunProgress;
}

/** Calls of a run whose answers were lost, until they have been looked for. */
export class LostCalls<Lost, Answer> {
	private waiting: Lost[] = [];

	private readonly inTurn = sequential();

	constructor(private readonly options: LostCallOptions<Lost, Answer>) {}

	/** Adds a call to the next look-up. */
	add(call: Lost): void {
		this.waiting.push(call);
		this.options.progress.pauseOnUncertainty();
	}

	/**
	 * Looks for all calls that wait when its turn comes. Resolves after a look-up in progress, so a call
	 * that is part of one has its outcome then.
	 */
	async lookUp(): Promise<void> {
		await this.inTurn(async () => {
			const { clock, find, onFound, progress } = this.options;
			if (this.waiting.length === 0 || clock.isCancelled()) return;
			const lost = this.waiting.splice(0);
			const answers = await find(lost);
			let areFound = true;
			for (const [place, call] of lost.entries()) {
				const answer = answers[place];
				if (answer === undefined) areFound = false;
				else onFound(call, answer);
			}
			if (!areFound) progress.endOnFailure();
			else if (this.waiting.length === 0) progress.resume();
		});
	}
}
