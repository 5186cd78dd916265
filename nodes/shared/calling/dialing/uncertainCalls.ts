import type { Clock } from '../../clock';
import { sequential } from '../../concurrency';
import type { RunProgress } from './runProgress';

/** What is done about uncertain calls. */
export interface UncertainCallOptions<Call, Answer> {
	/** Looks for calls; undefined at the indexes of those not found. */
	find: (calls: Call[]) => Promise<Array<Answer | undefined>>;
	onFound: (call: Call, answer: Answer) => void;
	clock: Clock;
	progress: RunProgress;
}

/** The uncertain calls of a run, until they have been looked for. */
export class UncertainCalls<Call, Answer> {
	private waiting: Call[] = [];

	private readonly inTurn = sequential();

	constructor(private readonly options: UncertainCallOptions<Call, Answer>) {}

	/** Adds a call to the next look-up. */
	add(call: Call): void {
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
			const calls = this.waiting.splice(0);
			const answers = await find(calls);
			let areFound = true;
			for (const [index, call] of calls.entries()) {
				const answer = answers[index];
				if (answer === undefined) areFound = false;
				else onFound(call, answer);
			}
			if (!areFound) progress.endOnFailure();
			else if (this.waiting.length === 0) progress.resume();
		});
	}
}
