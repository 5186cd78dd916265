/** Frees a place; a second call does nothing. */
export type Leave = () => void;

/** Lets a limited number of things happen at once. The others wait, and get their place in the order of asking. */
export class Limit {
	private free: number;

	private readonly waiting: Array<() => void> = [];

	/** @param size at least 1; Infinity for no limit */
	constructor(size: number) {
		this.free = size;
	}

	/** Resolves when there is a place, which is held until it is freed. */
	async enter(): Promise<Leave> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		let isLeft = false;
		return () => {
			if (isLeft) return;
			isLeft = true;
			const next = this.waiting.shift();
			if (next === undefined) this.free += 1;
			else next();
		};
	}

	/** Does some work when there is a place for it. @throws what the work throws */
	async run<T>(work: () => Promise<T>): Promise<T> {
		const leave = await this.enter();
		try {
			return await work();
		} finally {
			leave();
		}
	}
}

/** Runs one piece of work after the other, in the order of asking. A failure doesn't stop the others. */
export type Sequence = <T>(work: () => Promise<T>) => Promise<T>;

export function sequential(): Sequence {
	const limit = new Limit(1);
	return async (work) => await limit.run(work);
}

/**
 * Works on entries in order, several at a time.
 * @param size most entries that are worked on at once
 * @param isOver asked before each entry; once true, no other is begun, and those begun are awaited
 * @returns the results at the indexes of their entries; undefined where none was begun
 * @throws what the work throws first
 */
export async function mapLimited<Entry, Result>(
	entries: readonly Entry[],
	size: number,
	work: (entry: Entry) => Promise<Result>,
	isOver: () => boolean = () => false,
): Promise<Array<Result | undefined>> {
	const limit = new Limit(size);
	return await Promise.all(
		entries.map(
			async (entry) => await limit.run(async () => (isOver() ? undefined : await work(entry))),
		),
	);
}

/** Something that happens once, and can be waited for. */
export class Signal {
	isGiven = false;

	private resolve: () => void = () => {};

	readonly given = new Promise<void>((resolve) => {
		this.resolve = resolve;
	});

	give(): void {
		this.isGiven = true;
		this.resolve();
	}
}
