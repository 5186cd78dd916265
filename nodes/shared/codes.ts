import type { Result } from './result';
import { invalid, valid } from './result';
import { CHECK_EXPRESSION, isBlank, readCode, trimmed } from './values';

/**
 * Reads codes or other short texts: a list, the JSON text of one, or text with commas,
 * semicolons or line breaks. Blank entries are dropped.
 * @returns undefined if no entry is left
 */
export function readCodes(value: unknown, label: string): Result<string[] | undefined> {
	if (isBlank(value)) return valid(undefined);
	const entries = Array.isArray(value) ? (value as unknown[]) : entriesIn(value);
	if (entries === undefined) {
		return invalid(label, 'must be text or a list', CHECK_EXPRESSION);
	}
	const codes: string[] = [];
	for (const entry of entries) {
		const code = readCode(entry, label);
		if (!code.ok) return code;
		if (code.value !== undefined) codes.push(code.value);
	}
	return valid(codes.length === 0 ? undefined : codes);
}

function entriesIn(value: unknown): unknown[] | undefined {
	if (typeof value === 'number') return [value];
	if (typeof value !== 'string') return undefined;
	const text = trimmed(value);
	if (text.startsWith('[')) {
		try {
			const parsed: unknown = JSON.parse(text);
			if (Array.isArray(parsed)) return parsed as unknown[];
		} catch {
			return undefined;
		}
	}
	return text.split(/[,;\n\r]/);
}
