import { isRecord, noValueIn, quoted } from './values';

/** A place in a value that JSON can't express. */
export interface Unsendable {
	/** Keys and indexes that lead there, e.g. `['lines', '0', 'price']`. */
	path: string[];
	/** What is there, continuing "'Label' …", e.g. `has no value` or `contains 'NaN'`. */
	message: string;
}

/**
 * Finds what `JSON.stringify` would silently drop or replace: undefined, NaN, Infinity, whole
 * numbers beyond 2^53, functions, invalid dates, and objects such as a Map that it writes as `{}`;
 * and texts that contain the name of such a value.
 * @param wrongIn names what is wrong with a text, a number or the like; texts are never wrong by default
 * @returns the first such place; undefined if the whole value survives
 */
export function unsendableIn(
	value: unknown,
	wrongIn: (value: unknown) => string | undefined = unlessText,
): Unsendable | undefined {
	return findUnsendable(value, new Set(), wrongIn);
}

function unlessText(value: unknown): string | undefined {
	return typeof value === 'string' ? undefined : noValueIn(value);
}

/**
 * The JSON text of a body, as it is sent.
 * @throws TypeError if a part of it would be lost
 */
export function jsonText(value: object): string {
	const lost = unsendableIn(value);
	if (lost !== undefined) {
		throw new TypeError(`The request ${lost.message} at '${lost.path.join('.')}'`);
	}
	return JSON.stringify(value);
}

function findUnsendable(
	value: unknown,
	around: Set<object>,
	wrongIn: (value: unknown) => string | undefined,
): Unsendable | undefined {
	if (value === undefined) return { path: [], message: 'has no value' };
	if (typeof value !== 'object' || value === null) {
		const wrong = wrongIn(value);
		return wrong === undefined ? undefined : { path: [], message: `contains ${quoted(wrong)}` };
	}
	if (around.has(value)) return { path: [], message: 'contains itself' };
	if (hasToJson(value)) {
		const plain = value.toJSON();
		return plain === null
			? { path: [], message: 'contains an invalid date' }
			: findUnsendable(plain, new Set([...around, value]), wrongIn);
	}
	const kind = Object.prototype.toString.call(value);
	if (kind !== '[object Object]' && kind !== '[object Array]') {
		return { path: [], message: `contains '${kind}'` };
	}
	around.add(value);
	// Array.from also visits the holes of a list.
	const entries: Array<[string, unknown]> = Array.isArray(value)
		? Array.from(value as unknown[], (entry, index) => [String(index), entry])
		: Object.entries(value);
	for (const [key, inner] of entries) {
		const found = findUnsendable(inner, around, wrongIn);
		if (found !== undefined) return { path: [key, ...found.path], message: found.message };
	}
	around.delete(value);
	return undefined;
}

function hasToJson(value: object): value is { toJSON: () => unknown } {
	return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** A value deep inside an object; undefined if it isn't there. */
export function valueAt(tree: unknown, ...path: string[]): unknown {
	return path.reduce(
		(inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
		tree,
	);
}
