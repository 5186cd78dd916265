/** The end of a run at its first failure. */
export class Stop {
	isReached = false;

	private reach: () => void = () => {};

	readonly reached = new Promise<void>((resolve) => {
		this.reach = resolve;
	});

	now(): void {
		this.isReached = true;
		this.reach();
	}
}

/** Room for so many calls at once, those among them that go on since the pass before. */
export class Room {
	private taken: number;

	private next: Array<() => void> = [];

	/** @param stopped lets everyone in, as nobody is dialled any more */
	constructor(
		private readonly size: number,
		held: Set<Promise<unknown>>,
		stopped: Promise<void>,
	) {
		this.taken = held.size;
		for (const holding of held) void holding.then(() => this.leave());
		void stopped.then(() => {
			for (const enter of this.next) enter();
		});
	}

	async enter(): Promise<void> {
		if (this.taken >= this.size) await new Promise<void>((resolve) => this.next.push(resolve));
		else this.taken += 1;
	}

	/** Whoever waits for the longest takes the place. */
	leave(): void {
		const enter = this.next.shift();
		if (enter === undefined) this.taken -= 1;
		else enter();
	}
}

/** Looks for lost calls while others are dialled, one look after the other. */
export class Looks<Lost> {
	private readonly seen = new Set<Lost>();

	private waiting: Lost[] = [];

	private last: Promise<void> = Promise.resolve();

	constructor(private readonly look: (lost: Lost[]) => Promise<void>) {}

	/** Resolves when a call that was just lost has been looked for, with all others that were lost until then. */
	async after(lost: Lost): Promise<void> {
		this.seen.add(lost);
		this.waiting.push(lost);
		this.last = this.last.then(async () => {
			const all = this.waiting;
			this.waiting = [];
			if (all.length > 0) await this.look(all);
		});
		await this.last;
	}

	has(lost: Lost): boolean {
		return this.seen.has(lost);
	}

	async idle(): Promise<void> {
		await this.last;
	}
}
