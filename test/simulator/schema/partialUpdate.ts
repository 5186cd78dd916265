import type { JsonObject } from './pydantic';
import { isObject } from './pydantic';

/** What a partial update makes of an object: objects are merged key by key, everything else is replaced. */
export function updated(before: JsonObject, changes: JsonObject): JsonObject {
	const after = { ...before };
	for (const [name, value] of Object.entries(changes)) {
		after[name] = isObject(value)
			? updated(isObject(before[name]) ? before[name] : {}, value)
			: value;
	}
	return after;
}
