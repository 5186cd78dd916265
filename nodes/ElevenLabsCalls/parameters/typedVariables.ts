import type { FieldType } from 'n8n-workflow';
import { validateFieldType } from 'n8n-workflow';
import type {
	DynamicVariables,
	SuppliedVariable,
} from '../../shared/calling/recipient/dynamicVariables';
import { readDynamicVariables } from '../../shared/calling/recipient/dynamicVariables';
import type { Failure } from '../../shared/failure';
import { parameterFailure } from '../../shared/failure';
import type { Result } from '../../shared/result';
import { noValueIn, readBoolean, readNumber, trimmed } from '../../shared/values';

/**
 * Reads variables as the type each was given with; text if it has none.
 * @param label of the parameter that they are given in
 */
export function readTyped(
	variables: Array<SuppliedVariable & { type: unknown }>,
	label: string,
): Result<DynamicVariables> {
	const typed: SuppliedVariable[] = [];
	const failures: Failure[] = [];
	for (const { name, value, type } of variables) {
		const read = typedValue(value, type, trimmed(name));
		if (read === undefined) {
			failures.push(
				parameterFailure(
					label,
					`has no ${String(type)} for '${trimmed(name)}'`,
					`Check the value of '${trimmed(name)}' for this item, or change its type.`,
				),
			);
		} else typed.push({ name, value: read.value });
	}
	return failures.length > 0 ? { ok: false, failures } : readDynamicVariables(typed, label);
}

/** @returns undefined if the value isn't one of its type */
function typedValue(value: unknown, type: unknown, name: string): { value: unknown } | undefined {
	// A missing value is reported as such, whatever its type.
	if (noValueIn(value) !== undefined) return { value };
	if (type === undefined || type === 'string') {
		return { value: typeof value === 'object' ? value : String(value) };
	}
	if (type === 'number' || type === 'boolean') {
		const read =
			type === 'number' ? readNumber(value, name, { min: -Infinity }) : readBoolean(value, name);
		return read.ok ? { value: read.value } : undefined;
	}
	const read = validateFieldType(name, value, type as FieldType);
	return read.valid ? { value: read.newValue } : undefined;
}
