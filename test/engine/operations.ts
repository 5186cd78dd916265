import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { credentialOf } from './plainCalls';
import { quickTime } from '../clock/quickTime';
import type { RunOptions, RunOutcome } from './workflowRun';
import { runWorkflow } from './workflowRun';

/** Runs an operation for each row; an expression such as `={{ $json.id }}` reads it. */
export async function runOperation(
	simulator: Simulator,
	operation: `${string}.${string}`,
	parameters: IDataObject,
	rows: IDataObject[] = [{}],
	more: Partial<RunOptions> = {},
): Promise<RunOutcome> {
	const [resource, name] = operation.split('.');
	return await runWorkflow({
		parameters: { resource, operation: name, ...parameters },
		rows,
		credential: credentialOf(simulator),
		...more,
	});
}

/** Numbers whose ending decides what becomes of a call. */
export const ANSWERED = '+12025550101';
export const VOICEMAIL = '+12025550102';
export const BUSY = '+12025550103';
export const NO_ANSWER = '+12025550104';
export const NEVER_ENDS = '+12025550105';

/** Places calls as someone else. @returns their conversations' IDs */
export function placeCalls(
	simulator: Simulator,
	numbers: string[],
	more: { agentId?: string; phoneNumberId?: string; clientData?: object } = {},
): string[] {
	return numbers.map(
		(number) =>
			simulator.placeForeignCall({
				agentId: 'agent_simlocked',
				phoneNumberId: 'phnum_simtwilio',
				number,
				...(more as Pick<typeof more, 'agentId'>),
			}).conversationId,
	);
}

/** Long enough for any call to be over that ever is. */
export const letCallsEnd = () => quickTime.advance(120_000);

/** Requests that were made, as `GET /path`. */
export const requestsOf = ({ requests }: Simulator) =>
	requests.map(({ method, path }) => `${method} ${path}`);
