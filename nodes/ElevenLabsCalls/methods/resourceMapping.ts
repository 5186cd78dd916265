import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { agentVariables } from '../../shared/calling/recipient/agentVariables';
import { readAgent } from '../../shared/elevenlabs/agents';
import { elevenLabsClient } from '../../shared/elevenlabs/client';
import { toNodeError } from '../nodeErrors';

/**
 * Offers one field for each variable of the chosen agent. The editor shows the required ones at first,
 * and offers the others to be added.
 */
export async function getDynamicVariables(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const agentId = this.getCurrentNodeParameter('agentId', { extractValue: true });
	if (typeof agentId !== 'string' || agentId.trim() === '') {
		return { fields: [], emptyFieldsNotice: 'Choose an agent to see its variables.' };
	}
	const branchId = this.getCurrentNodeParameter('options.branchId');
	try {
		const agent = await readAgent(
			await elevenLabsClient(this),
			agentId.trim(),
			typeof branchId === 'string' ? branchId.trim() : undefined,
		);
		return {
			fields: agentVariables(agent).map(({ name, required, type }) => ({
				id: name,
				// n8n makes the name that an AI agent's model sees of it.
				displayName: name,
				required,
				display: true,
				defaultMatch: false,
				canBeUsedToMatch: false,
				type,
			})),
			emptyFieldsNotice: 'This agent uses no variables.',
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
