import type { Labels } from '../../labels';
import { labelOf } from '../../labels';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import { readIds } from '../../ids';
import { isBlank, readCode, trimmed } from '../../values';

/**
 * Reads the options for where in the agent's workflow a call starts, and with which procedures.
 * @param labels of all options
 */
export function readStart(
	{ startingWorkflowNodeId, procedureIds }: Record<string, unknown>,
	labels: Labels,
) {
	return {
		startingWorkflowNodeId: readCode(
			startingWorkflowNodeId,
			labelOf(labels, 'startingWorkflowNodeId'),
		),
		procedureIds: readProcedureIds(procedureIds, labelOf(labels, 'procedureIds')),
	};
}

/**
 * @returns undefined if it is blank; an empty list only if the user wrote one, because it
 *   turns all of the agent's procedures off
 */
function readProcedureIds(value: unknown, label: string): Result<string[] | undefined> {
	if (isEmptyList(value)) return valid([]);
	const ids = readIds(value, label);
	return ids.ok && ids.value === undefined && !isBlank(value)
		? invalid(
				label,
				'has only blank entries',
				"Leave it blank to keep the agent's procedures, or use [] to turn them all off.",
			)
		: ids;
}

function isEmptyList(value: unknown): boolean {
	return Array.isArray(value)
		? value.length === 0
		: typeof value === 'string' && /^\[\s*\]$/.test(trimmed(value));
}
