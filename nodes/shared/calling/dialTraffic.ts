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

interface Line<Dial> {
	dial: Dial;
	/** Its outcome is uncertain: the recipient is not free again in this pass. */
	isLost: boolean;
	settled: Promise<void>;
	settle: () => void;
}

/** The recipients of one pass: nobody is dialed while it is open whether they were called just before. */
export class Recipients<Dial> {
	private readonly lines = new Map<string, Line<Dial>>();

	/**
	 * Waits until nobody else dials a recipient.
	 * @param ends resolve when nobody is dialed any more
	 * @returns false where that is so, or where a call is to be looked for before the next one is made
	 */
	async isFree(recipient: string, dial: Dial, ends: Array<Promise<void>>): Promise<boolean> {
		let isOver = false;
		let end: Promise<void> | undefined;
		for (;;) {
			const line = this.lines.get(recipient);
			if (line === undefined || line.dial === dial) return true;
			if (line.isLost || isOver) return false;
			end ??= Promise.race(ends).then(() => {
				isOver = true;
			});
			await Promise.race([line.settled, end]);
		}
	}

	/** @returns false where somebody else took the recipient meanwhile */
	take(recipient: string, dial: Dial): boolean {
		const line = this.lines.get(recipient);
		if (line !== undefined) return line.dial === dial;
		let settle = () => {};
		const settled = new Promise<void>((resolve) => {
			settle = resolve;
		});
		this.lines.set(recipient, { dial, isLost: false, settled, settle });
		return true;
	}

	/** @param isLost whether the outcome is uncertain */
	leave(recipient: string, dial: Dial, isLost: boolean): void {
		const line = this.lines.get(recipient);
		if (line?.dial !== dial) return;
		line.isLost = isLost;
		if (!isLost) this.lines.delete(recipient);
		line.settle();
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
