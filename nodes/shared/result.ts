import type { Failure } from './failure';
import { parameterFailure } from './failure';

/** A value, or everything that is wrong with it. */
export type Result<T> = { ok: true; value: T } | { ok: false; failures: Failure[] };

/** Wraps a value that passed its checks. */
export function valid<T>(value: T): Result<T> {
	return { ok: true, value };
}

/**
 * Wraps the one thing that is wrong with a parameter.
 * @param label as the editor shows it
 * @param problem continues the sentence "'To Number' …", e.g. `is empty`
 * @param advice one or two whole sentences
 */
export function invalid(label: string, problem: string, advice: string): Result<never> {
	return { ok: false, failures: [parameterFailure(label, problem, advice)] };
}

/**
 * Joins checks that belong to one item, so that the user reads everything that is wrong at once.
 * @returns the values under the names of the checks, or the failures of all of them in that order
 */
export function all<T extends object>(checks: Checks<T>): Result<T> {
	const { values, failures } = passed(checks);
	return failures.length > 0 ? { ok: false, failures } : valid(values as T);
}

/** One check for each value. */
export type Checks<T extends object> = { [K in keyof T]: Result<T[K]> };

/** The values that passed their checks, and everything that is wrong with the others. */
export function passed<T extends object>(
	checks: Checks<T>,
): { values: Partial<T>; failures: Failure[] } {
	const failures: Failure[] = [];
	const values: Record<string, unknown> = {};
	for (const [name, check] of Object.entries<Result<unknown>>(checks)) {
		if (check.ok) values[name] = check.value;
		else failures.push(...check.failures);
	}
	return { values: values as Partial<T>, failures };
}
