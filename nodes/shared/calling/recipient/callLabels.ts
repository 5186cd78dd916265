import type { Labels } from '../../labels';

/** Labels of the parameters that make up a call, for what is wrong with the whole of it. */
export interface CallLabels {
	/** By path in `conversation_config_override`. */
	overrides: Labels;
	moreOverrides: string;
	/** Of the parameter that the item's dynamic variables are given in. */
	variables: string;
	customLlmExtraBody: string;
	startingWorkflowNodeId: string;
	procedureIds: string;
}
