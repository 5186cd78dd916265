import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { AgentVariable } from '../../shared/calling/recipient/agentVariables';
import { agentVariables } from '../../shared/calling/recipient/agentVariables';
import { readAgent } from '../../shared/elevenlabs/agents';
import { elevenLabsClient } from '../../shared/elevenlabs/client';

/** A field that n8n keeps with the node. */
interface VariableField extends ResourceMapperField {
	/** ID of the agent that it belongs to. */
	agent: string;
}

/**
 * Offers one field for each variable of the chosen agent. The editor shows the required ones at first,
 * and offers the others to be added. There is always a field, because the first one tells n8n which
 * agent the fields belong to.
 */
export async function getDynamicVariables(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const agentId = this.getCurrentNodeParameter('agentId', { extractValue: true });
	if (typeof agentId !== 'string' || agentId.trim() === '') {
		return { fields: [], emptyFieldsNotice: 'Choose an agent to see its variables.' };
	}
	const agent = agentId.trim();
	const placeholder = { ...variableField(agent, NO_VARIABLE), display: false };
	const branchId = this.getCurrentNodeParameter('options.branchId');
	try {
		const variables = agentVariables(
			await readAgent(
				await elevenLabsClient(this),
				agent,
				typeof branchId === 'string' ? branchId.trim() : undefined,
			),
		);
		const fields = variables.map((variable) => variableField(agent, variable));
		return { fields: fields.length > 0 ? fields : [placeholder] };
	} catch {
		// What the user has filled in stays. The run says what is wrong.
		const known = this.getCurrentNodeParameter('dynamicVariables.schema');
		return { fields: Array.isArray(known) && known.length > 0 ? known : [placeholder] };
	}
}

const NO_VARIABLE: AgentVariable = { name: 'no_variables', required: false, type: 'string' };

function variableField(agent: string, { name, required, type }: AgentVariable): VariableField {
	return {
		agent,
		id: name,
		// n8n makes the name that an AI agent's model sees of it.
		displayName: name,
		required,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		type,
	};
}
