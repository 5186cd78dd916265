import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { whatsAppIds } from '../simulator/workspace/seed/whatsAppAccounts';
import type { RunOptions, RunOutcome } from './workflowRun';
import { cancel, locator, runWorkflow } from './workflowRun';

/** Numbers that are answered, one for each index. */
export const number = (index: number) => `+1202555${String(1000 + index)}`;

/** Rows with the numbers above. */
export const rowsOf = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ phone: number(index), row: index }));

/** How a number is named in an error. */
export const masked = (index: number) => `…${number(index).slice(-4)}`;

/** @param apiKey one that may do everything by default */
export const credentialOf = ({ url }: Pick<Simulator, 'url'>, apiKey = 'sim-full') => ({
	apiKey,
	region: 'custom',
	baseUrl: url,
});

/** Calls the number in `phone`, with an agent that has neither variables nor overrides. */
export const PLAIN_CALL: IDataObject = {
	resource: 'call',
	operation: 'outboundCall',
	agentId: locator('agent_simlocked'),
	phoneNumberId: locator('phnum_simtwilio'),
	toNumber: '={{ $json.phone }}',
};

/** In place of the parameters above that are only for phone calls. */
export const ON_WHATSAPP = {
	operation: 'whatsAppCall',
	whatsAppAccountId: locator(whatsAppIds.good),
	permissionTemplate: 'call_permission',
	permissionTemplateLanguage: 'en_US',
};

/** How a number is written on WhatsApp. */
export const digitsOf = (phone: string) => phone.slice(1);

/**
 * Makes plain calls.
 * @param options those under Options
 * @param more `parameters` beside the options, or in place of those of a plain call
 */
export async function callRows(
	simulator: Simulator,
	rows: IDataObject[],
	options: IDataObject = {},
	{ parameters, ...more }: Partial<RunOptions> = {},
): Promise<RunOutcome> {
	return await runWorkflow({
		parameters: { ...PLAIN_CALL, options, ...parameters },
		rows,
		credential: credentialOf(simulator),
		...more,
	});
}

/** Requests to dial, of one number or of all. */
export const dialRequests = ({ requests }: Simulator, toNumber?: string) =>
	requests.filter(
		(request) =>
			request.method === 'POST' && (toNumber === undefined || request.toNumber === toNumber),
	);

/** Everything that a user of n8n gets to see of a run. */
export function shownOf({ items, errorItems, error }: RunOutcome): string {
	return JSON.stringify([items, errorItems, error?.message, error?.description]);
}

/** IDs of placed calls that a user gets to see nowhere. */
export function lostIds({ calls }: Simulator, outcome: RunOutcome): string[] {
	const shown = shownOf(outcome);
	return calls
		.map(({ conversationId }) => conversationId)
		.filter((conversationId) => !shown.includes(conversationId));
}

/**
 * Cancels a run while the answers to some calls are held back.
 * @param answered how many are answered before that, each as soon as it is placed
 * @param underWay how many are placed and not answered then
 */
export function cancelledAfter(
	simulator: Simulator,
	{ answered, underWay = 1 }: { answered: number; underWay?: number },
): Pick<RunOptions, 'onStart'> {
	const held = simulator.hold();
	const whenReached = async () => {
		for (let call = 0; call < answered; call++) {
			await held.reaches(1);
			held.release();
		}
		await held.reaches(underWay);
	};
	return { onStart: (engine) => void whenReached().then(() => cancel(engine)) };
}
