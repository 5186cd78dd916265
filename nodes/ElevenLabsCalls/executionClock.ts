import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Clock } from '../shared/clock';
import { cancellableClock } from '../shared/clock';

/** The clock of an execution: its waits end when the user stops it. */
export function executionClock(context: IExecuteFunctions): Clock {
	return cancellableClock(context.getExecutionCancelSignal(), sleep);
}
