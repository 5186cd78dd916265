import type { RequestMatch } from './faults';
import { matchesRequest } from './faults';
import type { RecordedRequest } from './recording';

/** Answers that wait until a test sends them; the calls are placed at once. */
export interface Hold {
	/** How many wait now. */
	readonly count: number;
	/** Resolves once so many wait. */
	reaches(count: number): Promise<void>;
	/** Sends the oldest; later ones wait. */
	release(count?: number): void;
	/** Sends all, and lets later ones pass. */
	end(): void;
}

class Holding implements Hold {
	private hasEnded = false;

	private readonly answers = new Set<() => void>();

	private watchers: Array<{ count: number; resolve: () => void }> = [];

	constructor(readonly match: RequestMatch) {}

	get count(): number {
		return this.answers.size;
	}

	async pass(whenGone: (gone: () => void) => void): Promise<void> {
		if (this.hasEnded) return;
		await new Promise<void>((resolve) => {
			const answer = () => {
				this.answers.delete(answer);
				resolve();
			};
			this.answers.add(answer);
			whenGone(answer);
			for (const watcher of this.watchers) if (watcher.count <= this.count) watcher.resolve();
			this.watchers = this.watchers.filter(({ count }) => count > this.count);
		});
	}

	async reaches(count: number): Promise<void> {
		if (count <= this.count) return;
		await new Promise<void>((resolve) => this.watchers.push({ count, resolve }));
	}

	release(count = 1): void {
		for (const answer of [...this.answers].slice(0, count)) answer();
	}

	end(): void {
		this.hasEnded = true;
		this.release(this.count);
	}
}

/** What holds back the answers of one simulator. */
export class HeldAnswers {
	private holds: Holding[] = [];

	hold(match: RequestMatch): Hold {
		const hold = new Holding(match);
		this.holds.push(hold);
		return hold;
	}

	/**
	 * Resolves when the answer to a request may be sent.
	 * @param whenGone takes what is to be called when the client has left
	 */
	async pass(request: RecordedRequest, whenGone: (gone: () => void) => void): Promise<void> {
		for (const hold of this.holds) {
			if (matchesRequest(hold.match, request)) await hold.pass(whenGone);
		}
	}

	endAll(): void {
		for (const hold of this.holds) hold.end();
		this.holds = [];
	}
}
