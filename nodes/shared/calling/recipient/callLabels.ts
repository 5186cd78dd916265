import type { Labels } from '../../labels';

/** Labels of the parameters of a call, for failures that are about the whole call. */
export interface CallLabels {
	/** By path in `conversation_config_override`. */
	overrides: Labels;
	moreOverrides: string;
	/** Of the parameter that holds the item's dynamic variables. */
	variables: string;
	/** What to do if that parameter has no field for a variable; a whole sentence, or absent. */
	missingField?: string;
	customLlmExtraBody: string;
	startingWorkflowNodeId: string;
	procedureIds: string;
}
