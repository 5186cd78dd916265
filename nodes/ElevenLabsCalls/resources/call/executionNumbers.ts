import type { IExecuteFunctions } from 'n8n-workflow';
import { DialedNumbers } from '../../../shared/calling/dialing/dialedNumbers';
import { isTool } from '../../toolUse';

/**
 * The numbers that this execution dialed before. n8n shares the flow context among all nodes of an
 * execution and saves it, so the numbers are kept through loops and waits. A sub-workflow is another
 * execution.
 */
export function executionNumbers(context: IExecuteFunctions): DialedNumbers {
	return new DialedNumbers(flowContext(context), isTool(context));
}

function flowContext(context: IExecuteFunctions): Record<string, unknown> {
	try {
		return context.getContext('flow');
	} catch {
		// n8n's own agents run a node outside any execution, so each request stands alone.
		return {};
	}
}
