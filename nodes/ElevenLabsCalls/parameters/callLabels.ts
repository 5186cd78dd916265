import type { CallLabels } from '../../shared/calling/recipient/callLabels';
import { overrideLabels } from '../../shared/calling/recipient/overrides';
import { labelOf } from '../../shared/labels';
import { fieldsField, MISSING_FIELD } from './dynamicVariables';
import { OPTION_LABELS } from './options';
import { OVERRIDE_LABELS } from './overrides';

const LABELS = {
	overrides: overrideLabels(OVERRIDE_LABELS),
	moreOverrides: labelOf(OVERRIDE_LABELS, 'moreOverrides'),
	customLlmExtraBody: labelOf(OPTION_LABELS, 'customLlmExtraBody'),
	startingWorkflowNodeId: labelOf(OPTION_LABELS, 'startingWorkflowNodeId'),
	procedureIds: labelOf(OPTION_LABELS, 'procedureIds'),
};

/**
 * Labels of the parameters that make up a call.
 * @param variables label of the parameter that the item's dynamic variables are given in
 */
export function callLabels(variables: string): CallLabels {
	return {
		...LABELS,
		variables,
		...(variables === fieldsField.displayName ? { missingField: MISSING_FIELD } : {}),
	};
}
