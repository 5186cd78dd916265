import type { Labels } from '../../labels';

/** Labels of the parameters of a call, for failures that are about the whole call. */
export interface CallLabels {
	/** By path in `conversation_config_override`. */
	overrides: Labels;
	moreOverrides: string;
	/** Of the parameter that holds the item's dynamic variables. */
	variables: string;
	customLlmExtraBody: string;
	startingWorkflowNodeId: string;
	procedureIds: string;
}
