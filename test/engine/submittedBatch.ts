import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';

/**
 * Submits a batch, as someone else does.
 * @param more of its request
 * @returns its ID
 */
export async function submittedBatch(
	{ url }: Pick<Simulator, 'url'>,
	numbers: string[],
	more: IDataObject = {},
): Promise<string> {
	const response = await fetch(`${url}/v1/convai/batch-calling/submit`, {
		method: 'POST',
		headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
		body: JSON.stringify({
			call_name: 'Renewals',
			agent_id: 'agent_simlocked',
			agent_phone_number_id: 'phnum_simtwilio',
			recipients: numbers.map((phone_number, row) => ({
				id: `row-${row}`,
				phone_number,
				conversation_initiation_client_data: { user_id: `user-${row}`, dynamic_variables: { row } },
			})),
			...more,
		}),
	});
	const { id } = (await response.json()) as { id: string };
	return id;
}
