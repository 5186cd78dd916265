import { ElevenLabsClient, ElevenLabsError } from '@elevenlabs/elevenlabs-js';

import type { Simulator } from '../../simulator/simulator';

export const sdkOf = (simulator: Simulator, apiKey = 'sim-full') =>
	new ElevenLabsClient({ apiKey, baseUrl: simulator.url, maxRetries: 0 });

/** The SDK treats `null` and an absent key alike. */
export function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, field]) => field !== null && field !== undefined)
			.map(([name, field]) => [name, withoutNulls(field)]),
	);
}

/** A field or name that the SDK does not know is then an error, on the way back to the wire too. */
export const strict = { unrecognizedObjectKeys: 'fail', omitUndefined: true } as const;

export async function failure(call: PromiseLike<unknown>): Promise<ElevenLabsError> {
	const outcome = await Promise.resolve(call).then(
		() => 'a success',
		(error: unknown) => error,
	);
	if (outcome instanceof ElevenLabsError) return outcome;
	throw new Error(`Not an error of the API, but ${String(outcome)}`);
}
