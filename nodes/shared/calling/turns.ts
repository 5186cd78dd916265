/** Lets each work begin only after the one before, in the order of asking. */
export class Turns {
	private last: Promise<unknown> = Promise.resolve();

	async take<T>(work: () => Promise<T>): Promise<T> {
		const mine = this.last.then(work);
		// Work that fails is its caller's affair; the next in line still gets a turn.
		this.last = mine.catch(() => {});
		return await mine;
	}
}
