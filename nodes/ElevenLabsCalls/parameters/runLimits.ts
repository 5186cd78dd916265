import type { INodeProperties } from 'n8n-workflow';
import type { Result } from '../../shared/result';
import { all, valid } from '../../shared/result';
import type { NumberRange } from '../../shared/values';
import { isBlank, readNumber } from '../../shared/values';

/** How fast a run may call. */
export interface RunLimits {
	/** Most calls of the run at once. */
	maxConcurrentCalls: number;
	/** For how long a call that was definitely not placed is retried, in milliseconds. */
	keepTryingMs: number;
	/** Absent: no limit. */
	callsPerMinute?: number;
	/** Most active calls in the whole workspace; absent: no limit. */
	maxActiveCalls?: number;
}

const wholeNumber = (
	minValue: number,
	texts: Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>,
): INodeProperties => ({
	...texts,
	type: 'number',
	typeOptions: { minValue, numberPrecision: 0 },
});

export const callsPerMinute = wholeNumber(1, {
	displayName: 'Calls per Minute',
	name: 'callsPerMinute',
	default: 30,
	description: 'Max number of calls started per minute',
});

export const keepTryingSecs = wholeNumber(0, {
	displayName: 'Retry For (Seconds)',
	name: 'keepTryingSecs',
	default: 60,
	description:
		"How long to retry calls that definitely weren't placed, because ElevenLabs was busy or could not be reached; 0 turns retrying off",
});

/** Most calls of this run at once. Its name is saved in workflows, and older than its label. */
export const maxInFlight = wholeNumber(1, {
	displayName: 'Max Concurrent Calls',
	name: 'maxInFlight',
	default: 4,
	description:
		'Max number of calls placed at the same time. With Wait for Completion, this is how many people can be on the phone at once. The smallest ElevenLabs plan allows 4.',
});

/** Most active calls of anyone in the workspace. Its name, too, is older than its label. */
export const maxSimultaneousCalls = wholeNumber(1, {
	displayName: 'Max Active Calls in Workspace',
	name: 'maxSimultaneousCalls',
	default: 4,
	description:
		'Max number of active calls in the whole workspace. The next call waits until one ends.',
});

const COUNT: NumberRange = { min: 1, whole: true };

/**
 * Reads the limits that an item sets. Blank means the default that the editor shows; what isn't a
 * number in its range is a failure, because it would mean no limit.
 * @param options those that were added
 */
export function readRunLimits(options: Record<string, unknown>): Result<RunLimits> {
	const read = ({ name, displayName, default: blank }: INodeProperties, range: NumberRange) =>
		readNumber(isBlank(options[name]) ? blank : options[name], displayName, range);
	const ifAdded = (limit: INodeProperties) =>
		Object.hasOwn(options, limit.name) ? read(limit, COUNT) : valid(undefined);
	const seconds = read(keepTryingSecs, { min: 0, whole: true });
	return all<RunLimits>({
		maxConcurrentCalls: read(maxInFlight, COUNT),
		keepTryingMs: seconds.ok ? valid(seconds.value * 1000) : seconds,
		callsPerMinute: ifAdded(callsPerMinute),
		maxActiveCalls: ifAdded(maxSimultaneousCalls),
	});
}

/** The limits of a run whose items set different ones: of each, the lowest. */
export function strictestLimits(limits: RunLimits[]): RunLimits {
	const lowest = (values: Array<number | undefined>) => {
		const set = values.filter((value) => value !== undefined);
		return set.length === 0 ? undefined : set.reduce((a, b) => Math.min(a, b));
	};
	return {
		maxConcurrentCalls: lowest(limits.map((one) => one.maxConcurrentCalls)) ?? 1,
		keepTryingMs: lowest(limits.map((one) => one.keepTryingMs)) ?? 0,
		callsPerMinute: lowest(limits.map((one) => one.callsPerMinute)),
		maxActiveCalls: lowest(limits.map((one) => one.maxActiveCalls)),
	};
}
