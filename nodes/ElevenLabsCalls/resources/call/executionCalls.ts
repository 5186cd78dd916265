import type { IExecuteFunctions } from 'n8n-workflow';
import { EarlierCalls } from '../../../shared/calling/dialing/earlierCalls';
import { isTool } from '../../toolUse';

/**
 * The numbers that this execution dialed before. n8n shares the flow context among all nodes of an
 * execution and saves it, so the numbers are kept through loops and waits. A sub-workflow is another
 * execution.
 */
export function earlierCalls(context: IExecuteFunctions): EarlierCalls {
	return new EarlierCalls(flowContext(context), isTool(context));
}

function flowContext(context: IExecuteFunctions): Record<string, unknown> {
	try {
		return context.getContext('flow');
	} catch {
		// n8n's own agents run a node outside any execution, so each request stands alone.
		return {};
	}
}
