/** Limits and brakes of a run. */
export interface DialLoopOptions<Result> {
	/** Most tasks under way at once, at least 1. */
	maxInFlight: number;
	/** Asked before each task is started; once true, none is started any more. */
	isCancelled?: () => boolean;
	/** Asked with each result; once true, no further task is started. Those under way are awaited. */
	isLast?: (result: Result) => boolean;
}

/**
 * Runs a task for each entry, in order, with a bounded number under way at once.
 * @param task must not reject: what went wrong is part of its result
 * @returns the results at the places of their entries; undefined where no task was started
 */
export async function dialLoop<Entry, Result>(
	entries: readonly Entry[],
	task: (entry: Entry) => Promise<Result>,
	{ maxInFlight, isCancelled, isLast }: DialLoopOptions<Result>,
): Promise<Array<Result | undefined>> {
	const results = new Array<Result | undefined>(entries.length).fill(undefined);
	let next = 0;
	let stopped = false;

	const lane = async () => {
		while (next < entries.length && !stopped && !isCancelled?.()) {
			const place = next++;
			const result = await task(entries[place] as Entry);
			results[place] = result;
			stopped ||= isLast?.(result) ?? false;
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxInFlight, entries.length) }, lane));
	return results;
}
