/** Why an item can't be called as it stands, in words for the person who built the workflow. */
export interface Problem {
	/** The parameter's label as the editor shows it, e.g. `To Number`. */
	parameter: string;
	/** What is wrong, continuing the sentence "'To Number' …", e.g. `is empty`. */
	message: string;
	/** What to do about it: one or two whole sentences. */
	advice: string;
}

/** Input that was read: its value, or everything that is wrong with it. */
export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** Wraps a value that passed its checks. */
export function valid<T>(value: T): Result<T> {
	return { ok: true, value };
}

/** Wraps the one thing that is wrong with an input. */
export function invalid(parameter: string, message: string, advice: string): Result<never> {
	return { ok: false, problems: [{ parameter, message, advice }] };
}

/**
 * Joins checks that belong to one item, so that the user reads all of its problems at once.
 * @returns the values under the names of the checks, or the problems of all of them in that order
 */
export function all<T extends object>(checks: {
	[K in keyof T]: Result<T[K]>;
}): Result<T> {
	const problems = Object.values<Result<unknown>>(checks).flatMap((check) =>
		check.ok ? [] : check.problems,
	);
	if (problems.length > 0) return { ok: false, problems };
	const values = Object.entries<Result<unknown>>(checks).map(([name, check]) => [
		name,
		check.ok ? check.value : undefined,
	]);
	return valid(Object.fromEntries(values) as T);
}
