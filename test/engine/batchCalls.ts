import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { credentialOf } from './plainCalls';
import type { RunOptions, RunOutcome } from './workflowRun';
import { locator, runWorkflow } from './workflowRun';

/** Puts the number in `phone` into a batch, with an agent that has neither variables nor overrides. */
export const PLAIN_BATCH: IDataObject = {
	resource: 'batchCall',
	operation: 'create',
	agentId: locator('agent_simlocked'),
	phoneNumberId: locator('phnum_simtwilio'),
	callName: 'Renewals',
	toNumber: '={{ $json.phone }}',
};

/**
 * Creates batches.
 * @param options those under Options
 * @param more `parameters` beside the options, or in place of those of a plain batch
 */
export async function batchRows(
	simulator: Simulator,
	rows: IDataObject[],
	options: IDataObject = {},
	{ parameters, ...more }: Partial<RunOptions> = {},
): Promise<RunOutcome> {
	return await runWorkflow({
		parameters: { ...PLAIN_BATCH, options, ...parameters },
		rows,
		credential: credentialOf(simulator),
		...more,
	});
}

/** Requests to create a batch. */
export const submits = ({ requests }: Simulator) =>
	requests.filter(({ path }) => path.endsWith('/batch-calling/submit'));

/** The numbers of each batch that exists, in their order. */
export const numbersIn = ({ batches }: Simulator) =>
	batches.map(({ body }) =>
		(body.recipients as Array<{ phone_number: string }>).map(({ phone_number }) => phone_number),
	);

/** The items that an output is paired with. */
export const itemsOf = ({ pairedItem }: RunOutcome['items'][number]) =>
	[pairedItem].flat().map((one) => (typeof one === 'object' ? one.item : one));
